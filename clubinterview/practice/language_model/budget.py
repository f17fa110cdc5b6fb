"""How often the language model may be asked, and when it is left alone: counted in Redis, for all processes.

Without Redis nothing is asked: what cannot be counted is not allowed.
"""

from datetime import datetime
from math import ceil

from flask import current_app

from clubinterview.core.clock import utcnow
from clubinterview.extensions import redis_store

KEPT_SECONDS = 2 * 86_400
BREAKER_KEYS = FAILURES_KEY, OPEN_UNTIL_KEY, TRIAL_KEY = "model:failures", "model:open_until", "model:trial"
TRIAL_MARGIN_SECONDS = 5

# Counts a call of one person and of all, or neither of them: 0 counted, 1 the person's are used up, 2 the platform's.
SPEND = """
if tonumber(redis.call('GET', KEYS[1]) or '0') >= tonumber(ARGV[1]) then return 1 end
if tonumber(redis.call('GET', KEYS[2]) or '0') >= tonumber(ARGV[2]) then return 2 end
for _, key in ipairs(KEYS) do
  redis.call('INCR', key)
  redis.call('EXPIRE', key, ARGV[3])
end
return 0
"""

# Lets a call through, 1, or not, 0. Looking and taking the trial are one, or a trial that fails between them is
# followed by another.
ENTER = """
if tonumber(redis.call('GET', KEYS[1]) or '0') < tonumber(ARGV[1]) then return 1 end
if tonumber(ARGV[2]) < tonumber(redis.call('GET', KEYS[2]) or '0') then return 0 end
return redis.call('SET', KEYS[3], '1', 'NX', 'EX', ARGV[3]) and 1 or 0
"""

# Counts a failure and ends the trial; enough failures open the breaker until ARGV[2].
FAIL = """
local failures = redis.call('INCR', KEYS[1])
redis.call('EXPIRE', KEYS[1], ARGV[3])
if failures >= tonumber(ARGV[1]) then redis.call('SET', KEYS[2], ARGV[2], 'EX', ARGV[3]) end
redis.call('DEL', KEYS[3])
"""


class ModelUnavailable(Exception):
    """The model gives no answer.

    reason: "none" (no endpoint is set), "breaker" (left alone after failures), "budget" and "budget_person" (used up
    for today), "timeout", "refused" (not reached, or it said no), "nonsense" (an answer that is none).
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def spend(user_id: int) -> None:
    """Count one question of a person to the model. Raises ModelUnavailable, without counting, when a day's are used up."""
    settings, day = current_app.config, f"{utcnow():%Y-%m-%d}"
    refused = redis_store.client.eval(
        SPEND,
        2,
        f"model:spent:{day}:{user_id}",
        f"model:spent:{day}",
        str(settings["MODEL_CALLS_PER_PERSON_PER_DAY"]),
        str(settings["MODEL_CALLS_PER_DAY"]),
        str(KEPT_SECONDS),
    )
    if refused:
        raise ModelUnavailable("budget_person" if refused == 1 else "budget")


def enter_breaker(now: datetime) -> None:
    """Go through the circuit breaker. Raises ModelUnavailable("breaker") while it is open.

    Once its time is over it is half open: one call goes through, and shows by `record_success` or `record_failure`
    whether the others may follow.
    """
    settings = current_app.config
    entered = redis_store.client.eval(
        ENTER,
        len(BREAKER_KEYS),
        *BREAKER_KEYS,
        str(settings["MODEL_BREAKER_FAILURES"]),
        str(now.timestamp()),
        str(int(settings["MODEL_TIMEOUT_SECONDS"] + TRIAL_MARGIN_SECONDS)),
    )
    if not entered:
        raise ModelUnavailable("breaker")


def leave_breaker() -> None:
    """Let another call be the trial: this one is not made after all."""
    redis_store.client.delete(TRIAL_KEY)


def record_success() -> None:
    """Close the breaker: the model answers."""
    redis_store.client.delete(*BREAKER_KEYS)


def record_failure(now: datetime) -> None:
    """Count a failure; enough of them in a row open the breaker, and one of a trial opens it again."""
    settings = current_app.config
    pause = settings["MODEL_BREAKER_SECONDS"]
    redis_store.client.eval(
        FAIL,
        len(BREAKER_KEYS),
        *BREAKER_KEYS,
        str(settings["MODEL_BREAKER_FAILURES"]),
        str(now.timestamp() + pause),
        str(_stored_seconds(pause)),
    )


def _stored_seconds(pause: float) -> int:
    """Return for how long failures count as following each other."""
    return max(1, ceil(10 * pause))
