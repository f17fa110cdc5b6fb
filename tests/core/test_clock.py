"""The clock: aware, in UTC inside, on the club's wall outside."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask, render_template_string
from flask_babel import force_locale
from sqlalchemy.dialects import sqlite
from time_machine import travel

from clubinterview.core.clock import NoSuchLocalTime, from_local, to_local, utcnow
from clubinterview.core.database import UTCDateTime
from clubinterview.core.formats import clock, day, iso, lead, moment, near, span

NEW_YORK = ZoneInfo("America/New_York")
EVENING = datetime(2026, 9, 26, 11, 20, tzinfo=UTC)


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_now_is_aware_and_in_utc() -> None:
    with travel(EVENING, tick=False):
        assert utcnow() == EVENING
        assert utcnow().utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    ("local", "zone", "instant"),
    [
        ("2026-09-26T19:20", None, "2026-09-26T11:20+00:00"),
        ("2026-01-01T00:00", None, "2025-12-31T16:00+00:00"),
        ("2026-07-01T12:00", NEW_YORK, "2026-07-01T16:00+00:00"),
        ("2026-12-01T12:00", NEW_YORK, "2026-12-01T17:00+00:00"),
        ("2026-03-08T01:59", NEW_YORK, "2026-03-08T06:59+00:00"),
        ("2026-03-08T03:00", NEW_YORK, "2026-03-08T07:00+00:00"),
    ],
)
def test_a_wall_clock_names_an_instant(local: str, zone: ZoneInfo | None, instant: str) -> None:
    zones = [zone] if zone else []

    assert from_local(wall(local), *zones) == wall(instant)
    assert to_local(wall(instant), *zones).replace(tzinfo=None) == wall(local)


@pytest.mark.parametrize(
    "local", ["2026-03-08T02:00", "2026-03-08T02:30", "2026-11-01T01:00", "2026-11-01T01:59"]
)
def test_a_time_that_is_skipped_or_comes_twice_is_refused(local: str) -> None:
    with pytest.raises(NoSuchLocalTime):
        from_local(wall(local), NEW_YORK)


def test_a_column_refuses_a_time_without_a_zone() -> None:
    column, dialect = UTCDateTime(), sqlite.dialect()

    with pytest.raises(ValueError, match="zone"):
        column.process_bind_param(datetime(2026, 9, 26), dialect)  # noqa: DTZ001
    assert column.process_bind_param(to_local(EVENING), dialect) == EVENING.replace(tzinfo=None)
    assert column.process_result_value(EVENING.replace(tzinfo=None), dialect) == EVENING
    assert column.process_bind_param(None, dialect) is column.process_result_value(None, dialect) is None


@pytest.mark.parametrize(
    ("locale", "shown"),
    [
        ("zh_Hans_CN", ["9月26日 周六", "19:20", "9月26日 周六 19:20", "9月26日 周六 19:20–19:40", "9月26日 周六 19:20–9月27日 周日 00:20"]),
        ("en", ["Sat 26 Sep", "19:20", "Sat 26 Sep, 19:20", "Sat 26 Sep, 19:20–19:40", "Sat 26 Sep, 19:20–Sun 27 Sep, 00:20"]),
    ],
)  # fmt: skip
def test_times_are_shown_in_the_readers_language(app: Flask, locale: str, shown: list[str]) -> None:
    with app.test_request_context("/"), force_locale(locale), travel(EVENING, tick=False):
        texts = [day(EVENING), clock(EVENING), moment(EVENING)]
        texts += [span(EVENING, EVENING + timedelta(minutes=minutes)) for minutes in (20, 300)]

    assert texts == shown


@pytest.mark.parametrize(
    ("locale", "shown"), [("zh_Hans_CN", "2025年9月26日 周五"), ("en", "Fri 26 Sep 2025")]
)
def test_another_year_is_named(app: Flask, locale: str, shown: str) -> None:
    with app.test_request_context("/"), force_locale(locale), travel(EVENING, tick=False):
        assert day(datetime(2025, 9, 26, 11, 20, tzinfo=UTC)) == shown


@pytest.mark.parametrize(
    ("locale", "shown"),
    [
        ("zh_Hans_CN", ["9月25日 周五 19:20", "今天 19:20", "明天 19:20", "9月28日 周一 19:20"]),
        ("en", ["Fri 25 Sep, 19:20", "today, 19:20", "tomorrow, 19:20", "Mon 28 Sep, 19:20"]),
    ],
)
def test_today_and_tomorrow_have_a_name(app: Flask, locale: str, shown: list[str]) -> None:
    with app.test_request_context("/"), force_locale(locale), travel(EVENING, tick=False):
        assert [near(EVENING + timedelta(days=days)) for days in (-1, 0, 1, 2)] == shown


def test_today_ends_at_midnight_of_the_clubs_clock(app: Flask) -> None:
    late = datetime(2026, 9, 26, 15, 59, tzinfo=UTC)  # 23:59 there
    with app.test_request_context("/"), force_locale("en"), travel(late, tick=False):
        assert near(late + timedelta(minutes=2)) == "tomorrow, 00:01"


def test_a_page_never_breaks_a_time_over_two_lines(app: Flask) -> None:
    with app.test_request_context("/"), force_locale("en"), travel(EVENING, tick=False):
        page = render_template_string(
            "{{ at | moment }}|{{ span(at, at) }}|{{ _('Opens %(time)s', time=at | day) }}", at=EVENING
        )

    assert page.split("|") == [
        '<span class="when">Sat 26 Sep, 19:20</span>',
        '<span class="when">Sat 26 Sep, 19:20–19:20</span>',
        'Opens <span class="when">Sat 26 Sep</span>',
    ]


@pytest.mark.parametrize(("label", "shown"), [("Best:", "Best: 7"), ("答得最好：", "答得最好：7")])
def test_a_full_width_colon_needs_no_blank_after_it(label: str, shown: str) -> None:
    assert f"{lead(label)}7" == shown


def test_machines_read_another_form() -> None:
    assert iso(EVENING) == "2026-09-26T11:20:00+00:00"
