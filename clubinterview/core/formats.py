"""How templates show times and numbers, in the reader's language and the club's zone."""

from collections.abc import Callable
from datetime import datetime

from flask import Flask, has_request_context, session
from flask_babel import format_datetime, format_time, get_locale
from flask_babel import gettext as _
from markupsafe import Markup

from clubinterview.core.clock import to_local, utcnow
from clubinterview.core.identity import masked_address, masked_student_number, shown_address
from clubinterview.core.markdown import render_markdown


def init_app(app: Flask) -> None:
    """Register the filters for times, texts and addresses, and the globals `span` and `has_session`."""
    for shown in (day, moment, near):
        app.add_template_filter(_unbroken(shown), shown.__name__)
    for template_filter in (clock, iso, lead):
        app.add_template_filter(template_filter)
    app.add_template_filter(render_markdown, "markdown")
    app.add_template_filter(shown_address, "address")
    app.add_template_filter(masked_address, "masked")
    app.add_template_filter(masked_student_number)
    app.add_template_global(_unbroken(span), "span")
    app.context_processor(lambda: {"has_session": has_request_context() and bool(session)})


def day(instant: datetime) -> str:
    """9月26日 周六 · Sat 26 Sep; with the year when it is not this one."""
    year = to_local(instant).year != to_local(utcnow()).year
    if _chinese():
        pattern = "y年M月d日 EEE" if year else "M月d日 EEE"
    else:
        pattern = "EEE d MMM y" if year else "EEE d MMM"
    return str(format_datetime(instant, pattern))


def clock(instant: datetime) -> str:
    """19:20."""
    return str(format_time(instant, "HH:mm"))


def moment(instant: datetime) -> str:
    """9月26日 周六 19:20 · Sat 26 Sep, 19:20."""
    return f"{day(instant)}{' ' if _chinese() else ', '}{clock(instant)}"


def near(instant: datetime) -> str:
    """今天 19:20 · today, 19:20; the same for tomorrow, and day and time of any other day."""
    days = (to_local(instant).date() - to_local(utcnow()).date()).days
    if days == 0:
        return str(_("today, %(time)s", time=clock(instant)))
    if days == 1:
        return str(_("tomorrow, %(time)s", time=clock(instant)))
    return moment(instant)


def iso(instant: datetime) -> str:
    """The machine-readable form, for <time datetime>."""
    return instant.isoformat(timespec="seconds")


def span(starts_at: datetime, ends_at: datetime, *, is_near: bool = False) -> str:
    """9月26日 周六 19:20–19:40; the second day is named when it is another one.  is_near: today and tomorrow by name."""
    same_day = to_local(starts_at).date() == to_local(ends_at).date()
    begins = near(starts_at) if is_near else moment(starts_at)
    return f"{begins}–{clock(ends_at) if same_day else moment(ends_at)}"


def lead(label: object) -> str:
    """Return a label with the blank after its colon. A full-width colon has its own."""
    text = str(label)
    return text if text.endswith("：") else f"{text} "


def _unbroken(shown: Callable[..., str]) -> Callable[..., Markup]:
    """Return the same for templates, which never breaks it over two lines."""
    return lambda *instants, **how: Markup('<span class="when">{}</span>').format(shown(*instants, **how))


def _chinese() -> bool:
    locale = get_locale()
    return locale is None or locale.language == "zh"
