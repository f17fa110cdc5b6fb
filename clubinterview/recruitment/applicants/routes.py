"""Officers' pages of applicants: the list, one of them, and the resume."""

from typing import Any

from flask import abort, current_app, render_template, request, url_for
from flask_login import current_user

from clubinterview.core.audit import audit
from clubinterview.core.limits import limits
from clubinterview.core.pagination import Cursor, Page
from clubinterview.core.transaction import transaction
from clubinterview.core.web import WebAnswer, acting
from clubinterview.recruitment import bp
from clubinterview.recruitment.applicants.queries import Filters, applicants_page
from clubinterview.recruitment.applicants.search import LONGEST_QUERY, is_found, normalised
from clubinterview.recruitment.decisions.forms import DecisionForm
from clubinterview.recruitment.decisions.services import may_decide
from clubinterview.recruitment.models import Application, Drive, Status
from clubinterview.recruitment.policies import Applicant, officer_applicant, officer_drive
from clubinterview.recruitment.queries import answers_of, counts_of, departments_and_choices, events_of
from clubinterview.recruitment.scorecards.queries import scoring_of_applicant
from clubinterview.resume.download import resume_response


@bp.get("/manage/<slug>/drives/<int:drive_id>/applicants")
def applicants(slug: str, drive_id: int) -> WebAnswer:
    """List the applicants of a drive, newest first; by status, department, or some letters of the name."""
    membership, drive = officer_drive(current_user, slug, drive_id)
    filters, shown = _filters(drive)
    if filters.query:
        limits.hit((current_app.config["SEARCHES_PER_MINUTE"], 60), "search", str(current_user.id))
    cursor = Cursor.from_arguments(request.args)
    nothing = shown["q"] and not filters.query
    page = Page[Application]([]) if nothing else applicants_page(drive_id, filters, cursor)

    def url(**changes: Any) -> str:
        return url_for("recruitment.applicants", slug=slug, drive_id=drive_id, **{**shown, **changes})

    page = page.with_urls(url)
    page.items = [row for row in page.items if not filters.query or is_found(row.user, filters.query)]
    return render_template(
        "recruitment/applicants.html",
        membership=membership,
        club=membership.club,
        drive=drive,
        page=page,
        counts=counts_of([drive_id])[drive_id],
        department_names={department.id: department.name for department in drive.departments},
        shown=shown,
        url=url,
        base=url_for("recruitment.applicants", slug=slug, drive_id=drive_id),
    )


def _filters(drive: Drive) -> tuple[Filters, dict[str, Any]]:
    """Return the filters of the address, and the arguments that name them. What the drive does not have is 404."""
    status, department = request.args.get("status"), request.args.get("department")
    if status and (status not in set(Status) or status == Status.DRAFT):
        abort(404)
    if department and department not in {str(row.id) for row in drive.departments}:
        abort(404)
    query = request.args.get("q", "").strip()[:LONGEST_QUERY]
    filters = Filters(
        Status(status) if status else None, int(department) if department else None, normalised(query)
    )
    return filters, {"status": status or None, "department": department or None, "q": query or None}


@bp.get("/manage/<slug>/drives/<int:drive_id>/applicants/<int:application_id>")
def applicant(slug: str, drive_id: int, application_id: int) -> WebAnswer:
    """Show an applicant: ranked choices, answers, resume, what happened, and the decision of the present stage."""
    found = officer_applicant(current_user, slug, drive_id, application_id)
    return render_applicant(found)


def render_applicant(found: Applicant, form: DecisionForm | None = None) -> WebAnswer:
    """Render the page. form: with what was typed, when a decision could not be saved."""
    application, stage = found.application, found.application.stage
    departments, ranked_departments = departments_and_choices(application)
    if form is None and stage is not None and may_decide(application, stage):
        form = DecisionForm.of(
            stage, found.decision, departments, ranked_departments[0].id if ranked_departments else None
        )
    page = render_template(
        "recruitment/applicant.html",
        membership=found.membership,
        club=found.membership.club,
        found=found,
        application=application,
        drive=application.drive,
        person=application.user,
        ranked_departments=ranked_departments,
        answers=answers_of(application),
        events=events_of(application),
        form=form,
        scoring=scoring_of_applicant(current_user, application),
    )
    return page, form.status if form is not None else 200


@bp.get("/manage/<slug>/drives/<int:drive_id>/applicants/<int:application_id>/resume")
def applicant_resume(slug: str, drive_id: int, application_id: int) -> WebAnswer:
    """Send the resume that the applicant handed in, and record who opened it: its owner can see that."""
    found = officer_applicant(current_user, slug, drive_id, application_id)
    resume = found.application.resume
    if resume is None:
        abort(404)
    with transaction():
        audit(
            "resume.open",
            by=acting(found.membership.user_id),
            subject_user_id=found.application.user_id,
            club_id=found.membership.club_id,
            target=f"application {application_id}",
        )
    return resume_response(resume)
