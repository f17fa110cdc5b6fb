"""Who may open which page: one world with everybody in it, and what each of them is answered."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from clubinterview.auth.models import LoginSession, User, UserStatus
from clubinterview.club.models import Role
from clubinterview.core.clock import utcnow
from clubinterview.core.transaction import lock, transaction
from clubinterview.extensions import db
from clubinterview.messaging.models import MailStatus, OutboxMessage
from clubinterview.profile.models import Major
from clubinterview.questions.models import Question
from clubinterview.recruitment.models import Status
from clubinterview.storage import files
from tests import factories
from tests.browser_client import BrowserClient
from tests.practice import acts as practice
from tests.stores import Saved, changed_tables, restore_keys, restore_rows, save_stores

TABLE = Path(__file__).with_name("who_may.txt")
ROLES = (
    "anonymous", "incomplete", "student", "other", "bystander", "interviewer", "officer", "owner", "foreign", "admin",
    "disabled",
)  # fmt: skip
SHORT = {"/login": "login", "/account/completion": "complete", "/password/again": "again"}
WORDS = {
    "auth.drop_address": "phone",
    "platform.check_import": "schools",
    "platform.confirm_import": "schools",
    "practice.act_on_mock": "pause",
    "questions.export_questions": "csv",
}
WORD_ARGUMENTS = {"kind", "act"}  # of `<any>` converters
SEEN = {"login_session"}  # noted of any request, once in five minutes
LOOKED = {"audit_entry"}
RESUME = b"%PDF-1.7"
ELSEWHERE = {"/static/<path:filename>"}


@dataclass(frozen=True)
class Visitor:
    """Somebody's session: its cookie (empty for none), and the token of a form that was shown in it (or none)."""

    cookie: str
    token: str = ""


@dataclass(frozen=True)
class World:
    """Everybody by role, as who reads a page and as who has a form open; the ids that addresses ask for.

    saved: rows and keys of this moment.  resume_key: the one file that rows refer to.
    """

    readers: dict[str, Visitor]
    changers: dict[str, Visitor]
    ids: dict[str, Any]
    saved: Saved
    resume_key: str

    def restore(self) -> None:
        """Let rows and files be as they were."""
        restore_rows(self.saved)
        (Path(current_app.config["FILES_PATH"]) / self.resume_key).write_bytes(RESUME)


def make_world(app: Flask) -> World:
    """A club with a drive, an applicant with a booked interview, and people of every kind around them."""
    people, ids, resume_key = _make_people_and_rows()
    readers = {role: _sign_in(app, people.get(role)) for role in ROLES}
    changers = {role: _sign_in(app, people.get(role)) for role in ROLES}
    with transaction():
        disabled = lock(User, people["disabled"].id)
        disabled.status, disabled.session_version = UserStatus.DISABLED, disabled.session_version + 1
    changers = {role: _with_token(app, visitor) for role, visitor in changers.items()}
    return World(readers, changers, ids, save_stores(), resume_key)


def _make_people_and_rows() -> tuple[dict[str, User], dict[str, Any], str]:
    club = factories.make_club()
    people = {name: factories.make_user(school=club.school) for name in ROLES if name != "anonymous"}
    memberships = {
        name: factories.make_membership(club=club, user=people[name], role=role)
        for name, role in (
            ("bystander", Role.INTERVIEWER), ("interviewer", Role.INTERVIEWER), ("officer", Role.OFFICER),
            ("owner", Role.OWNER),
        )
    }  # fmt: skip
    foreign_club = factories.make_club(school=club.school)
    factories.make_membership(club=foreign_club, user=people["foreign"], role=Role.OFFICER)
    with transaction():
        lock(User, people["incomplete"].id).password_hash = None
        administrator = lock(User, people["admin"].id)
        administrator.is_superuser = administrator.has_second_factor = True
    resume = factories.make_resume(user=people["student"], storage_key=files.save("resume", RESUME))
    drive = factories.make_drive(club=club)
    application = factories.make_application(
        drive=drive, user=people["student"], status=Status.INTERVIEW, resume_id=resume.id
    )
    slot = factories.make_slot(
        stage=drive.stages[-1],
        panel=(people["interviewer"],),
        starts_at=utcnow() + timedelta(hours=2),
        capacity=3,
    )
    factories.make_slot(
        stage=drive.stages[-1], panel=(people["bystander"],), starts_at=utcnow() + timedelta(hours=5)
    )
    booking = factories.make_booking(application=application, slot=slot)
    mock = practice.start(people["student"])
    turn = practice.make_turn(people["student"])
    question = db.session.get_one(Question, practice.open_answer(mock).question_id)
    ids = {
        "mock_id": mock.id, "answer_id": practice.open_answer(mock).id, "recording_id": 1, "number": 1,
        "talk_id": turn.talk_id, "turn_id": turn.id, "question_id": question.id, "category_id": question.category_id,
        "slug": club.slug, "drive_id": drive.id, "application_id": application.id, "slot_id": slot.id,
        "stage_id": drive.stages[-1].id, "booking_id": booking.id, "department_id": club.departments[0].id,
        "membership_id": memberships["interviewer"].id, "user_id": people["other"].id,
        "school_id": club.school_id, "major_id": _make_major().id, "name": "missing", "token": "missing",
        "passkey_id": 1, "export_id": 1,
        "message_id": _make_failed_mail().id, "login_session_id": _make_other_device(people["student"]).id,
    }  # fmt: skip
    return people, ids, resume.storage_key


def _make_major() -> Major:
    major = Major(category="工学", class_name="计算机类", name="测试专业", search_text="|测试专业|")
    with transaction():
        db.session.add(major)
    return major


def _make_other_device(user: User) -> LoginSession:
    now = utcnow()
    device = LoginSession(user_id=user.id, store_key="session:elsewhere", ip="203.0.113.7", last_seen_at=now)
    with transaction():
        db.session.add(device)
    return device


def _make_failed_mail() -> OutboxMessage:
    mail = OutboxMessage(
        dedupe_key="given up", recipient="away@example.edu.cn", kind="plain", locale="en",
        parameters={"subject": "s", "text": "t"}, status=MailStatus.FAILED, due_at=utcnow(),
    )  # fmt: skip
    with transaction():
        db.session.add(mail)
    return mail


def routes(app: Flask) -> Iterator[tuple[str, str, Rule]]:
    """Yield (method, address with its places, rule) of every page, sorted."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        for method in sorted(set(rule.methods or ()) - {"HEAD", "OPTIONS"}):
            if rule.rule not in ELSEWHERE:
                yield method, rule.rule.replace(" ", ""), rule


def _sign_in(app: Flask, user: User | None) -> Visitor:
    if user is None:
        return Visitor(cookie="")
    return Visitor(_cookie(app, BrowserClient(app).as_user(user)))


def _with_token(app: Flask, visitor: Visitor) -> Visitor:
    browser = _browser_of(app, visitor)
    token = browser.token()
    return Visitor(_cookie(app, browser), token)


def _browser_of(app: Flask, visitor: Visitor) -> BrowserClient:
    browser = BrowserClient(app)
    if visitor.cookie:
        browser.set_cookie(app.config["SESSION_COOKIE_NAME"], visitor.cookie)
    return browser


def _cookie(app: Flask, browser: BrowserClient) -> str:
    cookie = browser.get_cookie(app.config["SESSION_COOKIE_NAME"])
    return cookie.value if cookie else ""


def ask(app: Flask, world: World, role: str, method: str, rule: Rule) -> TestResponse:
    """Send an empty request as somebody; a change carries a token, so that only who they are can stop it."""
    asked = rule.arguments - (rule.defaults or {}).keys()
    ids = {name: world.ids[name] for name in asked - WORD_ARGUMENTS}
    ids |= dict.fromkeys(asked & WORD_ARGUMENTS, WORDS.get(rule.endpoint))
    address = rule.build(ids, append_unknown=False)
    assert address is not None
    if method == "GET":
        with _browser_of(app, world.readers[role]).get(address[1]) as response:
            response.get_data()
        return response
    visitor = world.changers[role]
    return _browser_of(app, visitor).open(address[1], method=method, data={"csrf_token": visitor.token})


def shown(response: TestResponse) -> str:
    """Return the status, or where somebody is sent who must do something else first."""
    if response.status_code in {302, 303}:
        return SHORT.get(urlsplit(response.location).path, str(response.status_code))
    return str(response.status_code)


def row(app: Flask, world: World, method: str, rule: Rule) -> tuple[list[str], set[str]]:
    """Return what each role is answered, and the tables that were written though nothing may have been.

    Everybody meets the same rows and the same sessions: what an answer has changed is undone before the next.
    Reading a page writes nothing but who looked, a refusal nothing at all.
    """
    answers, written = [], set()
    for role in ROLES:
        restore_keys(world.saved)
        response = ask(app, world, role, method, rule)
        answers.append(shown(response))
        if changed := changed_tables(world.saved):
            world.restore()
            if method == "GET" or response.status_code >= 400:
                allowed = SEEN | LOOKED if method == "GET" else SEEN
                written |= {f"{table} by {role}" for table in changed - allowed}
    return answers, written


def expected() -> dict[tuple[str, str], list[str]]:
    """Return the table: what each role is answered, by method and address."""
    lines = [line.split() for line in TABLE.read_text(encoding="utf-8").splitlines() if line.strip()]
    assert tuple(lines[0][2:]) == ROLES
    return {(method, address): answers for method, address, *answers in lines[1:]}


def line(method: str, address: str, answers: list[str]) -> str:
    """Return one line of the table."""
    return f"{method:<5}{address:<90}" + "".join(f"{answer:<12}" for answer in answers).rstrip()
