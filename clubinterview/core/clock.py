"""The one clock. Times inside are aware and in UTC; zones appear only in what people read."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

CLUB_ZONE = ZoneInfo("Asia/Shanghai")


class NoSuchLocalTime(ValueError):
    """A local time that the zone skipped or has twice, so that it does not name one instant."""


def utcnow() -> datetime:
    """Return the present instant, aware, in UTC."""
    return datetime.now(UTC)


def from_local(local: datetime, zone: ZoneInfo = CLUB_ZONE) -> datetime:
    """Return the instant that a clock on the wall of `zone` shows as `local` (naive).

    Raises NoSuchLocalTime when daylight saving skips that time or has it twice.
    """
    early = local.replace(tzinfo=zone, fold=0)
    late = local.replace(tzinfo=zone, fold=1)
    if early.utcoffset() != late.utcoffset():
        raise NoSuchLocalTime(local.isoformat())
    return early.astimezone(UTC)


def to_local(instant: datetime, zone: ZoneInfo = CLUB_ZONE) -> datetime:
    """Return `instant` as the aware wall-clock time of `zone`."""
    return instant.astimezone(zone)
