"""What administrators do with accounts: for a reason, in the audit, told to the person, never to themselves."""

import pytest
from sqlalchemy import select

from clubinterview.auth.models import Passkey, SecurityEvent, User
from clubinterview.club.models import Membership, Role
from clubinterview.core.audit import AuditEntry
from clubinterview.core.clock import utcnow
from clubinterview.core.transaction import lock, transaction
from clubinterview.extensions import db
from clubinterview.messaging.models import Notification
from clubinterview.platform.account_acts import Act
from tests import factories
from tests.auth.acts import ADDRESS, PASSWORD, make_account, sign_in_by_form
from tests.counting import counted


@pytest.fixture
def boss(browser):
    return browser(factories.make_user(is_superuser=True, name="苏平"))


@pytest.fixture
def person():
    return make_account(phone="+8613812345678", username="chen.yiming", name="陈一鸣")


def act(boss, user, what, reason="本人要求"):
    return boss.submit(f"/platform/accounts/{user.id}/acts", {"act": what, "reason": reason})


def audited():
    db.session.commit()
    return db.session.scalars(select(AuditEntry.act).where(AuditEntry.act != "account.read")).all()


def test_signing_out_everywhere(boss, client, person):
    sign_in_by_form(client)

    act(boss, person, Act.SIGN_OUT)

    assert client.get("/me").status_code == 302
    assert audited() == ["account.sign_out"]
    assert "platform.signed_out" in db.session.scalars(select(Notification.kind)).all()


def test_asking_for_a_new_password(boss, client, person):
    act(boss, person, Act.NEW_PASSWORD)
    sign_in_by_form(client)

    assert client.get("/").location == "/me/password"


def test_switching_off_the_second_factor_of_somebody_who_lost_it(boss, client, person):
    with transaction():
        lock(User, person.id).has_second_factor = True
        db.session.add(
            Passkey(user_id=person.id, credential_hash="x", credential_id=b"x", public_key=b"x", name="手机")
        )

    act(boss, person, Act.FACTOR_OFF)

    assert not person.has_second_factor
    assert sign_in_by_form(client).location == "/"


def test_erasing_leaves_the_person_their_time(boss, client, person):
    act(boss, person, Act.ERASE)

    assert person.erase_at > utcnow()
    sign_in_by_form(client)
    assert client.get("/").location == "/me/farewell"


def test_erasing_twice_is_once(boss, person):
    act(boss, person, Act.ERASE, "本人要求")
    due = person.erase_at

    assert act(boss, person, Act.ERASE, "再次要求").status_code == 303

    assert audited() == ["account.erase"]
    assert person.erase_at == due


@pytest.mark.parametrize("what", list(Act))
def test_the_reason_is_kept_in_the_audit(boss, person, what):
    act(boss, person, what, "本人遗失手机")

    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.act == f"account.{what}")).one()
    assert (entry.target, entry.subject_user_id) == ("本人遗失手机", person.id)


@pytest.mark.parametrize("what", list(Act))
def test_nobody_does_it_to_themselves(browser, what):
    administrator = factories.make_user(is_superuser=True)

    assert act(browser(administrator), administrator, what).status_code == 409
    assert audited() == []


@pytest.mark.parametrize(
    "fields",
    [
        {"act": "sign_out", "reason": ""},
        {"act": "promote", "reason": "x"},
        {"reason": "x"},
        {"act": "sign_out", "reason": "x" * 61},
    ],
)
def test_act_and_reason_are_needed(boss, person, fields):
    assert boss.submit(f"/platform/accounts/{person.id}/acts", fields).status_code == 422
    assert audited() == []


def test_the_administrators_address_is_not_in_the_persons_history(boss, person):
    act(boss, person, Act.SIGN_OUT)

    [event] = db.session.scalars(select(SecurityEvent).where(SecurityEvent.user_id == person.id)).all()
    assert (event.ip, event.user_agent) == ("", "")


@pytest.mark.parametrize("sought", [ADDRESS, "138 1234 5678", "Chen.Yiming", "陈一"])
def test_an_account_is_found(boss, person, sought):
    page = boss.get("/platform/accounts", query_string={"q": sought}).text

    assert f"/platform/accounts/{person.id}" in page
    assert "c***@example.edu.cn" in page


def test_the_account_page_tells_what_there_is_and_nothing_secret(boss, client, person):
    sign_in_by_form(client)

    page = boss.get(f"/platform/accounts/{person.id}").text

    for text in ("+86 138 1234 5678", "chen.yiming", "登录"):
        assert text in page
    assert person.password_hash not in page
    assert PASSWORD not in page


def test_a_club_gets_a_new_owner(boss, browser, club, person):
    with transaction():
        lock(User, person.id).school_id = club.school_id

    answer = boss.submit(f"/platform/clubs/{club.slug}/owner", {"owner_email": ADDRESS})

    assert answer.status_code == 303
    assert db.session.scalars(select(Membership.role)).all() == [Role.OWNER]
    assert browser(person).get(f"/manage/{club.slug}/members").status_code == 200
    assert audited() == ["membership.appoint"]


def test_an_interviewer_becomes_the_owner(boss, club, interviewer):
    boss.submit(f"/platform/clubs/{club.slug}/owner", {"owner_email": interviewer.email})

    assert db.session.scalars(select(Membership.role)).all() == [Role.OWNER]


def test_the_owner_is_of_the_clubs_school(boss, club, person):
    answer = boss.submit(f"/platform/clubs/{club.slug}/owner", {"owner_email": ADDRESS})

    assert answer.status_code == 422


WATCHED = [
    "/platform/security",
    "/platform/audit",
    "/platform/tasks",
    "/platform/consents",
    "/platform/accounts/{id}",
]


@pytest.mark.parametrize("path", WATCHED)
def test_others_find_nothing(browser, client, candidate, owner, path):
    path = path.format(id=candidate.id)
    assert client.get(path).location.startswith("/login")
    for user in (candidate, owner):
        assert browser(user).get(path).status_code == 404


@pytest.mark.parametrize("path", WATCHED)
def test_watching_costs_the_same_for_3_and_300_rows(boss, person, path):
    path, costs = path.format(id=person.id), []
    for rows in (3, 297):
        with transaction():
            db.session.add_all(
                SecurityEvent(user_id=person.id, kind="signed in", ip="10.0.0.1") for _ in range(rows)
            )
            db.session.add_all(
                AuditEntry(act="account.sign_out", subject_user_id=person.id) for _ in range(rows)
            )
        with counted() as count:
            assert boss.get(path).status_code == 200
        costs.append(count.sql)

    assert costs[0] == costs[1] <= 6


def test_the_security_log_is_filtered(boss, browser, person):
    browser(person)
    sign_in_by_form(browser(), "wrong horse 12")

    page = boss.get("/platform/security", query_string={"kind": "sign-in failed", "user": person.id}).text

    assert page.count("<b>有人输错密码</b>") == 1
    assert "<b>登录</b>" not in page


def test_how_a_person_signed_in_is_said_in_words(boss, browser, person):
    browser(person)

    page = boss.get("/platform/security").text

    assert " · 用密码登录" in page
    assert " · password" not in page


@pytest.mark.parametrize("query", [{"kind": "x"}, {"user": "x"}, {"user": "9" * 30}, {"after": "x"}])
def test_a_filter_that_cannot_be_is_not_found(boss, query):
    assert boss.get("/platform/security", query_string=query).status_code == 404


def test_a_silent_worker_is_said(boss):
    assert "worker" in boss.get("/platform/tasks").text
