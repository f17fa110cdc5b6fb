"""Files are read and written by the worker, whatever becomes of it meanwhile."""

from datetime import timedelta
from typing import Any

from sqlalchemy import event, select, update

from clubinterview.auth.models import User
from clubinterview.club.models import Club, Membership, Role
from clubinterview.core.audit import AuditEntry
from clubinterview.core.clock import utcnow
from clubinterview.core.transaction import transaction
from clubinterview.extensions import db, redis_store, tasks
from clubinterview.questions.models import Question
from clubinterview.questions.stored_imports import packed, unpacked
from clubinterview.questions.tables import COLUMNS
from tests import factories
from tests.meanwhile import when_writing_begins
from tests.questions.acts import acts, make_category
from tests.questions.files.acts import (
    HEADER,
    ONE,
    PLATFORM,
    check,
    confirm,
    counts,
    problems,
    refusal,
    ticket_of,
    upload,
)
from tests.worker import work


def let_a_minute_pass() -> None:
    """Let the files that are kept have waited for more than a minute."""
    for key in redis_store.client.scan_iter("import:questions:*"):
        redis_store.client.hset(key, "since", (utcnow() - timedelta(seconds=61)).isoformat())


def lose_the_task() -> None:
    """Let a worker take a task, and be killed with it."""
    assert tasks.dequeue() is not None


def go_on(window: Any, page: Any) -> Any:
    """Press "Try again" on the page of a file that has stopped."""
    assert 'name="stopped"' in page.text
    return window.submit(f"{PLATFORM}/files/confirmation", {"ticket": ticket_of(page), "stopped": "1"})


def test_a_file_is_read_by_the_worker_while_the_page_waits(window: Any) -> None:
    make_category(slug="a")
    path = upload(window, ONE).location

    waiting = window.get(path)
    work()
    read = window.get(path)

    assert "<progress" in waiting.text
    assert waiting.headers["Refresh"] == "2"
    assert "Refresh" not in read.headers
    assert counts(read) == [1, 0, 0]


def test_a_file_is_written_by_the_worker_while_the_page_waits(window: Any) -> None:
    make_category(slug="a")
    path = window.submit(f"{PLATFORM}/files/confirmation", {"ticket": ticket_of(check(window, ONE))}).location

    waiting = window.get(path)
    work()

    assert "<progress" in waiting.text
    assert counts(window.get(path)) == [1, 0, 0]


def test_what_is_wrong_is_said_in_the_readers_language(window: Any) -> None:
    with transaction():
        db.session.scalars(select(User)).one().locale = "en"

    assert "Unknown column." in check(window, f"{HEADER},points\nx\n").text


def test_a_double_click_imports_once(window: Any) -> None:
    make_category(slug="a")
    page = check(window, ONE)

    answers = [window.submit(f"{PLATFORM}/files/confirmation", {"ticket": ticket_of(page)}) for _ in range(2)]
    work()

    assert [counts(window.get(answer.location)) for answer in answers] == [[1, 0, 0]] * 2
    assert acts() == ["question.import"]


def test_a_worker_that_dies_while_it_reads_costs_nothing(window: Any) -> None:
    make_category(slug="a")
    path = upload(window, ONE).location
    lose_the_task()
    assert "Refresh" in window.get(path).headers
    let_a_minute_pass()

    stopped = window.get(path)
    assert "Refresh" not in stopped.headers
    go_on(window, stopped)
    go_on(window, stopped)

    assert tasks.pending_count() == 1
    work()
    assert counts(window.get(path)) == [1, 0, 0]
    assert acts() == []


def test_a_worker_that_dies_while_it_writes_leaves_nothing_half_written(window: Any) -> None:
    make_category(slug="a")
    page = check(window, ONE)

    def die(*_: Any) -> None:
        raise RuntimeError("killed")

    event.listen(AuditEntry, "before_insert", die)
    stopped = confirm(window, page)
    event.remove(AuditEntry, "before_insert", die)
    assert "<progress" in stopped.text
    assert db.session.scalars(select(Question)).all() == []
    let_a_minute_pass()
    path = go_on(window, window.get(stopped.request.full_path)).location
    work()

    assert counts(window.get(path)) == [1, 0, 0]
    assert db.session.scalars(select(Question.text_zh)).all() == ["为什么？"]


def test_what_has_been_read_meanwhile_is_not_written_unseen(window: Any) -> None:
    make_category(slug="a")
    path = upload(window, ONE).location
    let_a_minute_pass()
    stopped = window.get(path)
    work()

    go_on(window, stopped)
    work()

    assert counts(window.get(path)) == [1, 0, 0]
    assert acts() == []


def _confirmed(window: Any, base: str) -> str:
    """Let somebody confirm a file that fits, which then waits for the worker, and return the path of its page."""
    make_category(slug="a")
    ticket = ticket_of(check(window, ONE, base))
    return window.submit(f"{base}/files/confirmation", {"ticket": ticket}).location


def test_a_file_is_not_written_after_its_officer_has_lost_the_role(
    officers_window: Any, officer: User, club: Club
) -> None:
    path = _confirmed(officers_window, f"/manage/{club.slug}/questions")
    loses_it = update(Membership).where(Membership.user_id == officer.id).values(role=Role.INTERVIEWER)

    with when_writing_begins(loses_it):  # and has it back, as nothing of this transaction is kept
        work()

    assert refusal(officers_window.get(path))
    assert db.session.scalars(select(Question)).all() == []
    assert acts() == []


def test_a_platform_file_is_not_written_after_its_administrator_has_lost_the_right(browser: Any) -> None:
    administrator = factories.make_user(is_superuser=True)
    window = browser(administrator)
    path = _confirmed(window, PLATFORM)

    for is_superuser in (False, True):
        with transaction():
            db.session.get_one(User, administrator.id).is_superuser = is_superuser
        work()

    assert refusal(window.get(path))
    assert db.session.scalars(select(Question)).all() == []


def test_another_file_takes_the_place_of_the_one_before(window: Any) -> None:
    make_category(slug="a")
    first = check(window, ONE)
    upload(window, ONE.replace("x-1", "x-2"))

    window.submit(f"{PLATFORM}/files/confirmation", {"ticket": ticket_of(first)})
    work()

    assert db.session.scalars(select(Question)).all() == []
    assert "flash error" in window.get(f"{PLATFORM}/files?ticket={ticket_of(first)}").text


def test_a_file_with_problems_is_not_written(window: Any) -> None:
    make_category(slug="a")
    path = upload(window, f"{ONE}x-2,a,joke,2,字\n").location
    work()

    window.submit(f"{PLATFORM}/files/confirmation", {"ticket": path.rpartition("=")[2]})
    work()

    assert problems(window.get(path)) == [("3", "kind")]
    assert acts() == []


def test_lines_are_kept_as_they_are() -> None:
    lines = [(1, list(COLUMNS)), (3, ["字", "'=1", ""])]

    assert unpacked(packed(lines)) == lines
