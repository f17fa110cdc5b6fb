"""Erasing an account: at once hidden, for fourteen days undone, then gone from every table, file and index."""

from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select

from clubinterview.auth.models import (
    Authenticator,
    LoginSession,
    Passkey,
    RecoveryCode,
    SecurityEvent,
    User,
)
from clubinterview.auth.origin import Origin
from clubinterview.club.models import Membership, Role
from clubinterview.core.clock import utcnow
from clubinterview.core.transaction import lock, transaction
from clubinterview.extensions import db, redis_store
from clubinterview.messaging.models import Notification
from clubinterview.profile import hooks
from clubinterview.profile.erasure import ask_to_erase, erase
from clubinterview.profile.export import make_export, newest_export
from clubinterview.profile.models import Consent, DataExport, IdentityNumber, RetentionReport
from clubinterview.profile.retention import clear_everything
from clubinterview.recruitment.models import Application, Status
from clubinterview.recruitment.scorecards.models import Scorecard
from clubinterview.recruitment.status import change_status
from tests import factories
from tests.auth.acts import PASSWORD, mails_to, make_account, sign_in_by_form
from tests.profile.erasure_acts import (
    ANSWER,
    BIO,
    EMAIL,
    FILENAME,
    NAME,
    NOTE,
    NUMBER,
    PHONE,
    RESUME,
    apply,
    counts,
    everything,
)

HERE = Origin(ip="203.0.113.7", network="203.0.113", address="203.0.113.7", user_agent="a browser")
MARKS = [
    NAME,
    EMAIL,
    PHONE,
    NUMBER,
    ANSWER,
    RESUME,
    FILENAME,
    BIO,
    NOTE,
    "ouyangyulin",
    "oyyl",
    "yulin.campus@",
]
OWNED = (
    Notification,
    DataExport,
    Consent,
    IdentityNumber,
    LoginSession,
    SecurityEvent,
    Authenticator,
    RecoveryCode,
    Passkey,
)


def ask(user_id, now=None):
    with transaction():
        return ask_to_erase(user_id, origin=HERE, now=now or utcnow())


def invite(application, drive, **fields):
    """Bring a submitted application into the interview stage."""
    with transaction():
        row = change_status(
            lock(Application, application.id), Status.INTERVIEW, now=utcnow(), actor_id=None, **fields
        )
        row.stage_id = drive.stages[-1].id


def all_files(app):
    paths = [path for path in Path(app.config["FILES_PATH"]).rglob("*") if path.is_file()]
    return b"".join(path.read_bytes() for path in paths).decode("utf-8", "replace")


def let_redis_grow_older(*, days):
    """Delete what Redis itself would have let go by then, as half-finished sign-ins, and tasks that a worker took."""
    for key in list(redis_store.client.scan_iter()):
        if 0 <= redis_store.client.ttl(key) <= days * 86400 or key.startswith(b"huey."):
            redis_store.client.delete(key)


def test_at_once_the_person_is_signed_out_and_hidden(browser, officer, club, person, drive):
    application = apply(person, drive)
    reader = browser(person)
    page = f"/manage/{club.slug}/drives/{drive.id}/applicants"
    assert NAME in browser(officer).get(page).text

    reader.submit("/me/erasure", {"understood": "y"})

    assert reader.get("/me").status_code == 302
    assert NAME not in browser(officer).get(page).text
    assert browser(officer).get(f"{page}/{application.id}").status_code == 404
    assert browser(officer).get(f"{page}/{application.id}/resume").status_code == 404
    assert NAME not in browser(officer).get(f"{page}?q={NAME[:2]}").text.replace(f'value="{NAME[:2]}"', "")
    assert counts(drive) == {Status.WITHDRAWN: 1}


def test_the_checkbox_is_needed(browser, person):
    assert browser(person).submit("/me/erasure").status_code == 422
    assert person.erase_at is None


def test_a_booked_seat_is_given_back(person, drive):
    application = apply(person, drive)
    invite(application, drive)
    slot = factories.make_slot(stage=drive.stages[-1])
    factories.make_booking(application=db.session.get(Application, application.id), slot=slot)

    ask(person.id)

    db.session.refresh(slot)
    assert slot.booked == 0


def test_an_open_offer_is_declined(person, drive):
    application = factories.make_application(drive=drive, user=person, status=Status.OFFERED)
    factories.make_offer(application=application)

    ask(person.id)

    db.session.refresh(application)
    assert application.status == Status.DECLINED


def test_the_person_is_told_where_they_can_be_reached(person):
    ask(person.id)

    assert len(mails_to(EMAIL)) == 1


def test_until_then_a_sign_in_leads_only_to_the_farewell(client, person):
    ask(person.id)
    sign_in_by_form(client, PASSWORD, address=EMAIL)

    for path in ("/", "/me", "/applications", "/me/security"):
        assert client.get(path).location == "/me/farewell"
    assert client.get("/me/farewell").status_code == 200


def test_the_account_can_be_kept(client, person, officer, browser, club, drive):
    apply(person, drive)
    ask(person.id)
    sign_in_by_form(client, PASSWORD, address=EMAIL)

    client.submit("/me/erasure/cancellation")

    assert client.get("/me").status_code == 200
    assert counts(drive) == {Status.WITHDRAWN: 1}
    page = f"/manage/{club.slug}/drives/{drive.id}/applicants?q={NAME[:2]}&status=withdrawn"
    assert NAME in browser(officer).get(page).text


def test_asking_twice_is_asking_once(person):
    first = ask(person.id).erase_at
    assert ask(person.id, utcnow() + timedelta(days=1)).erase_at == first


def test_the_last_owner_stays(browser, club, owner):
    answer = browser(owner).submit("/me/erasure", {"understood": "y"})

    assert answer.status_code == 409
    assert owner.erase_at is None
    assert browser(owner).get("/me").status_code == 200


def test_the_last_administrator_stays(browser):
    administrator = factories.make_user(is_superuser=True)

    assert browser(administrator).submit("/me/erasure", {"understood": "y"}).status_code == 409
    assert administrator.erase_at is None


def test_roles_in_clubs_end(club, owner, officer):
    ask(officer.id)

    assert db.session.scalars(select(Membership.user_id)).all() == [owner.id]


def test_nothing_is_erased_before_its_time(person):
    ask(person.id)

    with transaction():
        assert not erase(person.id, now=utcnow() + timedelta(days=13))
    assert person.name == NAME


def test_nothing_that_says_who_it_was_is_left_anywhere(
    app, browser, client, club, owner, person, drive, tmp_path, monkeypatch
):
    """Somebody who did everything, searched for in every row, file and key."""
    monkeypatch.setitem(app.config, "FILES_PATH", str(tmp_path))
    now = utcnow()
    other = factories.make_application(drive=drive, user=factories.make_user(), status=Status.INTERVIEW)
    application = apply(person, drive)
    invite(application, drive, reason=NOTE)
    with transaction():
        lock(User, person.id).campus_email = "yulin.campus@example.edu.cn"
    factories.make_decision(
        application=application, stage=drive.stages[0], officer=owner, note=NOTE, published_at=now
    )
    slot = factories.make_slot(stage=drive.stages[-1])
    factories.make_booking(application=db.session.get(Application, application.id), slot=slot)
    db.session.refresh(drive.stages[-1], ["criteria"])
    factories.make_scorecard(
        application=db.session.get(Application, application.id),
        stage=drive.stages[-1],
        interviewer=owner,
        note=NOTE,
    )
    db.session.refresh(drive.stages[-1], ["criteria"])
    factories.make_membership(club=club, user=person, role=Role.INTERVIEWER)
    factories.make_scorecard(
        application=other, stage=drive.stages[-1], interviewer=person, note=f"{NAME}认为很好"
    )
    sign_in_by_form(client, PASSWORD, address=EMAIL)
    client.submit("/me/privacy/exports")
    make_export(newest_export(person.id).id, now=now)
    for path in ("/password/reset", "/login/code"):
        browser().submit(path, {"address": EMAIL if path == "/login/code" else PHONE})
    sign_in_by_form(browser(), "wrong horse 12", address=EMAIL)
    for mark in (NAME, EMAIL, PHONE, NUMBER, ANSWER, RESUME, BIO, NOTE):
        assert mark in everything(), f"the test itself left no {mark}"
    assert RESUME in all_files(app)
    before = counts(drive)

    ask(person.id, now)
    withdrawn = {**before, Status.WITHDRAWN: 1, Status.INTERVIEW: before[Status.INTERVIEW] - 1}
    assert counts(drive) == withdrawn
    let_redis_grow_older(days=14)
    clear_everything(now + timedelta(days=14, seconds=1))

    left, in_files = everything(), all_files(app)
    assert [mark for mark in MARKS if mark in left] == []
    assert [mark for mark in MARKS if mark in in_files] == []
    assert counts(drive) == withdrawn
    assert db.session.scalars(select(Scorecard.total).order_by(Scorecard.id)).all() == [4, 4]
    report = db.session.scalars(select(RetentionReport)).one()
    assert report.counts["accounts erased"] == 1


def give_one_of_each(user_id, mark):
    """Write one row of each kind in OWNED for an account. mark: a letter that makes the unique values its own."""
    now = utcnow()
    with transaction():
        db.session.add_all(
            [
                Notification(user_id=user_id, kind="test", parameters={}),
                DataExport(user_id=user_id),
                Consent(user_id=user_id, purpose="id number", version="1", given_at=now),
                IdentityNumber(user_id=user_id, sealed="sealed", blind_index=mark * 64, masked="330***12"),
                LoginSession(user_id=user_id, store_key=mark * 64, ip=HERE.ip, last_seen_at=now),
                SecurityEvent(user_id=user_id, kind="test"),
                Authenticator(user_id=user_id, sealed_secret="sealed"),
                RecoveryCode(user_id=user_id, code_hash=mark * 64),
                Passkey(
                    user_id=user_id,
                    credential_hash=mark * 64,
                    credential_id=mark.encode(),
                    public_key=b"key",
                    name="a phone",
                ),
            ]
        )


def owned_by(user_id):
    """How many rows of each kind in OWNED belong to an account."""
    db.session.rollback()
    return {
        model.__name__: db.session.scalar(
            select(func.count()).select_from(model).where(model.user_id == user_id)
        )
        for model in OWNED
    }


def test_no_row_that_belongs_to_the_account_is_left(person, candidate):
    one_of_each = {model.__name__: 1 for model in OWNED}
    for user, mark in ((person, "a"), (candidate, "b")):
        give_one_of_each(user.id, mark)
        assert owned_by(user.id) == one_of_each
    now = utcnow()
    ask(person.id, now)

    with transaction():
        assert erase(person.id, now=now + timedelta(days=15))

    assert owned_by(person.id) == dict.fromkeys(one_of_each, 0)
    assert owned_by(candidate.id) == one_of_each


def test_the_address_is_free_for_a_new_account(client, person):
    now = utcnow()
    ask(person.id, now)
    with transaction():
        assert erase(person.id, now=now + timedelta(days=15))

    assert make_account(EMAIL, phone=PHONE).id != person.id


def test_erasing_twice_is_erasing_once(person):
    now = utcnow()
    ask(person.id, now)
    for expected in (True, False):
        with transaction():
            assert erase(person.id, now=now + timedelta(days=15)) is expected


def test_an_erased_account_signs_in_nowhere(client, person):
    now = utcnow()
    ask(person.id, now)
    with transaction():
        erase(person.id, now=now + timedelta(days=15))

    assert sign_in_by_form(client, PASSWORD, address=EMAIL).status_code == 422


def test_officers_pages_live_on_with_an_empty_row(browser, officer, club, person, drive):
    apply(person, drive)
    now = utcnow()
    ask(person.id, now)
    with transaction():
        erase(person.id, now=now + timedelta(days=15))
    reader = browser(officer)

    for path in ("", "/applicants", f"/stages/{drive.stages[0].id}/decisions", "/slots"):
        assert reader.get(f"/manage/{club.slug}/drives/{drive.id}{path}").status_code == 200


def test_one_account_that_cannot_be_erased_does_not_keep_the_others(person, monkeypatch):
    now = utcnow()
    other = make_account("other@example.edu.cn")
    for user in (person, other):
        ask(user.id, now)

    def refuse(user, _now):
        if user.id == person.id:
            raise RuntimeError("a fault")

    monkeypatch.setattr(hooks, "erasing", [*hooks.erasing, refuse])

    assert clear_everything(now + timedelta(days=14))["accounts erased"] == 1
    assert db.session.scalars(select(RetentionReport)).one()


def test_a_newer_notice_asks_for_consent(browser, person):
    with transaction():
        lock(User, person.id).notice_version = "2020-01"
    reader = browser(person)

    assert reader.get("/applications").location == "/me/agreement"
    assert reader.get("/me/privacy").status_code == 200
    assert reader.submit("/me/agreement").status_code == 422
    reader.submit("/me/agreement", {"consent": "y"})

    assert reader.get("/applications").status_code == 200
    assert "隐私说明" in reader.get("/me/privacy").text
