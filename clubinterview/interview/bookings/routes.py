"""Students' pages: choosing, changing and cancelling the time of an interview."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from clubinterview.core.clock import utcnow
from clubinterview.core.days import asked_day
from clubinterview.core.transaction import in_transaction
from clubinterview.core.web import WebAnswer
from clubinterview.interview import bp
from clubinterview.interview.bookings.choosing import day_with_alternatives, days_to_choose, shown_day
from clubinterview.interview.bookings.forms import BookingForm
from clubinterview.interview.bookings.services import (
    SlotRefused,
    book_slot,
    cancel_booking,
    check_before_waiting,
    check_invited,
    live_booking,
)
from clubinterview.recruitment.models import Application, Status
from clubinterview.recruitment.policies import application_of


@bp.get("/applications/<int:application_id>/slots")
def choose_slot(application_id: int) -> WebAnswer:
    """Show the times that a candidate can choose from, one day at a time."""
    application = application_of(current_user, application_id)
    asked = asked_day(request.args.get("day"))
    if application.status != Status.INTERVIEW:
        return redirect(url_for("recruitment.application", application_id=application_id))
    booking = live_booking(application_id, application.stage_id)
    if booking is not None and booking.slot.starts_at <= utcnow():
        return redirect(url_for("recruitment.application", application_id=application_id))
    days = days_to_choose(application, booking, utcnow())
    shown = shown_day(days, booking, asked)
    return render_template(
        "interview/choose_slot.html",
        application=application,
        form=BookingForm(),
        booking=booking,
        days=days,
        shown=shown,
    )


@bp.post("/applications/<int:application_id>/booking")
def book(application_id: int) -> WebAnswer:
    """Book a time, or change to another one."""
    application = application_of(current_user, application_id)
    check_invited(application)
    form = BookingForm()
    if not form.validate_on_submit():
        return _render_again(application, form, status=422)
    slot_id, now = form.slot_id.data, utcnow()
    try:
        check_before_waiting(application, slot_id, now)
        in_transaction(lambda: book_slot(application_id, slot_id, now=now))
    except SlotRefused as refusal:
        application = application_of(current_user, application_id)
        return _render_again(application, form, status=refusal.status, refusal=str(refusal))
    flash(_("Your interview is booked. Time and place are in your notifications too."), "success")
    return redirect(url_for("recruitment.application", application_id=application_id))


@bp.post("/applications/<int:application_id>/booking/cancellation")
def cancel(application_id: int) -> WebAnswer:
    """Give the seat back."""
    application_of(current_user, application_id)
    in_transaction(lambda: cancel_booking(application_id, now=utcnow()))
    flash(_("Interview cancelled. You can choose another time."), "success")
    return redirect(url_for("recruitment.application", application_id=application_id))


def _render_again(
    application: Application, form: BookingForm, *, status: int, refusal: str = ""
) -> WebAnswer:
    """Render the page of times once more, with what can still be had."""
    booking = live_booking(application.id, application.stage_id)
    days = days_to_choose(application, booking, utcnow())
    chosen = next(
        (each.slot for day in days for each in day.options if each.slot.id == form.slot_id.data), None
    )
    shown = shown_day(days, booking if chosen is None else None, day_with_alternatives(days, chosen))
    page = render_template(
        "interview/choose_slot.html",
        application=application,
        form=form,
        booking=booking,
        days=days,
        shown=shown,
        refusal=refusal,
    )
    return page, status
