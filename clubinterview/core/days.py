"""Days on the club's wall calendar, as pages name them: ?day=2026-09-26."""

from datetime import date, datetime, time, timedelta

from flask import abort

from clubinterview.core.clock import from_local, to_local

EARLIEST, LATEST = 2000, 2100


def day_of(instant: datetime) -> date:
    """Return the day on which the instant falls."""
    return to_local(instant).date()


def bounds(day: date) -> tuple[datetime, datetime]:
    """Return the instants at which the day begins and the next one begins."""
    return _midnight(day), _midnight(day + timedelta(days=1))


def asked_day(text: str | None) -> date | None:
    """Return the day that an address names, None when it names none; anything that is not a day answers 404."""
    if text is None:
        return None
    try:
        day = datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        abort(404)
    if not EARLIEST <= day.year <= LATEST:
        abort(404)
    return day


def _midnight(day: date) -> datetime:
    return from_local(datetime.combine(day, time.min))
