"""What the ground floor, auth and profile themselves know of a person, for the copy of their data."""

from collections.abc import Iterable
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from clubinterview.auth.models import LoginSession, Passkey, SecurityEvent, User
from clubinterview.extensions import db
from clubinterview.messaging.kinds import kind_named
from clubinterview.messaging.models import Notification
from clubinterview.messaging.parameters import shown
from clubinterview.profile.consents import consents_of, title_of
from clubinterview.profile.hooks import Section
from clubinterview.profile.models import IdentityNumber, School
from clubinterview.profile.queries import looks_at


def own_sections(user: User) -> Iterable[Section]:
    """Give account, consents, devices, events, notifications, and who looked at the person's data."""
    school = db.session.get(School, user.school_id) if user.school_id else None
    number = db.session.get(IdentityNumber, user.id)
    names = (
        "name", "email", "phone", "username", "major", "student_number", "enrolment_year", "bio", "locale",
        "campus_email", "campus_confirmed_at", "created_at",
    )  # fmt: skip
    account = {name: getattr(user, name) for name in names} | {
        "school": school.name if school else "",
        "id_number": number.masked if number else "",
    }
    pictures = [("avatar.webp", user.avatar_key)] if user.avatar_key else []
    yield Section("account", _l("Account"), [account], pictures)
    yield Section(
        "consents",
        _l("What you agreed to"),
        [
            {"purpose": title_of(row.purpose), "version": row.version, "given_at": row.given_at, "withdrawn_at": row.withdrawn_at}
            for row in consents_of(user.id)
        ],
    )  # fmt: skip
    yield _rows(
        "sign_ins", _l("Sign-ins"), LoginSession, user,
        ("created_at", "last_seen_at", "ended_at", "end_reason", "method", "ip", "device"),
    )  # fmt: skip
    yield _rows("passkeys", _l("Passkeys"), Passkey, user, ("name", "created_at", "last_used_at"))
    yield _rows(
        "security", _l("Security"), SecurityEvent, user, ("created_at", "kind", "detail", "ip", "device")
    )
    yield Section("notifications", _l("Notifications"), [_rendered(row) for row in _all(Notification, user)])
    looks = [{"at": look.at, "who": look.who, "what": look.words} for look in looks_at(user.id)]
    yield Section("who_looked", _l("Who has viewed your data"), looks)


def _rows(name: str, title: LazyString, model: Any, user: User, columns: tuple[str, ...]) -> Section:
    rows = [{column: getattr(row, column) for column in columns} for row in _all(model, user)]
    return Section(name, title, rows)


def _all(model: Any, user: User) -> list[Any]:
    return list(db.session.scalars(select(model).where(model.user_id == user.id).order_by(model.id)))


def _rendered(row: Notification) -> dict[str, object]:
    kind = kind_named(row.kind)
    subject, body = kind.render(shown(row.parameters)) if kind else (row.kind, "")
    return {"at": row.created_at, "subject": subject, "text": body}
