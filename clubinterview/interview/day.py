"""The interview day: who comes when, who has come, and what is scored."""

from datetime import date

from flask import redirect, render_template, request, url_for
from flask_login import current_user

from clubinterview.club.policies import membership_for
from clubinterview.core.clock import utcnow
from clubinterview.core.transaction import in_transaction
from clubinterview.core.web import WebAnswer, client_ip
from clubinterview.interview import bp
from clubinterview.interview.checkin import check_in, undo_check_in
from clubinterview.interview.days import asked_day, bounds, day_of
from clubinterview.interview.forms import ArrivalForm
from clubinterview.interview.policies import booking_for
from clubinterview.interview.queries import EveningList


@bp.get("/manage/<slug>/interviews")
def day(slug: str) -> WebAnswer:
    """List the interviews of a day: the member's own, or all of the club for officers who ask."""
    membership = membership_for(current_user, slug)
    everybody = membership.is_officer and request.args.get("panel") == "all"
    evening = EveningList(membership, everybody=everybody)
    shown = asked_day(request.args.get("day")) or evening.first_day_from(day_of(utcnow()))
    before, after = evening.days_beside(shown)
    return render_template(
        "interview/day.html",
        membership=membership,
        club=membership.club,
        everybody=everybody,
        is_today=shown == day_of(utcnow()),
        begins=bounds(shown)[0],
        before=before and bounds(before)[0],
        after=after and bounds(after)[0],
        day_of=day_of,
        sittings=evening.sittings_on(shown),
    )


@bp.post("/manage/<slug>/bookings/<int:booking_id>/arrival")
def arrive(slug: str, booking_id: int) -> WebAnswer:
    """Note that a candidate has come."""
    membership = membership_for(current_user, slug)
    starts_at = booking_for(membership, booking_id).slot.starts_at
    form = ArrivalForm()
    form.validate_on_submit()
    actor_id = membership.user_id
    in_transaction(lambda: check_in(booking_id, now=utcnow(), actor_id=actor_id, ip=client_ip()))
    return redirect(_list_url(slug, form, day=day_of(starts_at)))


@bp.post("/manage/<slug>/bookings/<int:booking_id>/arrival/cancellation")
def undo_arrival(slug: str, booking_id: int) -> WebAnswer:
    """Take a check-in back."""
    membership = membership_for(current_user, slug)
    starts_at = booking_for(membership, booking_id).slot.starts_at
    form = ArrivalForm()
    form.validate_on_submit()
    actor_id = membership.user_id
    in_transaction(lambda: undo_check_in(booking_id, actor_id=actor_id, ip=client_ip()))
    return redirect(_list_url(slug, form, day=day_of(starts_at)))


def _list_url(slug: str, form: ArrivalForm, day: date) -> str:
    panel = "all" if form.panel.data == "all" else None
    return url_for("interview.day", slug=slug, panel=panel, day=day)
