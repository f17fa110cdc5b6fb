"""Taking over the accounts of an older system, from a CSV file: all of them or none, and twice is once."""

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from flask import Flask
from sqlalchemy import select

from clubinterview.auth.hashing import SHA256, adopt_bcrypt, adopt_sha256, check_sha256
from clubinterview.auth.models import LONGEST_NAME, User
from clubinterview.core.audit import audit
from clubinterview.core.by import By
from clubinterview.core.clock import utcnow
from clubinterview.core.fields import CONTROLS, unstorable
from clubinterview.core.identity import NotAnAddress, normalise_email, normalise_phone, normalise_username
from clubinterview.core.tables.plans import Header, Plan
from clubinterview.core.tables.reading import BrokenLine, Line, csv_lines
from clubinterview.extensions import db

COLUMNS = (
    "email", "phone", "username", "name", "student_number", "major", "enrolment_year", "password_hash",
)  # fmt: skip
IDENTIFIERS: Mapping[str, Callable[[str], str]] = {
    "email": normalise_email,
    "phone": normalise_phone,
    "username": normalise_username,
}
LONGEST = {"name": LONGEST_NAME, "student_number": 32, "major": 60}
AT_ONCE = 500


def read_accounts(text: str) -> Plan:
    """Read a file and compare it with the accounts that are there. Nothing is written, and nothing slow is done.

    The problems name columns and never quote what stands in the file: where columns are shifted, that may be a hash.
    """
    plan = Plan()
    try:
        lines = list(csv_lines(text))
    except BrokenLine as error:
        plan.refuse(error.line, error.reason)
        return plan
    header = Header(lines[0][1] if lines else [], columns=COLUMNS)
    if not header.is_sound or not {"email", "phone"} & set(header.names):
        wrong = ", ".join(map(str, header.unknown))
        named = f"unknown columns, counted from the left: {wrong}. " if wrong else ""
        plan.refuse(1, f"{named}The columns are {', '.join(COLUMNS)}, each once, with email or phone.")
        return plan
    _read_lines(header, [(line, cells) for line, cells in lines[1:] if cells], plan)
    return plan


def adopt_hashes(app: Flask, accounts: Sequence[dict[str, Any]], *, threads: int) -> Iterable[None]:
    """Put each account's hash into the form in which it is stored, and yield after each: SHA-256 takes its time."""

    def adopt(account: dict[str, Any]) -> None:
        with app.app_context():
            if SHA256.fullmatch(account["password_hash"] or ""):
                account["password_hash"] = adopt_sha256(account["password_hash"])

    with ThreadPoolExecutor(threads) as pool:
        yield from pool.map(adopt, accounts)


def add_accounts(accounts: Sequence[dict[str, Any]]) -> int:
    """Make the accounts, in the present transaction, and return how many. Raises IntegrityError when one is there by now."""
    for start in range(0, len(accounts), AT_ONCE):
        db.session.add_all(User(**account) for account in accounts[start : start + AT_ONCE])
        db.session.flush()
    audit("accounts.import", by=By.clock(utcnow()), target=f"{len(accounts)} accounts")
    return len(accounts)


def _read_lines(header: Header, lines: Sequence[Line], plan: Plan) -> None:
    seen: dict[str, int] = {}
    read = []
    for line, cells in lines:
        account = _account(header, line, cells, plan)
        if account is None:
            continue
        twice = [name for name in IDENTIFIERS if account[name] and account[name] in seen]
        for name in twice:
            plan.refuse(line, f"the {name} stands in line {seen[account[name]]} already")
        seen |= {account[name]: line for name in IDENTIFIERS if account[name]}
        if not twice:
            read.append((line, account))
    for start in range(0, len(read), AT_ONCE):
        _compare(read[start : start + AT_ONCE], plan)
    plan.sort_problems(most=None)


def _account(header: Header, line: int, cells: Sequence[str], plan: Plan) -> dict[str, Any] | None:
    """Return a line as the columns of an account; None, with what is wrong in the plan."""
    problems: list[str] = []
    if len(cells) != len(header.names):
        problems.append("it has more or fewer fields than the header")
    row = header.by_name(cells)
    texts = {name: unicodedata.normalize("NFC", row.get(name, "").strip()) for name in COLUMNS}
    if any(unstorable(text) or CONTROLS.search(text) for text in texts.values()):
        problems.append("it holds a character that cannot be stored")
    account = {**_identifiers(texts, problems), **_short_texts(texts, problems)}
    account["enrolment_year"] = _year(texts["enrolment_year"], problems)
    account["password_hash"] = _hash(texts["password_hash"], problems)
    for problem in problems:
        plan.refuse(line, problem)
    return None if problems else account


def _identifiers(texts: Mapping[str, str], problems: list[str]) -> dict[str, Any]:
    """Return what people may sign in with, in its stored form; None for what is not given."""
    found: dict[str, Any] = dict.fromkeys(IDENTIFIERS)
    for name, normalise in IDENTIFIERS.items():
        try:
            found[name] = normalise(texts[name]) if texts[name] else None
        except NotAnAddress:
            problems.append(f"this is not a {name}")
    if not texts["email"] and not texts["phone"]:
        problems.append("it has neither email nor phone")
    return found


def _short_texts(texts: Mapping[str, str], problems: list[str]) -> dict[str, str]:
    for name, longest in LONGEST.items():
        if len(texts[name]) > longest:
            problems.append(f"the {name} is longer than {longest} characters")
    return {name: texts[name] for name in LONGEST}


def _year(text: str, problems: list[str]) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and 1950 <= int(text[:9]) <= 2100):
        problems.append("the enrolment_year is not a year")
        return None
    return int(text)


def _hash(text: str, problems: list[str]) -> str | None:
    """Return a hash, checked; a SHA-256 one still as it came, because adopting it is slow. The hash itself is never named."""
    if not text:
        return None
    if SHA256.fullmatch(text):
        try:
            check_sha256(text)
        except ValueError as error:
            problems.append(f"the password_hash cannot be stored: {error}")
        return text
    try:
        return adopt_bcrypt(text)
    except ValueError as error:
        problems.append(f"the password_hash is neither bcrypt nor SHA-256 in hex: {error}")
        return None


def _compare(read: Sequence[tuple[int, dict[str, Any]]], plan: Plan) -> None:
    """Sort lines into new ones, known ones, and those that contradict what is there. One statement a kind of address."""
    owners: dict[str, int] = {}
    for name in IDENTIFIERS:
        wanted = [account[name] for _, account in read if account[name]]
        column = getattr(User, name)
        rows = db.session.execute(select(column, User.id).where(column.in_(wanted)))
        owners |= {f"{name} {value}": user_id for value, user_id in rows}
    for line, account in read:
        found = {
            name: owners.get(f"{name} {account[name]}") for name in IDENTIFIERS if account[name] is not None
        }
        if not any(found.values()):
            plan.new.append(account)
        elif len(set(found.values())) == 1:
            plan.same += 1
        else:
            there = ", ".join(name for name, user_id in found.items() if user_id)
            plan.refuse(line, f"its {there} belongs to another account")
