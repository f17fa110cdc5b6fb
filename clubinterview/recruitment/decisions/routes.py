"""Officers' pages of decisions: about one applicant, about a page of the ranking, and releasing them."""

from collections.abc import Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from clubinterview.club.models import Membership
from clubinterview.core.clock import utcnow
from clubinterview.core.formats import moment
from clubinterview.core.pagination import Cursor, Page
from clubinterview.core.transaction import in_transaction
from clubinterview.core.web import WebAnswer, acting
from clubinterview.recruitment import bp
from clubinterview.recruitment.applicants.routes import render_applicant
from clubinterview.recruitment.decisions.forms import (
    DecisionForm,
    RankingForm,
    outcome_choices,
    publication_form,
)
from clubinterview.recruitment.decisions.preview import preview_of
from clubinterview.recruitment.decisions.ranking import (
    BEST_FIRST,
    Meanwhile,
    Ranked,
    decided_meanwhile,
    progress_of,
    ranking_page,
)
from clubinterview.recruitment.decisions.release import DeadlinePassed, release_decisions
from clubinterview.recruitment.decisions.services import decide, is_last, may_decide
from clubinterview.recruitment.models import Drive, Outcome, Stage, Status
from clubinterview.recruitment.policies import Applicant, officer_applicant, officer_drive
from clubinterview.recruitment.queries import departments_and_choices
from clubinterview.recruitment.status import IN_STAGE, WrongState


@bp.post("/manage/<slug>/drives/<int:drive_id>/applicants/<int:application_id>/decision")
def save_decision(slug: str, drive_id: int, application_id: int) -> WebAnswer:
    """Save the decision about an applicant at the present stage; the applicant learns of it when it is released."""
    found = officer_applicant(current_user, slug, drive_id, application_id)
    application, stage = found.application, found.application.stage
    if stage is None or not may_decide(application, stage):
        raise WrongState(application.status)
    departments, ranked_departments = departments_and_choices(application)
    form = DecisionForm.of(
        stage, found.decision, departments, ranked_departments[0].id if ranked_departments else None
    )
    if not form.validate_on_submit():
        return render_applicant(found, form)
    if form.stage_id.data != stage.id:
        raise WrongState(application.status)
    verdicts, membership = [form.verdict(application_id)], found.membership
    club_id, by = membership.club_id, acting(membership.user_id)
    if in_transaction(lambda: decide(stage, club_id, verdicts, by=by)).missed:
        return _decided_meanwhile(
            officer_applicant(current_user, slug, drive_id, application_id), stage, form
        )
    flash(_("Decision saved. The applicant sees it once it's published."), "success")
    return redirect(
        url_for("recruitment.applicant", slug=slug, drive_id=drive_id, application_id=application_id)
    )


def _decided_meanwhile(found: Applicant, stage: Stage, form: DecisionForm) -> WebAnswer:
    """Render the page again with what was typed, beside what somebody else has decided since it was opened."""
    [news] = decided_meanwhile(stage.id, [found.application.id])
    form.version.data, form.version.raw_data = news.version, None
    form.outcome.errors = [
        _(
            "%(name)s decided differently on %(time)s: %(decision)s. To decide anyway, save again.",
            name=news.decider,
            time=moment(news.decided_at),
            decision=_named(stage, news.outcome),
        )
    ]
    return render_applicant(found, form)


@bp.route("/manage/<slug>/drives/<int:drive_id>/stages/<int:stage_id>/decisions", methods=["GET", "POST"])
def decisions(slug: str, drive_id: int, stage_id: int) -> WebAnswer:
    """Show who waits for the decision of a stage, best first, and save what was decided about a page of them."""
    membership, drive = officer_drive(current_user, slug, drive_id)
    stage = _stage(drive, stage_id)
    ranking = _ranking(stage, membership)
    form = RankingForm.of(stage, ranking.items, drive.departments)
    if not form.validate_on_submit():
        return _render(membership, drive, stage, ranking, form)
    verdicts, club_id, by = form.verdicts(), membership.club_id, acting(membership.user_id)
    saved = in_transaction(lambda: decide(stage, club_id, verdicts, by=by))
    if saved.changed or not saved.missed:
        flash(
            ngettext(
                "%(number)s change saved. Nobody is notified until you publish.",
                "%(number)s changes saved. Nobody is notified until you publish.",
                saved.changed,
                number=saved.changed,
            ),
            "success",
        )
    if saved.missed:
        return _changed_meanwhile(membership, drive, stage, form, saved.missed)
    return redirect(
        url_for("recruitment.decisions", slug=slug, drive_id=drive_id, stage_id=stage_id, **_position())
    )


def _named(stage: Stage, outcome: Outcome | None) -> str:
    names = {choice.value: choice.label for choice in outcome_choices(stage)}
    return str(names[outcome] if outcome is not None else _("Undecided"))


def _changed_meanwhile(
    membership: Membership, drive: Drive, stage: Stage, typed: RankingForm, missed: Sequence[int]
) -> WebAnswer:
    """Render the page as it is now, with what was chosen for those about whom somebody else decided meanwhile."""
    ranking = _ranking(stage, membership)
    form = RankingForm.of(stage, ranking.items, drive.departments, formdata=None)
    form.chosen_again(typed, missed)
    news = {each.application_id: each for each in decided_meanwhile(stage.id, missed)}
    page, _status = _render(membership, drive, stage, ranking, form, news)
    return page, 409


@bp.route("/manage/<slug>/drives/<int:drive_id>/stages/<int:stage_id>/publication", methods=["GET", "POST"])
def publish_stage(slug: str, drive_id: int, stage_id: int) -> WebAnswer:
    """Show what would be published of a stage, and release it."""
    membership, drive = officer_drive(current_user, slug, drive_id)
    stage = _stage(drive, stage_id)
    form = publication_form(stage)
    if form.validate_on_submit():
        by = acting(membership.user_id)
        try:
            published = in_transaction(lambda: release_decisions(stage_id, deadline_at=form.deadline, by=by))
        except DeadlinePassed as refusal:
            form["deadline_at"].errors = [str(refusal)]
            membership, drive = officer_drive(current_user, slug, drive_id)
            stage = _stage(drive, stage_id)
        else:
            flash(
                ngettext(
                    "%(number)s decision published.",
                    "%(number)s decisions published.",
                    published,
                    number=published,
                ),
                "success",
            )
            return redirect(url_for("recruitment.decisions", slug=slug, drive_id=drive_id, stage_id=stage_id))
    page = render_template(
        "recruitment/publication.html",
        membership=membership,
        club=membership.club,
        drive=drive,
        stage=stage,
        form=form,
        progress=progress_of(stage),
        preview=preview_of(stage, membership.user_id, utcnow()),
        outcome_name=partial(_named, stage),
    )
    return page, form.status


def _stage(drive: Drive, stage_id: int) -> Stage:
    stage = next((stage for stage in drive.stages if stage.id == stage_id), None)
    if stage is None:
        abort(404)
    return stage


def _position() -> dict[str, Any]:
    """Return the arguments of the address that say which page of the ranking is shown."""
    return {name: request.args[name] for name in ("show", "after", "before") if name in request.args}


def _shows_waiting_list() -> bool:
    return request.args.get("show") == "waitlisted"


def _ranking(stage: Stage, membership: Membership) -> Page[Ranked]:
    status = Status.WAITLISTED if _shows_waiting_list() else IN_STAGE[stage.kind]
    return ranking_page(stage, status, membership.user_id, Cursor.from_arguments(request.args, BEST_FIRST))


def _render(
    membership: Membership,
    drive: Drive,
    stage: Stage,
    ranking: Page[Ranked],
    form: RankingForm,
    news: Mapping[int, Meanwhile] = MappingProxyType({}),
) -> tuple[str, int]:
    """Render the page.  news: what others did, by application's id, instead of which something else was chosen here."""
    url = partial(
        url_for,
        "recruitment.decisions",
        slug=membership.club.slug,
        drive_id=drive.id,
        stage_id=stage.id,
        show="waitlisted" if _shows_waiting_list() else None,
    )
    html = render_template(
        "recruitment/decisions.html",
        membership=membership,
        club=membership.club,
        drive=drive,
        stage=stage,
        is_last=is_last(stage),
        waiting_list=_shows_waiting_list(),
        page=ranking.with_urls(url),
        form=form,
        form_rows=form.by_application,
        outcome_name=partial(_named, stage),
        news=news,
        progress=progress_of(stage),
        department_names={department.id: department.name for department in drive.departments},
    )
    return html, form.status
