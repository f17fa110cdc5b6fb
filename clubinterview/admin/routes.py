"""The officers' shell: which clubs I work in, and what waits there."""

from flask import redirect, render_template, url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from clubinterview.admin import bp
from clubinterview.admin.queries import coming_interviews, newest_drives
from clubinterview.club.policies import membership_for
from clubinterview.club.queries import clubs_i_work_in
from clubinterview.core.clock import utcnow
from clubinterview.core.errors import NotAllowed
from clubinterview.core.web import WebAnswer
from clubinterview.recruitment.models import Status
from clubinterview.recruitment.queries import counts_of

WAITS_FOR_US = {Status.SUBMITTED: _l("To review"), Status.WAITLISTED: _l("On the waiting list")}


@bp.get("/manage")
def index() -> WebAnswer:
    """Choose among the clubs that I work in; straight to the one when there is one."""
    memberships = clubs_i_work_in(current_user)
    if not memberships:
        raise NotAllowed(_l("You're not on any club's team yet. A club owner can add you."))
    if len(memberships) == 1:
        return redirect(url_for("admin.club", slug=memberships[0].club.slug))
    return render_template("admin/index.html", memberships=memberships)


@bp.get("/manage/<slug>")
def club(slug: str) -> WebAnswer:
    """Show what happens in the club, and my next interviews."""
    membership = membership_for(current_user, slug)
    now = utcnow()
    drives = newest_drives(membership.club_id) if membership.is_officer else []
    counts = counts_of([drive.id for drive in drives]) if drives else {}
    return render_template(
        "admin/club.html", club=membership.club, membership=membership, now=now, drives=drives,
        counts=counts, waiting={drive_id: _waiting(count) for drive_id, count in counts.items()},
        slots=coming_interviews(current_user.id, membership.club_id, now),
    )  # fmt: skip


def _waiting(count: dict[Status, int]) -> dict[Status, LazyString]:
    """Return the states in which applicants wait for the officers, and what they are called."""
    return {status: label for status, label in WAITS_FOR_US.items() if count[status]}
