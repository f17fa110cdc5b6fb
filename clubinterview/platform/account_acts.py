"""What administrators do with an account besides disabling it. Each act is in the audit, and the person is notified."""

import enum
from collections.abc import Callable
from datetime import datetime

from flask_babel import lazy_gettext as _l

from clubinterview.auth import second_factor
from clubinterview.auth.events import Event, record_event
from clubinterview.auth.models import User
from clubinterview.auth.origin import Origin
from clubinterview.auth.sessions import end_sessions
from clubinterview.core.audit import audit
from clubinterview.core.by import By
from clubinterview.core.errors import DomainError, NotFound
from clubinterview.core.transaction import lock
from clubinterview.messaging.services import notify
from clubinterview.platform.messages import PASSWORD_DEMANDED, SIGNED_OUT
from clubinterview.profile.erasure import ask_to_erase

NOWHERE = Origin(ip="", network="")  # where an administrator sits is nothing that the owner's history shows


class Act(enum.StrEnum):
    """What can be done."""

    SIGN_OUT = "sign_out"
    NEW_PASSWORD = "new_password"  # noqa: S105 - the name of an act
    FACTOR_OFF = "factor_off"
    ERASE = "erase"


ACTS = {
    Act.SIGN_OUT: _l("Sign out on all devices"),
    Act.NEW_PASSWORD: _l("Require a new password"),
    Act.FACTOR_OFF: _l("Turn off two-step verification (the person has lost it)"),
    Act.ERASE: _l("Delete the account; the person has 14 days to keep it"),
}


class NotOneself(DomainError):
    """An administrator does this to others only."""


def act_on(user_id: int, act: Act, *, reason: str, by: By) -> None:
    """Carry out an act. Erasing twice is once. Locks the account.

    Raises NotFound, NotOneself, and what the act itself refuses with.
    """
    if user_id == by.actor_id:
        raise NotOneself(_l("To change your own account, go to My account."))
    user = lock(User, user_id)
    if user is None or user.deleted_at is not None:
        raise NotFound("")
    if not VERBS[act](user, reason, by.now):
        return
    audit(f"account.{act}", by=by, subject_user_id=user_id, target=reason)


def _sign_out(user: User, reason: str, now: datetime) -> bool:
    user.session_version += 1
    end_sessions(user, now=now, reason="administrator")
    record_event(Event.DEVICES_SIGNED_OUT, user_id=user.id, origin=NOWHERE)
    notify(user, SIGNED_OUT, now=now, path="/me/security", reason=reason)
    return True


def _demand_password(user: User, reason: str, now: datetime) -> bool:
    user.must_change_password = user.is_initialised
    user.session_version += 1
    end_sessions(user, now=now, reason="administrator")
    record_event(Event.PASSWORD_DEMANDED, user_id=user.id, origin=NOWHERE)
    notify(user, PASSWORD_DEMANDED, now=now, path="/me/password", reason=reason)
    return True


def _factor_off(user: User, reason: str, now: datetime) -> bool:
    second_factor.switch_off(user.id, origin=NOWHERE, now=now, by_administrator=True)
    return True


def _erase(user: User, reason: str, now: datetime) -> bool:
    if user.erase_at is not None:
        return False
    ask_to_erase(user.id, origin=NOWHERE, now=now)
    return True


# Each says whether there was anything to do, and so anything for the audit.
VERBS: dict[Act, Callable[[User, str, datetime], bool]] = {
    Act.SIGN_OUT: _sign_out,
    Act.NEW_PASSWORD: _demand_password,
    Act.FACTOR_OFF: _factor_off,
    Act.ERASE: _erase,
}
