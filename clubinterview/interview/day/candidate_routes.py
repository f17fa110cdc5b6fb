"""What an interviewer works with: the candidate, the resume, and the scorecard."""

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from clubinterview.club.models import Membership
from clubinterview.club.policies import membership_for
from clubinterview.core.audit import audit
from clubinterview.core.clock import utcnow
from clubinterview.core.days import day_of
from clubinterview.core.transaction import in_transaction, transaction
from clubinterview.core.web import WebAnswer, acting
from clubinterview.interview import bp
from clubinterview.interview.kits.showing import kit_shown
from clubinterview.interview.policies import Candidate, candidate_for
from clubinterview.recruitment.queries import answers_of
from clubinterview.recruitment.scorecards.forms import ScorecardForm, scorecard_form
from clubinterview.recruitment.scorecards.queries import Scoring, scoring_for
from clubinterview.recruitment.scorecards.services import AlreadySubmitted, ScorecardClosed, save_scorecard
from clubinterview.resume.download import resume_response


@bp.get("/manage/<slug>/candidates/<int:application_id>")
def candidate(slug: str, application_id: int) -> WebAnswer:
    """Show what interviewers need of a candidate, beside their own scorecard."""
    membership = membership_for(current_user, slug)
    found = candidate_for(membership, application_id)
    scoring = scoring_for(membership.user_id, application_id, found.stage.id)
    return render_template(
        "interview/candidate.html",
        answers=answers_of(found.application),
        choice_names=found.choice_names,
        kit=kit_shown(found),
        **_shown(membership, found, scoring, scorecard_form(scoring)),
    )


@bp.get("/manage/<slug>/candidates/<int:application_id>/resume")
def resume(slug: str, application_id: int) -> WebAnswer:
    """Send the resume that the candidate applied with, and record who opened it: its owner can see that."""
    membership = membership_for(current_user, slug)
    application = candidate_for(membership, application_id).application
    if application.resume is None:
        abort(404)
    with transaction():
        audit(
            "resume.open",
            by=acting(membership.user_id),
            subject_user_id=application.user_id,
            club_id=membership.club_id,
            target=f"application {application_id}",
        )
    return resume_response(application.resume)


@bp.route("/manage/<slug>/candidates/<int:application_id>/scorecard", methods=["GET", "POST"])
def scorecard(slug: str, application_id: int) -> WebAnswer:
    """Save one's own scorecard: as a draft, or submitted."""
    membership = membership_for(current_user, slug)
    found = candidate_for(membership, application_id)
    scoring = scoring_for(membership.user_id, application_id, found.stage.id)
    form = scorecard_form(scoring)
    if not form.validate_on_submit():
        page = render_template("interview/scorecard.html", **_shown(membership, found, scoring, form))
        return page, form.status
    points, note, submit = form.points(), form.note.data or "", form.is_submission
    stage_id, user_id = found.stage.id, membership.user_id
    try:
        in_transaction(
            lambda: save_scorecard(
                application_id, stage_id, user_id, points=points, note=note, submit=submit, now=utcnow()
            )
        )
    except (ScorecardClosed, AlreadySubmitted) as refusal:
        return _render_refused(slug, application_id, form, str(refusal)), refusal.status
    flash(_("Scorecard submitted.") if submit else _("Draft saved."), "success")
    return redirect(url_for("interview.candidate", slug=slug, application_id=application_id))


def _render_refused(slug: str, application_id: int, form: ScorecardForm, refusal: str) -> str:
    """Render the scorecard as it was typed, under the reason why it was not saved."""
    membership = membership_for(current_user, slug)
    found = candidate_for(membership, application_id)
    scoring = scoring_for(membership.user_id, application_id, found.stage.id)
    form.criteria = scoring.criteria
    return render_template(
        "interview/scorecard.html", refusal=refusal, **_shown(membership, found, scoring, form)
    )


def _shown(membership: Membership, found: Candidate, scoring: Scoring, form: ScorecardForm) -> dict[str, Any]:
    return {
        "membership": membership,
        "club": membership.club,
        "application": found.application,
        "person": found.application.user,
        "drive": found.application.drive,
        "booking": found.booking,
        "may_begin": found.booking is not None and day_of(found.booking.slot.starts_at) <= day_of(utcnow()),
        "is_closed": found.is_closed,
        "scoring": scoring,
        "form": form,
    }
