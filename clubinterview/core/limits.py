"""Limits on how often something may be done, counted in Redis over a moving window. They never fail open."""

import time
from math import ceil

from flask import Flask
from flask_babel import lazy_gettext as _l
from limits import RateLimitItem, RateLimitItemPerSecond
from limits.storage import RedisStorage
from limits.strategies import MovingWindowRateLimiter

from clubinterview.core.errors import TooMany
from clubinterview.extensions import redis_pool


class Limits:
    """The counters of one application. A limit is `(how many, in how many seconds)`; keys name what is limited."""

    def init_app(self, app: Flask) -> None:
        pool = redis_pool(app.config["REDIS_URL"])
        storage = RedisStorage("redis://", connection_pool=pool, key_prefix="limits")
        self._limiter = MovingWindowRateLimiter(storage)

    def hit(self, limit: tuple[int, int], *keys: str) -> None:
        """Count one act. Raises TooMany, without counting it, when the window is already full."""
        item = _item(limit)
        if not self._limiter.hit(item, *keys):
            self._refuse(item, *keys)

    def check(self, limit: tuple[int, int], *keys: str) -> None:
        """Raise TooMany when the window is full, without counting anything."""
        item = _item(limit)
        if not self._limiter.test(item, *keys):
            self._refuse(item, *keys)

    def clear(self, limit: tuple[int, int], *keys: str) -> None:
        """Forget what was counted for these keys."""
        self._limiter.clear(_item(limit), *keys)

    def _refuse(self, item: RateLimitItem, *keys: str) -> None:
        reset_at = self._limiter.get_window_stats(item, *keys).reset_time
        raise TooMany(
            _l("Too many attempts. Wait a moment and try again."),
            retry_after=max(1, ceil(reset_at - time.time())),
        )


def _item(limit: tuple[int, int]) -> RateLimitItem:
    count, seconds = limit
    return RateLimitItemPerSecond(count, seconds)


limits = Limits()
