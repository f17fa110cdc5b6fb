"""Which accounts can be disabled, and that an administrator is always left."""

import threading
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from clubinterview.auth.models import SecurityEvent, User, UserStatus
from clubinterview.core.audit import AuditEntry
from clubinterview.core.clock import utcnow
from clubinterview.core.transaction import in_transaction, transaction
from clubinterview.extensions import db
from clubinterview.platform import services
from tests import factories
from tests.acting import by


@pytest.fixture
def administrator() -> User:
    return factories.make_user(name="苏平", is_superuser=True)


def active_administrators() -> list[int]:
    db.session.rollback()
    query = select(User.id).where(User.is_superuser.is_(True), User.status == UserStatus.ACTIVE)
    return list(db.session.scalars(query.order_by(User.id)))


def test_administrator_disables_another(browser: Any, administrator: User) -> None:
    other = factories.make_user(is_superuser=True)

    answer = browser(administrator).submit(f"/platform/accounts/{other.id}/disabling", {"reason": "毕业离校"})

    assert answer.status_code == 303
    assert active_administrators() == [administrator.id]


def test_last_administrator_stays(administrator: User, candidate: User) -> None:
    with pytest.raises(services.CannotDisable), transaction():
        services.disable_account(administrator.id, reason="x", by=by(candidate.id))

    assert active_administrators() == [administrator.id]


def test_erased_administrator_does_not_count(administrator: User, candidate: User) -> None:
    factories.make_user(is_superuser=True, deleted_at=utcnow())

    with pytest.raises(services.CannotDisable), transaction():
        services.disable_account(administrator.id, reason="x", by=by(candidate.id))


def test_two_administrators_who_disable_each_other_leave_one(app: Flask, administrator: User) -> None:
    other = factories.make_user(is_superuser=True)
    pairs = [(administrator.id, other.id), (other.id, administrator.id)]
    barrier = threading.Barrier(len(pairs))
    results: list[str] = []

    def disable(actor_id: int, user_id: int) -> None:
        with app.app_context():
            barrier.wait(10)
            try:
                in_transaction(lambda: services.disable_account(user_id, reason="x", by=by(actor_id)))
                results.append("disabled")
            except services.CannotDisable:
                results.append("refused")

    threads = [threading.Thread(target=disable, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert sorted(results) == ["disabled", "refused"]
    assert len(active_administrators()) == 1


def test_disabling_twice_is_once(browser: Any, administrator: User, candidate: User) -> None:
    window = browser(administrator)
    path = f"/platform/accounts/{candidate.id}/disabling"

    answers = [window.submit(path, {"reason": "x"}).status_code for _ in range(2)]

    assert answers == [303, 303]
    assert len(db.session.scalars(select(AuditEntry).where(AuditEntry.act == "account.disable")).all()) == 1


def test_the_history_of_the_account_tells_that_it_was_disabled_and_enabled(
    browser: Any, administrator: User, candidate: User
) -> None:
    """Once each, and not from where: that is the administrator's."""
    window = browser(administrator)

    for act in ("disabling", "disabling", "enabling", "enabling"):
        window.submit(f"/platform/accounts/{candidate.id}/{act}", {"reason": "x"})

    events = select(SecurityEvent.kind, SecurityEvent.ip, SecurityEvent.user_agent).order_by(SecurityEvent.id)
    mine = events.where(SecurityEvent.user_id == candidate.id)
    assert [tuple(row) for row in db.session.execute(mine)] == [
        ("account disabled", "", ""),
        ("account enabled", "", ""),
    ]


@pytest.mark.parametrize("act", ["disabling", "enabling"])
def test_account_that_is_not_there_answers_404(browser: Any, administrator: User, act: str) -> None:
    erased = factories.make_user(deleted_at=utcnow())
    window = browser(administrator)

    statuses = {
        window.submit(f"/platform/accounts/{user_id}/{act}", {"reason": "x"}).status_code
        for user_id in (erased.id, 99999)
    }

    assert statuses == {404}


@pytest.mark.parametrize("act", ["disabling", "enabling"])
def test_visitors_change_nothing(client: Any, candidate: User, act: str) -> None:
    assert client.submit(f"/platform/accounts/{candidate.id}/{act}", {"reason": "x"}).status_code == 401
