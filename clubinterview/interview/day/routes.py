"""The interview day: who comes when, who has come, whose interview runs, and what is scored."""

from collections.abc import Callable

from flask import redirect, render_template, request, url_for
from flask_login import current_user

from clubinterview.club.policies import membership_for
from clubinterview.core.clock import utcnow
from clubinterview.core.days import asked_day, bounds, day_of
from clubinterview.core.transaction import in_transaction
from clubinterview.core.web import WebAnswer, acting
from clubinterview.interview import bp
from clubinterview.interview.day.checkin import check_in, undo_check_in
from clubinterview.interview.day.expectations import expectations_on
from clubinterview.interview.day.forms import EveningForm
from clubinterview.interview.day.queries import EveningList
from clubinterview.interview.day.running import begin_interview, end_interview, undo_beginning, undo_end
from clubinterview.interview.models import Booking
from clubinterview.interview.policies import booking_for


@bp.get("/manage/<slug>/interviews")
def day(slug: str) -> WebAnswer:
    """List the interviews of a day: the member's own, or all of the club for officers who ask."""
    membership = membership_for(current_user, slug)
    everybody = membership.is_officer and request.args.get("panel") == "all"
    evening = EveningList(membership, everybody=everybody)
    asked, now = asked_day(request.args.get("day")), utcnow()
    before, shown, after = evening.days_around(asked or day_of(now), or_next=asked is None)
    is_today = shown == day_of(now)
    return render_template(
        "interview/day.html",
        membership=membership,
        club=membership.club,
        everybody=everybody,
        is_today=is_today,
        may_begin=shown <= day_of(now),
        expectations=expectations_on(membership.club_id, shown, now) if is_today else {},
        begins=bounds(shown)[0],
        before=before and bounds(before)[0],
        after=after and bounds(after)[0],
        day_of=day_of,
        sittings=evening.sittings_on(shown),
    )


@bp.post("/manage/<slug>/bookings/<int:booking_id>/arrival")
def arrive(slug: str, booking_id: int) -> WebAnswer:
    """Record that a candidate has come."""
    return _act(slug, booking_id, check_in)


@bp.post("/manage/<slug>/bookings/<int:booking_id>/arrival/cancellation")
def undo_arrival(slug: str, booking_id: int) -> WebAnswer:
    """Take a check-in back."""
    return _act(slug, booking_id, undo_check_in)


@bp.post("/manage/<slug>/bookings/<int:booking_id>/beginning")
def begin(slug: str, booking_id: int) -> WebAnswer:
    """Begin an interview."""
    return _act(slug, booking_id, begin_interview)


@bp.post("/manage/<slug>/bookings/<int:booking_id>/beginning/cancellation")
def undo_begin(slug: str, booking_id: int) -> WebAnswer:
    """Take the beginning of an interview back."""
    return _act(slug, booking_id, undo_beginning)


@bp.post("/manage/<slug>/bookings/<int:booking_id>/end")
def end(slug: str, booking_id: int) -> WebAnswer:
    """End an interview."""
    return _act(slug, booking_id, end_interview)


@bp.post("/manage/<slug>/bookings/<int:booking_id>/end/cancellation")
def go_on(slug: str, booking_id: int) -> WebAnswer:
    """Take the end of an interview back."""
    return _act(slug, booking_id, undo_end)


def _act(slug: str, booking_id: int, verb: Callable[..., Booking]) -> WebAnswer:
    """Do it for officers and the booking's panel, and lead back to where the button was."""
    membership = membership_for(current_user, slug)
    booking = booking_for(membership, booking_id)
    application_id, day = booking.application_id, day_of(booking.slot.starts_at)
    form = EveningForm()
    by = acting(membership.user_id)
    in_transaction(lambda: verb(booking_id, by=by))
    if form.page.data == "candidate":
        return redirect(url_for("interview.candidate", slug=slug, application_id=application_id))
    panel = "all" if form.panel.data == "all" else None
    return redirect(url_for("interview.day", slug=slug, panel=panel, day=day))
