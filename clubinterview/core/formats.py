"""How templates show times and numbers, in the reader's language and the club's zone."""

from datetime import datetime

from flask import Flask, has_request_context, session
from flask_babel import format_datetime, format_time, get_locale

from clubinterview.core.clock import to_local, utcnow
from clubinterview.core.identity import masked_address, masked_student_number, shown_address
from clubinterview.core.markdown import render_markdown


def init_app(app: Flask) -> None:
    """Register the filters `day`, `moment`, `clock`, `span`, `iso`, `markdown`, `address` and `masked`, and the global `has_session`."""
    for template_filter in (day, moment, clock, iso):
        app.add_template_filter(template_filter)
    app.add_template_filter(render_markdown, "markdown")
    app.add_template_filter(shown_address, "address")
    app.add_template_filter(masked_address, "masked")
    app.add_template_filter(masked_student_number)
    app.add_template_global(span)
    app.context_processor(lambda: {"has_session": has_request_context() and bool(session)})


def day(instant: datetime) -> str:
    """9月26日 周六 · Sat, 26 Sep; with the year when it is not this one."""
    year = to_local(instant).year != to_local(utcnow()).year
    if _chinese():
        pattern = "y年M月d日 EEE" if year else "M月d日 EEE"
    else:
        pattern = "EEE, d MMM y" if year else "EEE, d MMM"
    return str(format_datetime(instant, pattern))


def clock(instant: datetime) -> str:
    """19:20."""
    return str(format_time(instant, "HH:mm"))


def moment(instant: datetime) -> str:
    """Day and time together."""
    return f"{day(instant)} {clock(instant)}"


def iso(instant: datetime) -> str:
    """The machine-readable form, for <time datetime>."""
    return instant.isoformat(timespec="seconds")


def span(starts_at: datetime, ends_at: datetime) -> str:
    """9月26日 周六 19:20–19:40; the second day is named when it is another one."""
    same_day = to_local(starts_at).date() == to_local(ends_at).date()
    return f"{moment(starts_at)}–{clock(ends_at) if same_day else moment(ends_at)}"


def _chinese() -> bool:
    locale = get_locale()
    return locale is None or locale.language == "zh"
