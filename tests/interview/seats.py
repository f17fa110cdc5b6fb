"""What must hold for every slot, and several people at once."""

import threading
from collections.abc import Callable, Sequence
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from clubinterview.extensions import db
from clubinterview.interview.models import Booking, Slot, SlotPanel
from clubinterview.recruitment.scorecards.models import Scorer


def wrong_slots() -> list[tuple[int, int, int, int]]:
    """Return (slot, capacity, booked, live bookings) of each slot whose numbers do not agree."""
    db.session.rollback()
    live = func.count(Booking.id)
    rows = db.session.execute(
        select(Slot.id, Slot.capacity, Slot.booked, live)
        .outerjoin(Booking, (Booking.slot_id == Slot.id) & Booking.is_live.is_(True))
        .group_by(Slot.id, Slot.capacity, Slot.booked)
    ).all()
    return [tuple(row) for row in rows if row[2] != row[3] or row[2] > row[1]]


def wrong_scorers() -> set[tuple[int, int, int]]:
    """Return (application, stage, person) of live bookings whose panels and scorers do not agree."""
    db.session.rollback()
    booked = select(Booking.application_id, Booking.stage_id).where(Booking.is_live.is_(True))
    live = {tuple(row) for row in db.session.execute(booked)}
    by_panels = db.session.execute(
        booked.add_columns(SlotPanel.user_id).join(SlotPanel, SlotPanel.slot_id == Booking.slot_id)
    )
    written = db.session.execute(select(Scorer.application_id, Scorer.stage_id, Scorer.user_id))
    return {tuple(row) for row in by_panels} ^ {tuple(row) for row in written if tuple(row[:2]) in live}


def live_bookings(**where: int) -> list[Booking]:
    """Return the live bookings with these columns, oldest first, as the database has them now."""
    db.session.commit()
    statement = select(Booking).filter_by(**where).where(Booking.is_live.is_(True)).order_by(Booking.id)
    return list(db.session.scalars(statement.execution_options(populate_existing=True)))


def fresh(row: Any) -> Any:
    """Return the row as the database has it now."""
    db.session.commit()
    return db.session.get(type(row), row.id, populate_existing=True)


def at_once(app: Flask, acts: Sequence[Callable[[], Any]]) -> list[Any]:
    """Run the acts in as many threads, begun together, each in an application context of its own.

    Returns what each returned or raised, in the order of the acts.
    """
    barrier = threading.Barrier(len(acts))
    results: list[Any] = [None] * len(acts)

    def run(number: int) -> None:
        with app.app_context():
            db.session.connection()  # so that nobody comes late because of connecting
            barrier.wait()
            db.session.rollback()
            try:
                results[number] = acts[number]()
            except Exception as error:  # noqa: BLE001 - the test looks at it
                results[number] = error

    db.session.commit()  # ends the test's own reading; its rows stay loaded for the threads
    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
