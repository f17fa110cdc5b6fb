"""Being a member of a school: shown by a code sent to a mail address that only its people have."""

from collections.abc import Sequence
from datetime import datetime

import structlog
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from clubinterview.auth.accounts import lock_account
from clubinterview.auth.codes import store as codes
from clubinterview.auth.codes.sending import send_code, send_decoy
from clubinterview.auth.codes.store import Purpose
from clubinterview.auth.models import User
from clubinterview.core.errors import DomainError
from clubinterview.extensions import db
from clubinterview.profile.models import SchoolDomain

log = structlog.get_logger(__name__)

# Domains under which anyone can have an address: they show nothing.
PUBLIC_DOMAINS = frozenset(
    [
        "edu.cn",
        "com.cn",
        "net.cn",
        "org.cn",
        "ac.cn",
        "gov.cn",
        "co.uk",
        "ac.uk",
        "qq.com",
        "vip.qq.com",
        "foxmail.com",
        "163.com",
        "126.com",
        "yeah.net",
        "188.com",
        "sina.com",
        "sina.cn",
        "sohu.com",
        "aliyun.com",
        "139.com",
        "189.cn",
        "wo.cn",
        "gmail.com",
        "googlemail.com",
        "outlook.com",
        "hotmail.com",
        "live.com",
        "live.cn",
        "msn.com",
        "yahoo.com",
        "yahoo.cn",
        "yahoo.com.cn",
        "icloud.com",
        "me.com",
        "mail.com",
        "proton.me",
        "protonmail.com",
    ]
)


class NotOfThisSchool(DomainError):
    """The address is under none of the school's domains."""

    status = 422


class CampusAddressTaken(DomainError):
    """Another account was confirmed by this address."""


def is_public_domain(domain: str) -> bool:
    """Whether anyone can have an address under a domain, so that it is not a school's."""
    return domain in PUBLIC_DOMAINS or "." not in domain


def domains_of(school_id: int | None) -> Sequence[str]:
    """Return the domains of a school, in lower case. One statement."""
    mine = select(SchoolDomain.domain).where(SchoolDomain.school_id == school_id)
    return db.session.scalars(mine.order_by(SchoolDomain.domain)).all()


def belongs_to(email: str, domains: Sequence[str]) -> bool:
    """Whether a normalised address is under one of the domains, or below it."""
    host = "." + email.partition("@")[2]
    return any(host.endswith(f".{domain}") for domain in domains if not is_public_domain(domain))


def begin_confirmation(user: User, email: str, *, ip: str, now: datetime) -> None:
    """Send a code to a campus address, or notify the account that has it already; both look the same from outside.

    The account's own mail address needs a code as well: an imported one was never proven.

    email: normalised.  Raises NotOfThisSchool, TooMany.
    """
    if not belongs_to(email, domains_of(user.school_id)):
        raise NotOfThisSchool(_l("This isn't your school's email. Its addresses end as shown above."))
    codes.allow_sending(email, ip=ip)
    other = db.session.scalar(select(User).where(User.campus_email == email, User.id != user.id))
    if other is None:
        send_code(Purpose.CAMPUS, email, now=now, bound_to=user.id)
    else:
        send_decoy(Purpose.CAMPUS, email, now=now, owner_locale=other.locale)


def finish_confirmation(user_id: int, email: str, guess: str, *, ip: str, now: datetime) -> User:
    """Take the code, which is this account's alone, and record that the person belongs to their school. Locks the user.

    Raises WrongCode, TooMany, NotOfThisSchool when the school changed meanwhile, CampusAddressTaken.
    """
    codes.take(Purpose.CAMPUS, email, guess, ip=ip, now=now, bound_to=user_id)
    user = lock_account(user_id)
    if not belongs_to(email, domains_of(user.school_id)):
        raise NotOfThisSchool(_l("This isn't your school's email. Its addresses end as shown above."))
    try:
        with db.session.begin_nested():
            user.campus_email, user.campus_confirmed_at = email, now
    except IntegrityError as error:
        raise CampusAddressTaken(_l("This email has already verified another account.")) from error
    log.info("campus confirmed", user_id=user.id)
    return user


def forget_when_school_changes(user: User) -> None:
    """Remove the mark from an account whose campus address is not of its present school."""
    if user.campus_email and not belongs_to(user.campus_email, domains_of(user.school_id)):
        user.campus_email = user.campus_confirmed_at = None
