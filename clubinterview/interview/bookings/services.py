"""Giving and freeing seats. Under any race, a slot's `booked` equals its live bookings and stays within `capacity`."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import contains_eager
from sqlalchemy.orm.attributes import set_committed_value

from clubinterview.auth.models import User
from clubinterview.club.models import Club
from clubinterview.core.errors import DomainError, NotFound
from clubinterview.core.formats import moment
from clubinterview.core.transaction import change_rows, lock
from clubinterview.extensions import db
from clubinterview.interview import messages
from clubinterview.interview.kits.redraws import redraw_after_commit
from clubinterview.interview.models import Booking, Slot, SlotPanel
from clubinterview.interview.slots.clashes import engagements_of
from clubinterview.messaging.kinds import Kind
from clubinterview.messaging.services import notify
from clubinterview.recruitment.models import Application, Drive, Status
from clubinterview.recruitment.scorecards.scorers import add_scorers, set_scorers


class NotInvited(DomainError):
    """The application is not in an interview stage, so there is nothing to book."""


class SlotRefused(DomainError):
    """This slot cannot be had, but another one may: the page shows which."""


class SlotFull(SlotRefused):
    """The last seat went to another candidate."""


class SlotClosed(SlotRefused):
    """The slot has begun or was cancelled."""


class Clash(SlotRefused):
    """The person is in another interview at that time."""


class AlreadyBooked(DomainError):
    """Another booking of the same application was made in this very moment."""


class BookingBegun(DomainError):
    """The interview has begun, so its booking stands."""


def book_slot(application_id: int, slot_id: int, *, now: datetime) -> Booking:
    """Give the application a seat in the slot; a seat that it has elsewhere in the stage is given back with it.

    Booking the slot that is booked already returns that booking. Returns the Booking, flushed, and notifies the
    candidate. Raises NotFound when the slot is not of the application's stage; NotInvited, BookingBegun, SlotFull,
    SlotClosed, Clash, AlreadyBooked.
    Locks the person, the application, then the slot until the transaction ends.
    """
    person, application, club_name = _locked_application(application_id)
    check_invited(application)
    slot = db.session.get(Slot, slot_id, populate_existing=True)
    if slot is None or slot.stage_id != application.stage_id:
        raise NotFound("")
    earlier = _locked_booking(application, also_slot_id=slot_id)
    if earlier is not None and earlier.slot_id == slot_id:
        return earlier
    if earlier is not None:
        _check_not_begun(earlier, now)
    check_open(slot, now)
    _check_no_clash(person, application, slot)
    if earlier is not None:
        _give_back(earlier, now)
    kind = messages.BOOKED if earlier is None else messages.CHANGED
    _notify(person, application, kind, now, club=club_name, time=slot.starts_at, place=slot.place)
    # The seat comes last, so that the most contended row is locked for the shortest time.
    return _take_seat(application, slot, now)


def cancel_booking(application_id: int, *, now: datetime) -> Booking | None:
    """Give the application's seat back and notify the candidate; None when there is no booking (any more).

    Raises BookingBegun. Locks the person, the application, the slot, then the booking.
    """
    person, application, club_name = _locked_application(application_id)
    booking = _locked_booking(application)
    if booking is None:
        return None
    _check_not_begun(booking, now)
    _give_back(booking, now)
    _notify(person, application, messages.CANCELLED, now, club=club_name, time=booking.slot.starts_at)
    return booking


def release_seat(application: Application, old: Status, new: Status, now: datetime) -> None:
    """Free the seat of an application that leaves the interview stage; an interview that has begun stays on record.

    A listener of recruitment's one door: the application is locked. Locks the slot, then the booking.
    """
    if old != Status.INTERVIEW or new == Status.INTERVIEW:
        return
    booking = _locked_booking(application)
    if booking is not None and not _has_begun(booking, now):
        _give_back(booking, now)


def interviews_to_come(application_ids: Sequence[int], now: datetime) -> dict[int, str]:
    """Return when the applications have an interview that has not begun, in words by their ids. One statement."""
    rows = db.session.execute(
        select(Booking.application_id, Slot.starts_at)
        .join(Booking.slot)
        .where(
            Booking.application_id.in_(application_ids),
            Booking.is_live.is_(True),
            Booking.began_at.is_(None),
            Booking.checked_in_at.is_(None),
            Slot.starts_at > now,
        )
    )
    return {application_id: moment(starts_at) for application_id, starts_at in rows}


def live_booking(application_id: int, stage_id: int | None) -> Booking | None:
    """Return the application's live booking in the stage with its slot, freshly read. One statement."""
    return db.session.scalar(
        select(Booking)
        .join(Booking.slot)
        .options(contains_eager(Booking.slot))
        .where(
            Booking.application_id == application_id, Booking.stage_id == stage_id, Booking.is_live.is_(True)
        )
        .execution_options(populate_existing=True)
    )


def check_invited(application: Application) -> None:
    """Raises NotInvited unless the application is in the interview stage."""
    if application.status != Status.INTERVIEW:
        raise NotInvited(
            _l("You're no longer invited to an interview here. See your application for the reason.")
        )


def check_before_waiting(application: Application, slot_id: int, now: datetime) -> None:
    """Refuse from plain reads, before any lock is waited for, what is full or closed already.

    Raises NotFound, SlotFull, SlotClosed. Passing it promises nothing: `book_slot` decides.
    """
    slot = db.session.scalar(select(Slot).where(Slot.id == slot_id, Slot.stage_id == application.stage_id))
    if slot is None:
        raise NotFound("")
    booking = live_booking(application.id, application.stage_id)
    if booking is None or booking.slot_id != slot_id:
        check_open(slot, now)


def check_open(slot: Slot, now: datetime) -> None:
    """Refuse a slot in which nobody can take a seat now. Raises SlotClosed, SlotFull."""
    if slot.cancelled_at is not None or slot.starts_at <= now:
        raise SlotClosed(_l("This time is no longer available. Choose another one."))
    if slot.is_full:
        raise _full()


def _full() -> SlotFull:
    return SlotFull(_l("This time has just been taken. Choose another one."))


def _locked_application(application_id: int) -> tuple[User, Application, str]:
    """Return the person and the application, locked in this order, and the name of the club."""
    found = db.session.execute(
        select(Application.user_id, Club.name)
        .join(Application.drive)
        .join(Drive.club)
        .where(Application.id == application_id)
    ).one_or_none()
    if found is None:
        raise NotFound("")
    user_id, club_name = found
    person, application = lock(User, user_id), lock(Application, application_id)
    if person is None or application is None:
        raise NotFound("")
    return person, application, club_name


def _locked_booking(application: Application, also_slot_id: int | None = None) -> Booking | None:
    """Return the application's live booking with its slot, both locked and freshly read, or None.

    also_slot_id: a second slot to lock when there is a booking, in the order of the ids, so that two people who
    change places do not wait for each other.
    """
    booking = live_booking(application.id, application.stage_id)
    if booking is None:
        return None
    slots = {
        slot_id: lock(Slot, slot_id) for slot_id in sorted({booking.slot_id, also_slot_id or booking.slot_id})
    }
    # The club may have cancelled the slot while we waited for it.
    booking = lock(Booking, booking.id)
    if booking is None or not booking.is_live:
        return None
    set_committed_value(booking, "slot", slots[booking.slot_id])
    return booking


def _has_begun(booking: Booking, now: datetime) -> bool:
    """Whether its time has come, or the panel was early."""
    return booking.slot.starts_at <= now or booking.began_at is not None


def _check_not_begun(booking: Booking, now: datetime) -> None:
    if _has_begun(booking, now):
        raise BookingBegun(
            _l(
                "Your interview has started, so its time can't change. If something went wrong, tell your "
                "interviewer."
            )
        )


def _check_no_clash(person: User, application: Application, slot: Slot) -> None:
    """Raises Clash when the person is in another interview then. The booking that is given back does not count."""
    for engagement in engagements_of([person.id], slot.starts_at, slot.ends_at):
        if engagement.application_id != application.id:
            raise Clash(
                _l(
                    "You have another interview at that time (%(time)s). Choose a time that doesn't clash.",
                    time=LazyString(moment, engagement.starts_at),
                )
            )


def _take_seat(application: Application, slot: Slot, now: datetime) -> Booking:
    """Count the seat by one conditional update, then record whose it is. Raises SlotFull, AlreadyBooked."""
    taken = change_rows(
        update(Slot)
        .where(
            Slot.id == slot.id, Slot.booked < Slot.capacity, Slot.cancelled_at.is_(None), Slot.starts_at > now
        )
        .values(booked=Slot.booked + 1)
    )
    if taken != 1:
        db.session.refresh(slot)
        check_open(slot, now)
        raise _full()
    booking = Booking(application_id=application.id, stage_id=slot.stage_id, slot_id=slot.id)
    try:
        with db.session.begin_nested():
            db.session.add(booking)
    except IntegrityError:
        raise AlreadyBooked(_l("You've just booked another time. Reload the page to see it.")) from None
    add_scorers(slot.stage_id, application.id, select(SlotPanel.user_id).where(SlotPanel.slot_id == slot.id))
    redraw_after_commit(slot.stage_id)
    return booking


def _give_back(booking: Booking, now: datetime) -> None:
    """End the booking and free its seat. Slot and booking are locked."""
    booking.is_live, booking.cancelled_at = None, now
    change_rows(update(Slot).where(Slot.id == booking.slot_id).values(booked=Slot.booked - 1))
    db.session.flush()
    set_scorers(booking.stage_id, [booking.application_id], ())
    redraw_after_commit(booking.stage_id)


def _notify(person: User, application: Application, kind: Kind, now: datetime, **parameters: Any) -> None:
    notify(person, kind, now=now, path=f"/applications/{application.id}", **parameters)
