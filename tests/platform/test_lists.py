"""Finding accounts, reading one, and the lists: what they show, and what they cost."""

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from clubinterview.auth.codes.messages import REGISTER_CODE
from clubinterview.auth.models import User
from clubinterview.club.models import Club
from clubinterview.core.audit import AuditEntry
from clubinterview.core.clock import utcnow
from clubinterview.core.transaction import transaction
from clubinterview.extensions import db
from clubinterview.messaging.models import MailStatus, OutboxMessage
from clubinterview.messaging.outbox import deliver_due
from clubinterview.messaging.services import send
from tests import factories
from tests.counting import Count, counted

LISTS = ["/platform", "/platform/accounts?q=路人", "/platform/mails"]


@pytest.fixture
def administrator() -> User:
    return factories.make_user(name="苏平", is_superuser=True)


def failed_mail(number: int, **fields: Any) -> OutboxMessage:
    return OutboxMessage(
        dedupe_key=f"failed {number}", recipient="somebody@example.edu.cn", kind="plain", locale="en",
        parameters={"subject": f"第{number:03d}封", "text": "x"}, status=MailStatus.FAILED, due_at=utcnow(), last_error="SMTPDataError",
        **fields,
    )  # fmt: skip


def grow(numbers: range) -> None:
    """Add a club, an account and a failed mail for each number."""
    school = factories.make_school()
    with transaction():
        for number in numbers:
            db.session.add(Club(school_id=school.id, slug=f"row-{number}", name=f"社团{number:03d}"))
            db.session.add(User(name=f"路人{number:03d}", school_id=school.id))
            db.session.add(failed_mail(number))


@pytest.mark.parametrize(("address", "name"), list(zip(LISTS, ["社团", "路人", "第"], strict=True)))
def test_every_row_is_on_one_of_the_pages(browser: Any, administrator: User, address: str, name: str) -> None:
    grow(range(70))
    window = browser(administrator)
    first = window.get(address).text
    following = re.search(r'rel="next" href="([^"]+)"', first).group(1)

    both = first + window.get(following.replace("&amp;", "&")).text

    assert [number for number in range(70) if f"{name}{number:03d}" not in both] == []


@pytest.mark.parametrize("address", LISTS)
def test_list_costs_the_same_for_3_and_300_rows(browser: Any, administrator: User, address: str) -> None:
    window = browser(administrator)
    grow(range(3))
    few = cost(window, address)
    grow(range(3, 300))

    many = cost(window, address)

    assert few.sql == many.sql <= 4, many.statements
    assert many.written == []


def cost(window: Any, address: str) -> Count:
    """Return what the page asks once everything is warm."""
    assert window.get(address).status_code == 200
    with counted() as count:
        window.get(address)
    return count


def test_account_is_found_by_the_beginning_of_the_name(
    browser: Any, administrator: User, candidate: User
) -> None:
    page = browser(administrator).get("/platform/accounts?q=欧阳").text

    assert f"/platform/accounts/{candidate.id}" in page


@pytest.mark.parametrize("words", ["子涵", "%", "_", "%25", "person"])
def test_middle_of_a_name_finds_nobody(
    browser: Any, administrator: User, candidate: User, words: str
) -> None:
    page = browser(administrator).get("/platform/accounts", query_string={"q": words}).text

    assert "/platform/accounts/" not in page


def test_erased_account_is_not_found(browser: Any, administrator: User) -> None:
    erased = factories.make_user(name="已注销", deleted_at=utcnow())
    window = browser(administrator)

    assert "/platform/accounts/" not in window.get("/platform/accounts?q=已注销").text
    assert window.get(f"/platform/accounts/{erased.id}").status_code == 404


def test_search_is_limited(app: Flask, monkeypatch: Any, browser: Any, administrator: User) -> None:
    monkeypatch.setitem(app.config, "SEARCHES_PER_MINUTE", 1)
    window = browser(administrator)

    assert [window.get("/platform/accounts?q=x").status_code for _ in range(2)] == [200, 429]


@pytest.mark.parametrize("address", ["/platform", "/platform/accounts?q=x", "/platform/mails"])
def test_page_that_cannot_be_is_not_there(browser: Any, administrator: User, address: str) -> None:
    sign = "&" if "?" in address else "?"

    assert browser(administrator).get(f"{address}{sign}after=x").status_code == 404


def test_reading_an_account_is_audited(browser: Any, administrator: User, candidate: User) -> None:
    page = browser(administrator).get(f"/platform/accounts/{candidate.id}")

    entry = db.session.scalars(select(AuditEntry)).one()
    assert candidate.email in page.text
    assert (entry.act, entry.actor_id, entry.subject_user_id) == (
        "account.read",
        administrator.id,
        candidate.id,
    )


def test_looking_for_an_account_that_is_not_there_leaves_no_entry(browser: Any, administrator: User) -> None:
    assert browser(administrator).get("/platform/accounts/99999").status_code == 404
    assert db.session.scalars(select(AuditEntry)).all() == []


def test_account_names_its_clubs(browser: Any, administrator: User, officer: User, club: Club) -> None:
    with counted() as count:
        page = browser(administrator).get(f"/platform/accounts/{officer.id}").text

    assert club.name in page
    assert len([statement for statement in count.statements if "INSERT INTO audit_entry" in statement]) == 1


def test_nobody_is_offered_to_disable_their_own_account(browser: Any, administrator: User) -> None:
    page = browser(administrator).get(f"/platform/accounts/{administrator.id}").text

    assert "/disabling" not in page


def test_mail_with_a_code_is_not_sent_again(browser: Any, administrator: User) -> None:
    message = failed_mail(1, is_secret=True)
    with transaction():
        db.session.add(message)
    window = browser(administrator)

    answer = window.submit(f"/platform/mails/{message.id}/sending")

    assert "/sending" not in window.get("/platform/mails").text
    assert answer.status_code == 409
    assert db.session.get_one(OutboxMessage, message.id).status == MailStatus.FAILED


def test_a_code_that_was_given_up_is_listed_by_its_subject_alone(
    browser: Any, administrator: User, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = utcnow()
    monkeypatch.setitem(app.config, "PHONES_OFFERED", False)
    with transaction():
        code = {"code": "012345", "minutes": 5}
        send(REGISTER_CODE, "+8613812345678", code, locale="zh_Hans_CN", now=begun)
    deliver_due(begun)

    page = browser(administrator).get("/platform/mails").text

    message = db.session.scalars(select(OutboxMessage)).one()
    assert (message.status, message.parameters) == (MailStatus.FAILED, {})
    assert "社团面试注册验证码" in page
    assert "012345" not in page


def test_mail_is_sent_again_once(browser: Any, administrator: User) -> None:
    message = failed_mail(1)
    with transaction():
        db.session.add(message)
    window = browser(administrator)

    answers = [window.submit(f"/platform/mails/{message.id}/sending").status_code for _ in range(2)]

    assert answers == [303, 303]
    assert db.session.scalars(select(AuditEntry.act)).all() == ["mail.again"]


def test_mail_that_is_not_there_answers_404(browser: Any, administrator: User) -> None:
    assert browser(administrator).submit("/platform/mails/99999/sending").status_code == 404
