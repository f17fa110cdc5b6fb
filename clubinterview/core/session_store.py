"""Sessions on the server, in Redis. The cookie holds a random id; the store knows only its hash."""

import hashlib
from datetime import timedelta
from typing import Any

import msgspec
from flask import Flask, Request, Response, request
from flask_session.base import ServerSideSession
from flask_session.redis import RedisSessionInterface
from redis import Redis, RedisError

KEY_PREFIX = "session:"
ID_BYTES = 32
REDIS_DOWN = "clubinterview.redis_down"


class StoredSession(ServerSideSession):
    """A session; `is_new` until it has been written under its present id."""

    is_new = False


class RedisSessions(RedisSessionInterface):
    """Flask-Session's Redis store, with four differences.

    The store holds a hash of the id; an id that the server did not make is never used; nothing is written
    unless something changed, and a session that was ended meanwhile is not written back to life; the time to
    live comes from the session itself, because officers' sessions are shorter than students'.
    """

    session_class = StoredSession

    def __init__(self, app: Flask, client: Redis) -> None:
        super().__init__(app, client, key_prefix=KEY_PREFIX, sid_length=ID_BYTES)

    def open_session(self, app: Flask, request: Request) -> StoredSession | None:
        """Return the session of the cookie or a new empty one; None when Redis does not answer."""
        if request.path.startswith("/healthz/"):
            return None
        try:
            session: StoredSession = super().open_session(app, request)
        except (RedisError, OSError):
            request.environ[REDIS_DOWN] = True
            return None
        session.is_new = not session
        return session

    def save_session(self, app: Flask, session: StoredSession, response: Response) -> None:
        if session or not session.modified:
            super().save_session(app, session, response)
            session.is_new = False
            return
        self._delete_session(self._get_store_id(session.sid))
        # Browsers ignore the deletion of a __Host- cookie that is not itself marked as one.
        response.delete_cookie(
            self.get_cookie_name(app),
            path=self.get_cookie_path(app),
            secure=self.get_cookie_secure(app),
            httponly=self.get_cookie_httponly(app),
            samesite=self.get_cookie_samesite(app),
        )
        response.vary.add("Cookie")

    def regenerate(self, session: Any) -> None:
        """Give the session a new id and forget the old one at once."""
        self.change_id(session, self.new_id())

    def new_id(self) -> str:
        """Return an id that no session has yet."""
        return str(self._generate_sid(self.sid_length))

    def change_id(self, session: Any, sid: str) -> None:
        """Let the session go on under an id from `new_id` and forget the old one at once."""
        old_key = self._get_store_id(session.sid)
        session.sid = sid
        session.is_new = True
        session.modified = True
        self._delete_session(old_key)

    def store_key(self, sid: str) -> str:
        """Return the key under which Redis holds the session of an id."""
        return self._get_store_id(sid)

    def end(self, store_keys: list[str]) -> None:
        """Forget the sessions under these keys."""
        if store_keys:
            self.client.delete(*store_keys)

    def should_set_storage(self, app: Flask, session: StoredSession) -> bool:
        return bool(session.modified)

    def _get_store_id(self, sid: str) -> str:
        return str(self.key_prefix + hashlib.sha256(sid.encode("utf-8", "surrogatepass")).hexdigest())

    def _retrieve_session_data(self, store_id: str) -> dict[str, Any] | None:
        stored = self.client.get(store_id)
        return None if stored is None else msgspec.msgpack.decode(stored)

    def _upsert_session(self, session_lifetime: timedelta, session: StoredSession, store_id: str) -> None:
        seconds = session.get("ttl") or self.app.config["ANONYMOUS_SESSION_SECONDS"]
        self.client.set(store_id, msgspec.msgpack.encode(dict(session)), ex=seconds, xx=not session.is_new)


def redis_is_down() -> bool:
    """Whether Redis failed to answer when this request's session was asked for."""
    return bool(request.environ.get(REDIS_DOWN))
