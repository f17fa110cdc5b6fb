"""Which passwords are taken. What is refused is refused with the reason. Rule: docs/security.md 2."""

from collections.abc import Iterable
from functools import cache
from importlib import resources

from flask import current_app
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from clubinterview.auth.hashing import normalise_password
from clubinterview.auth.models import User
from clubinterview.core.errors import DomainError
from clubinterview.core.identity import is_phone, national_number
from clubinterview.core.pinyin import pinyin_of

PRODUCT_NAMES = ("ClubInterview", "社团面试", "shetuanmianshi")
SHORTEST_FACT = 3  # letters of a word that says something about a person; two when they are Chinese

_REASONS: dict[str, LazyString] = {
    "product": _l("This password is too close to the name of this site. Choose another one."),
    "school": _l("This password is too close to your school's name. Choose another one."),
    "name": _l("This password is too close to your name. Choose another one."),
    "student_number": _l("This password is too close to your student number. Choose another one."),
    "email": _l("This password is too close to your email. Choose another one."),
    "phone": _l("This password is too close to your phone number. Choose another one."),
    "username": _l("This password is too close to your username. Choose another one."),
}

Facts = dict[str, Iterable[str]]


class PasswordRefused(DomainError):
    """The password is too short, too long, too common, or too easily guessed from what is known of the person."""

    status = 422


def shortest_password(*, is_superuser: bool = False) -> int:
    """Return how many characters a password has at least."""
    shortest: int = current_app.config[
        "PASSWORD_SHORTEST_OF_ADMINISTRATORS" if is_superuser else "PASSWORD_SHORTEST"
    ]
    return shortest


def check_password(password: str, facts: Facts | None = None, *, is_superuser: bool = False) -> None:
    """Raise PasswordRefused, with the reason, when the password must not be used.

    facts: what is known of the person, from `known_facts`.
    """
    password = normalise_password(password)
    shortest, longest = shortest_password(is_superuser=is_superuser), current_app.config["PASSWORD_LONGEST"]
    if len(password) < shortest:
        raise PasswordRefused(_l("Use at least %(count)d characters.", count=shortest))
    if len(password) > longest:
        raise PasswordRefused(_l("Use at most %(count)d characters.", count=longest))
    if password.casefold() in common_passwords():
        raise PasswordRefused(_l("This is one of the most common passwords. Choose another one."))
    for kind, words in {"product": PRODUCT_NAMES, **(facts or {})}.items():
        if _is_mainly(password, words):
            raise PasswordRefused(_REASONS[kind])


def known_facts(
    *,
    address: str = "",
    name: str = "",
    school: str = "",
    student_number: str = "",
    phone: str | None = None,
    username: str | None = None,
) -> Facts:
    """Return the words that a guesser who knows the person would try first.

    address: a mail address or a phone, normalised; phone: another one.
    """
    email, phone = ("", address) if is_phone(address) else (address, phone or "")
    local, _, domain = email.partition("@")
    return {
        "email": [email, local, *domain.split(".")],
        "phone": [phone, national_number(phone)],
        "username": [username or ""],
        "name": [name, *name.split(), _pinyin(name), _pinyin(name[1:] + name[:1])],
        "school": [school, _pinyin(school)],
        "student_number": [student_number],
    }


def facts_about(user: User) -> Facts:
    """Return the facts about a completed account.  user: with its school loaded."""
    return known_facts(
        address=user.address,
        phone=user.phone,
        username=user.username,
        name=user.name,
        school=user.school.name if user.school else "",
        student_number=user.student_number,
    )


@cache
def common_passwords() -> frozenset[str]:
    """Return the 10,000 most common passwords, in lower case."""
    text = resources.files("clubinterview").joinpath("data/common_passwords.txt").read_text(encoding="utf-8")
    return frozenset(text.split())


def _pinyin(text: str) -> str:
    return pinyin_of(text) if not text.isascii() else ""


def _is_mainly(password: str, words: Iterable[str]) -> bool:
    """Whether the words together make up at least half of the password's letters and digits."""
    plain = _plain(password)
    covered: set[int] = set()
    for word in {_plain(normalise_password(word)) for word in words}:
        if len(word) >= (SHORTEST_FACT if word.isascii() else SHORTEST_FACT - 1):
            start = plain.find(word)
            while start >= 0:
                covered.update(range(start, start + len(word)))
                start = plain.find(word, start + 1)
    return bool(covered) and 2 * len(covered) >= len(plain)


def _plain(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())
