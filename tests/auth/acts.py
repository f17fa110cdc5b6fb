"""What tests of accounts do again and again."""

import re
from collections.abc import Callable
from threading import Thread
from typing import Any

from sqlalchemy import select
from werkzeug.test import TestResponse

from clubinterview.auth.hashing import hash_password
from clubinterview.auth.models import LoginSession, User
from clubinterview.auth.sessions import open_sessions
from clubinterview.extensions import db
from clubinterview.messaging.models import OutboxMessage
from clubinterview.messaging.rendering import render
from tests import factories
from tests.browser_client import BrowserClient

ADDRESS = "chen@example.edu.cn"
PASSWORD = "jade mountain 77"
NEW_PASSWORD = "a river runs east 9"
IP = "203.0.113.7"
TOKEN = re.compile(r'(name="csrf_token"[^>]*value=")[^"]+')


def make_account(email: str = ADDRESS, password: str = PASSWORD, **fields: Any) -> User:
    """A completed account that signs in by `password`."""
    return factories.make_user(email=email, password_hash=hash_password(password), **fields)


def sign_in_by_form(browser: BrowserClient, password: str = PASSWORD, **fields: str) -> TestResponse:
    return browser.submit("/login", {"address": ADDRESS, "password": password, **fields})


def mails_to(address: str = ADDRESS) -> list[OutboxMessage]:
    """The mails to an address, oldest first."""
    db.session.commit()
    query = select(OutboxMessage).where(OutboxMessage.recipient == address).order_by(OutboxMessage.id)
    return list(db.session.scalars(query))


def newest_code(address: str = ADDRESS) -> str:
    """The code of the newest mail to an address."""
    found = re.search(r"^ {4}(\d{6})$", render(mails_to(address)[-1]).text, re.MULTILINE)
    assert found, "the newest mail holds no code"
    return found.group(1)


def newest_text_code(phone: str) -> str:
    """The code of the newest text message to a phone."""
    found = re.search(r"\d{6}", render(mails_to(phone)[-1]).text)
    assert found, "the newest message holds no code"
    return found.group()


def wrong_code(address: str = ADDRESS) -> str:
    """Six digits that are not the newest code."""
    return "000000" if newest_code(address) != "000000" else "000001"


def open_rows(user: User) -> list[LoginSession]:
    """The user's sessions that have not ended, newest first."""
    db.session.commit()
    return open_sessions(user)


def accounts_of(address: str = ADDRESS) -> list[User]:
    db.session.commit()
    return list(db.session.scalars(select(User).where(User.email == address)))


def in_threads(work: Callable[[], None], people: int) -> None:
    """Run `work` in as many threads at once."""
    threads = [Thread(target=work) for _ in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def outward(response: TestResponse, *words: str) -> tuple[Any, ...]:
    """What a stranger can compare: status, headers, names of cookies, and the page.

    words: what was typed, and so differs between two answers that are otherwise the same.
    """
    page = TOKEN.sub(r"\1", response.text)
    for word in words:
        page = page.replace(word, "…")
    headers = sorted(
        (name, re.sub(r"=.*", "", value) if name == "Set-Cookie" else value)
        for name, value in response.headers
        if name != "Content-Length"
    )
    return response.status_code, headers, page
