"""What happens to a person's facts: completing the account, changing them later."""

from dataclasses import asdict, dataclass
from datetime import datetime

import structlog
from flask_babel import lazy_gettext as _l

from clubinterview.auth.models import User
from clubinterview.core.errors import DomainError, NotFound
from clubinterview.core.transaction import lock
from clubinterview.profile import consents, hooks
from clubinterview.profile.campus import forget_when_school_changes

log = structlog.get_logger(__name__)


class AlreadyCompleted(DomainError):
    """The account was completed before, in another tab or by the same form."""

    def __init__(self) -> None:
        super().__init__(_l("Your account is already set up. Go to the home page to continue."))


@dataclass(frozen=True)
class Facts:
    """What a person says about themselves. `enrolment_year` is a calendar year."""

    name: str
    school_id: int
    major: str
    student_number: str
    enrolment_year: int


def complete_account(user_id: int, facts: Facts, *, password_hash: str, locale: str, now: datetime) -> User:
    """Give a confirmed account its password and facts, and record the consent to the notice.

    Locks the user. Raises AlreadyCompleted.
    """
    user = _locked(user_id)
    if not user.awaits_completion:
        raise AlreadyCompleted
    _set_facts(user, facts)
    user.password_hash = password_hash
    user.locale = locale
    consents.give(user, consents.Purpose.NOTICE, now=now)
    log.info("account completed", user_id=user.id)
    return user


def change_facts(user_id: int, facts: Facts, *, bio: str) -> User:
    """Change what a person says about themselves. Locks the user."""
    user = _locked(user_id)
    _set_facts(user, facts)
    user.bio = bio
    forget_when_school_changes(user)
    for follow in hooks.facts_changed:
        follow(user)
    return user


def _set_facts(user: User, facts: Facts) -> None:
    for name, value in asdict(facts).items():
        setattr(user, name, value)


def _locked(user_id: int) -> User:
    user = lock(User, user_id)
    if user is None:
        raise NotFound(_l("This account no longer exists."))
    return user
