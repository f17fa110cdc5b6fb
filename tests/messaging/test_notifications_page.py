"""/notifications: what this person was told, in their language, and the button that marks it as read."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from clubinterview.auth.models import User
from clubinterview.club.models import Club
from clubinterview.core.transaction import transaction
from clubinterview.extensions import db
from clubinterview.messaging.models import Notification
from clubinterview.messaging.services import notify
from tests.browser_client import BrowserClient
from tests.counting import counted
from tests.factories import make_user
from tests.messaging.kinds import INVITED, QUIET, TRANSLATED

NOW = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)


def tell(user: User, *names: str, path: str = "") -> None:
    with transaction():
        for number, name in enumerate(names):
            notify(user, QUIET, now=NOW + timedelta(minutes=number), path=path, name=name)


def test_a_visitor_is_asked_to_sign_in(client: BrowserClient) -> None:
    assert client.get("/notifications").status_code == 302
    assert client.submit("/notifications/reading").status_code == 401


def test_nothing_yet_says_what_will_come(browser: Any, candidate: User) -> None:
    page = browser(candidate).get("/notifications")

    assert page.status_code == 200
    assert 'class="empty"' in page.text
    assert "/notifications/reading" not in page.text


def test_ones_own_notifications_are_shown_newest_first(
    browser: Any, candidate: User, other_candidate: User
) -> None:
    tell(candidate, "Ada", "Ben", path="/resume")
    tell(other_candidate, "Carol")

    page = browser(candidate).get("/notifications").text

    assert page.index("For Ben") < page.index("For Ada")
    assert "Carol" not in page
    assert page.count('href="/resume"') >= 2


@pytest.mark.parametrize(
    ("locale", "subject", "time"), [("zh_Hans_CN", "首页", "9月26日"), ("en", "Home", "26 Sep")]
)
def test_each_reader_sees_their_language(browser: Any, locale: str, subject: str, time: str) -> None:
    reader = make_user(locale=locale)
    with transaction():
        notify(reader, TRANSLATED, now=NOW, path="/")
        notify(reader, INVITED, now=NOW, place="a", things=1, at=datetime(2026, 9, 26, tzinfo=UTC))

    page = browser(reader).get("/notifications").text

    assert f"<b>{subject}</b>" in page
    assert time in page


def test_what_people_wrote_is_escaped(browser: Any, candidate: User) -> None:
    tell(candidate, "<script>alert(1)</script>")

    assert "<script>alert" not in browser(candidate).get("/notifications").text


def test_a_kind_of_another_release_does_not_break_the_page(browser: Any, candidate: User) -> None:
    tell(candidate, "Ada")
    with transaction():
        db.session.add(Notification(user_id=candidate.id, kind="gone", parameters={"a": "b"}, created_at=NOW))

    page = browser(candidate).get("/notifications")

    assert page.status_code == 200
    assert "For Ada" in page.text


def test_all_are_marked_as_read(browser: Any, candidate: User, other_candidate: User) -> None:
    tell(candidate, "Ada", "Ben")
    tell(other_candidate, "Carol")
    reader = browser(candidate)
    assert reader.get("/notifications").text.count('class="notice new"') == 2

    response = reader.submit("/notifications/reading")

    assert (response.status_code, response.location) == (303, "/notifications")
    page = reader.get("/notifications").text
    assert 'class="notice new"' not in page
    assert 'class="count' not in page
    assert db.session.scalar(select(User.unread_notifications).where(User.id == other_candidate.id)) == 1


def test_marking_needs_a_token(browser: Any, candidate: User) -> None:
    tell(candidate, "Ada")

    assert browser(candidate).post("/notifications/reading").status_code == 400
    assert db.session.scalars(select(Notification.read_at)).one() is None


def test_looking_marks_nothing(browser: Any, candidate: User) -> None:
    tell(candidate, "Ada")

    browser(candidate).get("/notifications")

    assert db.session.scalars(select(Notification.read_at)).one() is None


def test_fifty_are_on_a_page_and_the_rest_on_the_next(browser: Any, candidate: User) -> None:
    tell(candidate, *(f"number {number}." for number in range(60)))
    reader = browser(candidate)

    first = reader.get("/notifications").text
    oldest = min(db.session.scalars(select(Notification.id).order_by(Notification.id.desc()).limit(50)))
    second = reader.get(f"/notifications?after={oldest}").text

    assert first.count("<article") == 50
    assert second.count("<article") == 10
    assert f"after={oldest}" in first
    assert "number 9." in second and "number 10." not in second


@pytest.mark.parametrize("cursor", ["0", "-1", "x", "99999999999999", "%F0%9F%98%80"])
def test_a_cursor_that_is_no_row_is_not_found(browser: Any, candidate: User, cursor: str) -> None:
    assert browser(candidate).get(f"/notifications?after={cursor}").status_code == 404


def test_the_page_costs_the_same_whatever_it_shows(browser: Any, candidate: User) -> None:
    reader = browser(candidate)
    costs = []
    for names in (("a",), tuple("abcdefghij") * 5):
        tell(candidate, *names)
        with counted() as count:
            reader.get("/notifications")
        costs.append((count.sql, count.redis, count.written))

    assert costs == [(2, 1, [])] * 2


def test_a_member_of_a_club_is_told_alike(browser: Any, officer: User, club: Club) -> None:
    tell(officer, "Ada")

    assert "For Ada" in browser(officer).get("/notifications").text
