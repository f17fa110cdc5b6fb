"""The administrators' pages: clubs, accounts, mails that could not be delivered."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from clubinterview.auth.models import User, UserStatus
from clubinterview.club.models import Club, Membership, Role
from clubinterview.core.audit import AuditEntry
from clubinterview.core.clock import utcnow
from clubinterview.core.transaction import transaction
from clubinterview.extensions import db
from clubinterview.messaging.models import MailStatus, Notification, OutboxMessage
from tests import factories

PAGES = ["/platform", "/platform/clubs/new", "/platform/accounts", "/platform/mails"]


@pytest.fixture
def administrator() -> User:
    return factories.make_user(name="苏平", is_superuser=True)


def new_club(school_name: str, **fields: str) -> dict[str, str]:
    standard = {
        "name": "辩论队",
        "slug": "debate",
        "school": school_name,
        "owner_email": "owner@example.edu.cn",
    }
    return {**standard, **fields}


@pytest.mark.parametrize("page", PAGES)
def test_administrators_see_the_pages(browser: Any, administrator: User, page: str) -> None:
    assert browser(administrator).get(page).status_code == 200


@pytest.mark.parametrize("page", [*PAGES, "/platform/accounts/1"])
def test_pages_do_not_exist_for_others(browser: Any, owner: User, page: str) -> None:
    assert browser(owner).get(page).status_code == 404


def test_changes_do_not_exist_for_others(browser: Any, owner: User, candidate: User) -> None:
    answer = browser(owner).submit(f"/platform/accounts/{candidate.id}/disabling", {"reason": "x"})

    assert answer.status_code == 404
    assert db.session.get_one(User, candidate.id).is_active


def test_club_is_made_with_its_first_owner(browser: Any, administrator: User) -> None:
    school = factories.make_school()
    owner = factories.make_user(school=school, email="owner@example.edu.cn")

    answer = browser(administrator).submit("/platform/clubs/new", new_club(school.name))

    club = db.session.scalars(select(Club)).one()
    assert answer.status_code == 303
    assert (club.name, club.slug, club.school_id) == ("辩论队", "debate", school.id)
    assert db.session.scalars(select(Membership)).one().role == Role.OWNER
    assert db.session.scalars(select(Notification.user_id)).all() == [owner.id]
    assert db.session.scalars(select(AuditEntry.act)).all() == ["club.make"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "长" * 61),
        ("name", "nul\0"),
        ("slug", "Ärger"),
        ("slug", "-x-"),
        ("slug", "a" * 41),
        ("school", "没有这所学校"),
        ("school", "😀"),
        ("owner_email", "nobody@example.edu.cn"),
        ("owner_email", "not an address"),
    ],
)
def test_club_with_bad_input_is_not_made(browser: Any, administrator: User, field: str, value: str) -> None:
    school = factories.make_school()
    factories.make_user(school=school, email="owner@example.edu.cn")
    fields = new_club(school.name, **{field: value})

    answer = browser(administrator).submit("/platform/clubs/new", fields)

    kept = next(text for name, text in fields.items() if name not in {field, "owner_email"})
    assert answer.status_code == 422
    assert kept in answer.text
    assert db.session.scalars(select(Club)).all() == []


def test_address_of_a_club_is_unique(browser: Any, administrator: User, club: Club) -> None:
    factories.make_user(school=club.school, email="owner@example.edu.cn")

    answer = browser(administrator).submit("/platform/clubs/new", new_club(club.school.name, slug=club.slug))

    assert answer.status_code == 422
    assert len(db.session.scalars(select(Club)).all()) == 1


@pytest.mark.parametrize("words", ["email", "student_number", "name"])
def test_account_is_found(browser: Any, administrator: User, candidate: User, words: str) -> None:
    page = browser(administrator).get("/platform/accounts", query_string={"q": getattr(candidate, words)})

    assert f"/platform/accounts/{candidate.id}" in page.text


@pytest.mark.parametrize("words", ["", "\0", "%", "x" * 400])
def test_nonsense_finds_nobody(browser: Any, administrator: User, candidate: User, words: str) -> None:
    page = browser(administrator).get("/platform/accounts", query_string={"q": words})

    assert page.status_code == 200
    assert "/platform/accounts/" not in page.text


def test_disabled_account_is_signed_out_at_once(browser: Any, administrator: User, candidate: User) -> None:
    window = browser(candidate)
    assert window.get("/me").status_code == 200

    browser(administrator).submit(f"/platform/accounts/{candidate.id}/disabling", {"reason": "冒用他人身份"})

    assert window.get("/me").status_code == 302
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.act == "account.disable")).one()
    assert (entry.subject_user_id, entry.new, entry.target) == (candidate.id, "disabled", "冒用他人身份")


def test_account_is_enabled_again(browser: Any, administrator: User, candidate: User) -> None:
    window = browser(administrator)
    window.submit(f"/platform/accounts/{candidate.id}/disabling", {"reason": "x"})

    window.submit(f"/platform/accounts/{candidate.id}/enabling")

    db.session.expire_all()
    assert db.session.get_one(User, candidate.id).status == UserStatus.ACTIVE


@pytest.mark.parametrize("reason", ["", "长" * 61, "nul\0"])
def test_disabling_needs_a_reason(browser: Any, administrator: User, candidate: User, reason: str) -> None:
    answer = browser(administrator).submit(f"/platform/accounts/{candidate.id}/disabling", {"reason": reason})

    db.session.expire_all()
    assert answer.status_code == 422
    assert db.session.get_one(User, candidate.id).is_active


def test_nobody_disables_their_own_account(browser: Any, administrator: User) -> None:
    answer = browser(administrator).submit(
        f"/platform/accounts/{administrator.id}/disabling", {"reason": "x"}
    )

    assert answer.status_code == 409


def test_mail_that_was_given_up_is_sent_again(browser: Any, administrator: User) -> None:
    message = failed_mail()

    browser(administrator).submit(f"/platform/mails/{message.id}/sending")

    db.session.expire_all()
    assert db.session.get_one(OutboxMessage, message.id).status == MailStatus.QUEUED


def test_addresses_of_mails_are_masked(browser: Any, administrator: User) -> None:
    failed_mail()

    page = browser(administrator).get("/platform/mails").text

    assert "s***@example.edu.cn" in page
    assert "somebody@example.edu.cn" not in page


def failed_mail() -> OutboxMessage:
    message = OutboxMessage(
        dedupe_key="x", recipient="somebody@example.edu.cn", kind="plain", locale="en",
        parameters={"subject": "面试安排", "text": "x"}, status=MailStatus.FAILED, due_at=utcnow(), last_error="SMTPServerDisconnected",
    )  # fmt: skip
    with transaction():
        db.session.add(message)
    return message


def test_command_makes_an_administrator(app: Flask) -> None:
    run = app.test_cli_runner().invoke(
        args=["create-admin", "Admin@example.edu.cn", "--name", "苏平", "--password-stdin"],
        input="a quiet harbour at night 9\n",
    )

    user = db.session.scalars(select(User)).one()
    assert (run.exit_code, user.email, user.is_superuser) == (0, "admin@example.edu.cn", True)


@pytest.mark.parametrize(
    ("email", "password"),
    [("no address", "a quiet harbour at night 9"), ("admin@example.edu.cn", "too short 1")],
)
def test_command_refuses_nonsense_in_one_sentence(app: Flask, email: str, password: str) -> None:
    run = app.test_cli_runner().invoke(
        args=["create-admin", email, "--name", "苏平", "--password-stdin"], input=f"{password}\n"
    )

    assert run.exit_code == 1
    assert db.session.scalars(select(User)).all() == []
