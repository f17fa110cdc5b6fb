"""What goes by itself once its time is over, and what stays."""

from datetime import timedelta

from sqlalchemy import text

from clubinterview.auth.models import (
    User,
)
from clubinterview.core.clock import utcnow
from clubinterview.core.transaction import lock, transaction
from clubinterview.extensions import db
from clubinterview.messaging.models import Notification, OutboxMessage
from clubinterview.profile.retention import clear_everything
from clubinterview.recruitment.models import Application, Outcome, Status
from clubinterview.recruitment.status import change_status
from tests import factories
from tests.auth.acts import PASSWORD, mails_to, make_account, sign_in_by_form
from tests.profile.erasure_acts import (
    ANSWER,
    EMAIL,
    NAME,
    NOTE,
    apply,
    counts,
    everything,
)


def test_old_applicants_data_goes_and_the_counts_stay(person, drive):
    application = apply(person, drive)
    now = utcnow()
    with transaction():
        change_status(lock(Application, application.id), Status.REJECTED, now=now, actor_id=None)
    factories.make_decision(
        application=db.session.get(Application, application.id), stage=drive.stages[0], officer=person,
        outcome=Outcome.REJECT, note=NOTE, published_at=now,
    )  # fmt: skip
    early, late = now + timedelta(days=179), now + timedelta(days=181)

    clear_everything(early)
    assert ANSWER in everything()
    clear_everything(late)

    assert ANSWER not in everything()
    assert counts(drive) == {Status.REJECTED: 1}


def test_sent_mails_and_old_events_go(client, person):
    now = utcnow()
    sign_in_by_form(client, PASSWORD, address=EMAIL)
    client.submit("/logout")
    with transaction():
        db.session.add(
            OutboxMessage(
                dedupe_key="x",
                recipient=EMAIL,
                kind="plain",
                locale="en",
                status="sent",
                due_at=now,
            )
        )
    clear_everything(now + timedelta(days=29))
    assert len(mails_to(EMAIL)) == 1

    clear_everything(now + timedelta(days=181))

    assert mails_to(EMAIL) == []
    assert db.session.execute(text("SELECT COUNT(*) FROM security_event")).scalar() == 0
    assert db.session.execute(text("SELECT COUNT(*) FROM login_session")).scalar() == 0


def test_an_account_that_was_never_completed_goes(client):
    user = make_account(EMAIL, name="")
    with transaction():
        lock(User, user.id).password_hash = None
        db.session.add(Notification(user_id=user.id, kind="test", parameters={}))
    now = utcnow()

    clear_everything(now + timedelta(days=29))
    assert EMAIL in everything()
    clear_everything(now + timedelta(days=31))

    assert EMAIL not in everything()


def test_an_imported_account_waits_for_its_owner(person):
    with transaction():
        lock(User, person.id).password_hash = None

    clear_everything(utcnow() + timedelta(days=31))

    assert NAME in everything()
