"""Pages by keyset: sorted by id, by a column with ties, and by one with NULLs; and what addresses may say."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select
from werkzeug.exceptions import NotFound

from clubinterview.auth.models import User
from clubinterview.core.database import LARGEST_ID
from clubinterview.core.pagination import NEWEST_FIRST, TEXT, TIME, Cursor, Order, Page, Position, page_of
from clubinterview.core.transaction import transaction
from clubinterview.extensions import db
from clubinterview.messaging.models import Notification
from tests.counting import counted

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
BY_PATH = Order(Notification.id, Notification.path, notation=TEXT)
PATHS = ["/b", "", "/a~1", "/b", "'", "/b", "/c", "", "/~", "/ä?&"]
TIMES = [3, None, 1, 3, None, 2, 3, None, 5, 4]
ORDERS = {
    "ids": NEWEST_FIRST,
    "ids ascending": Order(Notification.id, is_ascending=True),
    "texts": BY_PATH,
    "texts ascending": Order(Notification.id, Notification.path, is_ascending=True, notation=TEXT),
    "times or NULL": Order(Notification.id, Notification.read_at, has_nulls=True, notation=TIME),
    "times or NULL, ascending": Order(
        Notification.id, Notification.read_at, is_ascending=True, has_nulls=True, notation=TIME
    ),
}


def tell(user: User, number: int = len(PATHS)) -> list[int]:
    """Add notifications with the first of PATHS and TIMES; return their ids."""
    rows = [
        Notification(user_id=user.id, kind="x", path=path, read_at=days and NOON + timedelta(days=days, microseconds=7))
        for path, days in zip(PATHS[:number], TIMES, strict=False)
    ]  # fmt: skip
    with transaction():
        for row in rows:
            db.session.add(row)
            db.session.flush()
    return [row.id for row in rows]


def page(user: User, order: Order = NEWEST_FIRST, size: int = 3, **at: str | None) -> Page[Notification]:
    mine = select(Notification.id).where(Notification.user_id == user.id)
    return page_of(select(Notification), mine, Cursor.from_arguments(at, order), order, size)


def ids(shown: Page[Notification]) -> list[int]:
    return [row.id for row in shown.items]


def walked(user: User, order: Order, size: int) -> tuple[list[int], list[int]]:
    """Return the ids met on the way to the last page, and on the way back from it."""
    shown = page(user, order, size)
    there = ids(shown)
    while shown.after:
        shown = page(user, order, size, after=shown.after)
        there += ids(shown)
    back = ids(shown)
    while shown.before:
        shown = page(user, order, size, before=shown.before)
        back = ids(shown) + back
    return there, back


def sorted_ids(user: User, order: Order) -> list[int]:
    """Return all ids in the order, sorted here and not by the database."""
    rows = page(user, size=100).items
    if order.value is None:
        return sorted((row.id for row in rows), reverse=not order.is_ascending)
    name = order.value.key
    keyed = sorted(
        (getattr(row, name), row.id) for row in rows if getattr(row, name) is not None
    )  # fmt: skip
    without = sorted(row.id for row in rows if getattr(row, name) is None)
    found = [row_id for _value, row_id in keyed]
    return [*found, *without] if order.is_ascending else [*found[::-1], *without[::-1]]


@pytest.mark.parametrize("size", [1, 2, 3, 5, 9, 10, 11])
@pytest.mark.parametrize("order", ORDERS)
def test_pages_join_without_gaps_or_doubles(candidate: User, order: str, size: int) -> None:
    tell(candidate)
    whole = sorted_ids(candidate, ORDERS[order])

    assert walked(candidate, ORDERS[order], size) == (whole, whole)
    assert len(whole) == len(PATHS)


def test_first_middle_and_last_page_say_what_is_beside_them(candidate: User) -> None:
    one, two, three, four, five = tell(candidate, 5)

    first, middle, last = (
        page(candidate, size=2),
        *(page(candidate, size=2, after=str(at)) for at in (four, two)),
    )

    assert (ids(first), first.before, first.after) == ([five, four], None, str(four))
    assert (ids(middle), middle.before, middle.after) == ([three, two], str(three), str(two))
    assert (ids(last), last.before, last.after) == ([one], str(one), None)


def test_the_first_page_is_known_when_it_is_come_back_to(candidate: User) -> None:
    _one, two, three, four = tell(candidate, 4)

    shown = page(candidate, size=2, before=str(two))

    assert (ids(shown), shown.before, shown.after) == ([four, three], None, str(three))


def test_a_page_that_is_just_full_is_the_last_one(candidate: User) -> None:
    one, two = tell(candidate, 2)

    shown = page(candidate, size=2)

    assert (ids(shown), shown.before, shown.after) == ([two, one], None, None)


@pytest.mark.parametrize("at", [{}, {"after": "1"}, {"before": "1"}])
def test_an_empty_page_has_none_beside_it(candidate: User, at: dict[str, str]) -> None:
    shown = page(candidate, **at)

    assert (shown.items, shown.before, shown.after) == ([], None, None)


def test_before_counts_when_an_address_says_both(candidate: User) -> None:
    one, two, three = tell(candidate, 3)

    assert ids(page(candidate, before=str(two), after=str(two))) == [three]
    assert ids(page(candidate, after=str(two))) == [one]


@pytest.mark.parametrize("order", ORDERS)
def test_a_page_is_found_after_the_row_beside_it_was_deleted(candidate: User, order: str) -> None:
    tell(candidate)
    whole, first = sorted_ids(candidate, ORDERS[order]), page(candidate, ORDERS[order])
    second = page(candidate, ORDERS[order], after=first.after)
    with transaction():
        db.session.execute(delete(Notification).where(Notification.id.in_([whole[2], whole[3]])))

    assert ids(page(candidate, ORDERS[order], after=first.after)) == whole[4:7]
    assert ids(page(candidate, ORDERS[order], before=second.before)) == whole[:2]


def test_columns_beside_the_model_make_items_tuples_in_one_statement(candidate: User) -> None:
    _one, two = tell(candidate, 2)
    rows = select(Notification, User.name).outerjoin(User, User.id == Notification.user_id)

    with counted() as count:
        shown = page_of(rows, select(Notification.id), Cursor(), BY_PATH, size=1)

    assert count.sql == 1
    [(row, name)] = shown.items
    assert (row.path, name, shown.after) == ("/b", candidate.name, f"'/b~{two - 1}")


def test_addresses_are_made_of_the_positions_beside_the_page() -> None:
    def url(**at: Any) -> str:
        return f"/list?{at}"

    shown = Page(["row"], before="3", after="2").with_urls(url)

    assert (shown.previous_url, shown.next_url) == ("/list?{'before': '3'}", "/list?{'after': '2'}")
    assert Page(["row"], after="2").with_urls(url).previous_url is None


@pytest.mark.parametrize(
    ("order", "place", "text"),
    [
        ("ids", Position(17), "17"),
        ("ids", Position(LARGEST_ID), str(LARGEST_ID)),
        ("texts", Position(17, ""), "'~17"),
        ("texts", Position(17, "a~1\n'"), "'a~1\n'~17"),
        ("times or NULL", Position(17), "~17"),
        ("times or NULL", Position(17, NOON), "2026-11-20T04:00:00+00:00~17"),
    ],
)
def test_a_place_is_read_as_it_was_written(order: str, place: Position, text: str) -> None:
    assert ORDERS[order].write(place) == text
    assert ORDERS[order].read(text) == place


@pytest.mark.parametrize(
    ("order", "text"),
    [
        *(("ids", text) for text in ("", "x", "0", "-1", "1.0", " 1", "1 ", "1\n", "１", "~1", "a~1", "\0")),
        *(("ids", text) for text in (str(LARGEST_ID + 1), "9" * 400, "000000000001" + "9" * 30)),
        *(("texts", text) for text in ("17", "~17", "a~17", "'a", "'a~", "'a~0", "'a~x", "'\0~1", "'\ud800~1")),
        ("texts", "'" + "a" * 251 + "~1"),
        *(("times or NULL", f"{text}~1") for text in ("x", "2026-11-20", "2026-11-20T04:00:00", "2026-13-20T04:00:00+00:00",
          "0001-01-01T00:00:00+14:00", "2026-11-20T04:00:00+00:00~2026-11-20T04:00:00+00:00", "~")),
        ("times or NULL", "17"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("side", ["after", "before"])
def test_what_cannot_be_a_place_is_not_found(order: str, text: str, side: str) -> None:
    with pytest.raises(NotFound):
        Cursor.from_arguments({side: text}, ORDERS[order])
