"""Deleting data that is no longer needed: every night, with a report of how much."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import structlog
from flask_babel import lazy_gettext as _l
from huey import crontab
from sqlalchemy import ColumnElement, Delete, delete, select

from clubinterview.auth.models import LoginSession, SecurityEvent, User
from clubinterview.core.clock import utcnow
from clubinterview.core.jobs import PeriodicJob
from clubinterview.core.transaction import change_rows, in_transaction, transaction
from clubinterview.extensions import db
from clubinterview.messaging.models import MailStatus, OutboxMessage
from clubinterview.profile import avatars, export, hooks
from clubinterview.profile.erasure import due_for_erasure, erase, erase_unfinished
from clubinterview.profile.export import end_exports
from clubinterview.profile.models import RetentionReport
from clubinterview.storage import files

log = structlog.get_logger(__name__)

HISTORY_KEPT = timedelta(days=180)  # ended sessions and events of an account's safety
SENT_KEPT = timedelta(days=30)
GIVEN_UP_KEPT = timedelta(days=90)
UNFINISHED_KEPT = timedelta(days=30)  # accounts that were never completed
ORPHAN_AFTER = timedelta(days=1)


def clear_everything(now: datetime) -> dict[str, int]:
    """Delete what is due and save the report. Killed anywhere, the next run goes on where this one ended."""
    counts = {
        "accounts erased": _erase_due(now),
        "accounts never completed": _forget_unfinished(now),
        "copies of data": end_exports(now),
        "sign-ins": _forget(delete(LoginSession).where(LoginSession.ended_at < now - HISTORY_KEPT)),
        "security events": _forget(
            delete(SecurityEvent).where(SecurityEvent.created_at < now - HISTORY_KEPT)
        ),
        "messages": _forget(
            delete(OutboxMessage).where(_is_done(), OutboxMessage.created_at < now - SENT_KEPT)
        ),
        "messages given up": _forget(
            delete(OutboxMessage).where(
                OutboxMessage.status == MailStatus.FAILED, OutboxMessage.created_at < now - GIVEN_UP_KEPT
            )
        ),
        "files without a row": files.sweep(export.KIND_OF_FILE, export.known_files, before=now - ORPHAN_AFTER)
        + files.sweep(avatars.KIND_OF_FILE, avatars.known_files, before=now - ORPHAN_AFTER),
        **dict(clear(now) for clear in hooks.expired),
    }
    with transaction():
        db.session.add(RetentionReport(counts=counts, created_at=now))
    log.info("data cleared", **{name.replace(" ", "_"): count for name, count in counts.items()})
    return counts


CLEAR_EVERYTHING = PeriodicJob(
    "clear_everything",
    _l("Delete expired data"),
    lambda: clear_everything(utcnow()),
    when=crontab(minute="40", hour="19"),  # 03:40 in the clubs' zone
)


def _erase_due(now: datetime) -> int:
    return _each(due_for_erasure(now), lambda user_id: erase(user_id, now=now))


def _forget_unfinished(now: datetime) -> int:
    """Empty accounts whose address was confirmed and nothing more. Imported ones wait for their people, with a name."""
    unfinished = select(User.id).where(
        User.password_hash.is_(None), User.name == "", User.deleted_at.is_(None), User.erase_at.is_(None),
        User.created_at < now - UNFINISHED_KEPT,
    )  # fmt: skip
    return _each(db.session.scalars(unfinished).all(), lambda user_id: erase_unfinished(user_id, now=now))


def _each(ids: Sequence[int], work: Callable[[int], bool]) -> int:
    """Do the work for each account in a transaction of its own; one that fails is logged and waits for the next night."""
    done = 0
    for user_id in ids:
        try:
            done += in_transaction(lambda user_id=user_id: work(user_id))  # type: ignore[misc]
        except Exception:  # noqa: BLE001 - one account's trouble must not stop the others' erasing
            log.exception("account not erased", user_id=user_id)
    return done


def _is_done() -> ColumnElement[bool]:
    return OutboxMessage.status.in_([MailStatus.SENT, MailStatus.VOID])


def _forget(rows: Delete) -> int:
    with transaction():
        return change_rows(rows)
