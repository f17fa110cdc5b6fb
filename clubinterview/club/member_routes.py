"""Who works in a club, and what its page says: the owners' pages."""

from functools import partial

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from clubinterview.club import bp, services
from clubinterview.club.forms import ROLES, ClubTextForm, DepartmentForm, MemberForm, RoleForm
from clubinterview.club.models import Department, Membership
from clubinterview.club.policies import membership_for, owner_membership
from clubinterview.club.queries import departments_of, members_page
from clubinterview.core.access import needs_recent_password
from clubinterview.core.pagination import Cursor
from clubinterview.core.transaction import in_transaction, transaction
from clubinterview.core.web import WebAnswer, acting


@bp.get("/manage/<slug>/members")
def members(slug: str) -> WebAnswer:
    """Show who works in the club."""
    cursor = Cursor.from_arguments(request.args)
    return _members_page(membership_for(current_user, slug), MemberForm(formdata=None), cursor=cursor)


@bp.post("/manage/<slug>/members")
@needs_recent_password
def add_member(slug: str) -> WebAnswer:
    """Add a member by mail address."""
    membership = owner_membership(current_user, slug)
    form = MemberForm()
    if form.validate_on_submit():
        club_id, email, role = membership.club_id, form.email.address, form.role.data
        add = partial(services.add_member, club_id, email, role, by=acting(current_user.id))
        try:
            in_transaction(add)
        except (services.NoSuchPerson, services.AlreadyMember) as error:
            form.email.errors = [str(error)]
            return _members_page(owner_membership(current_user, slug), form, status=error.status)
        else:
            flash(_("Added. They have been notified."), "success")
            return redirect(url_for("club.members", slug=slug), 303)
    return _members_page(membership, form)


@bp.post("/manage/<slug>/members/<int:membership_id>/role")
@needs_recent_password
def change_role(slug: str, membership_id: int) -> WebAnswer:
    """Give a member another role."""
    club_id = owner_membership(current_user, slug).club_id
    form = RoleForm()
    if not form.validate_on_submit():
        return _members_page(owner_membership(current_user, slug), MemberForm(formdata=None), status=422)
    role, by = form.role.data, acting(current_user.id)
    in_transaction(lambda: services.change_role(club_id, membership_id, role, by=by))
    flash(_("Role changed."), "success")
    return redirect(url_for("club.members", slug=slug), 303)


@bp.post("/manage/<slug>/members/<int:membership_id>/removal")
@needs_recent_password
def remove_member(slug: str, membership_id: int) -> WebAnswer:
    """End a member's role, for owners; or one's own, for every member."""
    own = membership_for(current_user, slug)
    leaves = own.id == membership_id
    in_transaction(partial(services.remove_member, own.club_id, membership_id, by=acting(current_user.id)))
    flash(_("You've left the club.") if leaves else _("Removed from the team."), "success")
    return redirect(url_for("home.index") if leaves else url_for("club.members", slug=slug), 303)


@bp.post("/manage/<slug>/second-factor")
@needs_recent_password
def demand_factor(slug: str) -> WebAnswer:
    """Demand a second factor of the club's officers, or no longer."""
    own = owner_membership(current_user, slug)
    demanded, by = request.form.get("demanded") == "1", acting(current_user.id)
    in_transaction(partial(services.demand_second_factor, own.club_id, demanded, by=by))
    flash(_("Saved."), "success")
    return redirect(url_for("club.members", slug=slug), 303)


@bp.route("/manage/<slug>/profile", methods=["GET", "POST"])
def edit(slug: str) -> WebAnswer:
    """Write what the club's page says."""
    membership = owner_membership(current_user, slug)
    form = ClubTextForm(obj=membership.club)
    if form.validate_on_submit():
        by, club_id = acting(current_user.id), membership.club_id
        with transaction():
            services.describe_club(
                club_id, tagline=form.tagline.data or "", description=form.description.data or "", by=by
            )
        flash(_("Saved."), "success")
        return redirect(url_for("club.edit", slug=slug), 303)
    return _profile_page(membership, form, DepartmentForm(formdata=None))


@bp.post("/manage/<slug>/departments")
def add_department(slug: str) -> WebAnswer:
    """Add a department."""
    return _write_department(slug, None)


@bp.post("/manage/<slug>/departments/<int:department_id>")
def change_department(slug: str, department_id: int) -> WebAnswer:
    """Rewrite a department."""
    return _write_department(slug, department_id)


@bp.post("/manage/<slug>/departments/<int:department_id>/removal")
def remove_department(slug: str, department_id: int) -> WebAnswer:
    """Remove a department that nothing refers to."""
    club_id = owner_membership(current_user, slug).club_id
    by = acting(current_user.id)
    with transaction():
        services.remove_department(club_id, department_id, by=by)
    flash(_("Department removed."), "success")
    return redirect(url_for("club.edit", slug=slug), 303)


def _write_department(slug: str, department_id: int | None) -> WebAnswer:
    membership = owner_membership(current_user, slug)
    form = DepartmentForm()
    if form.validate_on_submit():
        by, club_id = acting(current_user.id), membership.club_id
        try:
            with transaction():
                services.write_department(
                    club_id, department_id, name=str(form.name.data), description=form.description.data or "",
                    by=by,
                )  # fmt: skip
        except services.NameTaken as error:
            form.name.errors = [str(error)]
            membership = owner_membership(current_user, slug)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for("club.edit", slug=slug), 303)
    return _profile_page(membership, ClubTextForm(formdata=None, obj=membership.club), form, department_id)


def _members_page(
    membership: Membership, form: MemberForm, *, cursor: Cursor | None = None, status: int = 0
) -> WebAnswer:
    """Render a page of the members, the first one without a cursor.  status: of a refusal, else the form's counts."""
    page = members_page(membership.club_id, cursor or Cursor())
    url = partial(url_for, "club.members", slug=membership.club.slug)
    drawn = render_template(
        "club/members.html",
        club=membership.club,
        membership=membership,
        page=page.with_urls(url),
        form=form,
        roles=ROLES,
        lacking=services.officers_without_factor(membership.club_id) if membership.is_owner else 0,
    )
    return drawn, status or form.status


def _profile_page(
    membership: Membership, form: ClubTextForm, department_form: DepartmentForm, edited_id: int | None = None
) -> WebAnswer:
    """Render the club's text and its departments, each with a form; `department_form` is the one of `edited_id`."""
    departments = departments_of(membership.club)
    forms: list[tuple[Department, DepartmentForm]] = [
        (
            row,
            (department_form if row.id == edited_id else DepartmentForm(formdata=None, obj=row)).beside(
                row.id
            ),
        )
        for row in departments
    ]
    blank = (DepartmentForm(formdata=None) if edited_id is not None else department_form).beside(0)
    page = render_template(
        "club/edit.html",
        club=membership.club,
        membership=membership,
        form=form,
        departments=forms,
        blank=blank,
    )
    return page, max(form.status, department_form.status)
