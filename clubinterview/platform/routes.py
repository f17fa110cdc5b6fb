"""Clubs, accounts and mails, for administrators. Anyone else gets 404."""

from functools import partial
from unicodedata import normalize

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select

from clubinterview.auth.event_words import words_of
from clubinterview.auth.events import newest_events
from clubinterview.auth.models import User
from clubinterview.club.models import Club
from clubinterview.club.queries import clubs_i_work_in
from clubinterview.club.services import NameTaken, NoSuchPerson, appoint_owner, found_club
from clubinterview.core.access import needs_recent_password
from clubinterview.core.audit import audit
from clubinterview.core.identity import masked_address
from clubinterview.core.limits import limits
from clubinterview.core.pagination import Cursor
from clubinterview.core.transaction import in_transaction, transaction
from clubinterview.core.web import WebAnswer, acting
from clubinterview.extensions import db
from clubinterview.messaging.rendering import subject_of
from clubinterview.platform import bp, services
from clubinterview.platform.account_acts import act_on
from clubinterview.platform.forms import ActForm, ClubForm, DisableForm, OwnerForm
from clubinterview.platform.queries import (
    NEWEST,
    account_for,
    accounts_page,
    clubs_page,
    failed_mails_page,
    free_slug,
    sign_ins_of,
)
from clubinterview.profile.models import School
from clubinterview.profile.search import schools_like


@bp.before_request
def administrators_only() -> None:
    """The pages do not exist for anyone else."""
    if not (current_user.is_authenticated and current_user.is_superuser):
        abort(404)


@bp.get("/platform")
def index() -> WebAnswer:
    """List the clubs, newest first."""
    page = clubs_page(Cursor.from_arguments(request.args)).with_urls(partial(url_for, "platform.index"))
    return render_template("platform/clubs.html", page=page)


@bp.route("/platform/clubs/new", methods=["GET", "POST"])
@needs_recent_password
def new_club() -> WebAnswer:
    """Make a club with its first owner. An address that is left empty or taken comes back with a free one."""
    form = ClubForm()
    if not form.validate_on_submit():
        if form.is_submitted() and not form.slug.data and not form.name.errors:
            _suggest_address(form)
    elif (club := _found(form)) is not None:
        flash(_("%(club)s has been created and its owner notified.", club=club.name), "success")
        return redirect(url_for("platform.index"), 303)
    return render_template("platform/new_club.html", form=form), form.status


def _found(form: ClubForm) -> Club | None:
    """Make the club; None, with the error beside its field, when something does not fit."""
    schools = schools_like(str(form.school.data))
    if not schools or schools[0].name != form.school.data:
        form.school.errors = [_not_one_school(schools)]
        return None
    school_id = schools[0].id
    by = acting(current_user.id)
    try:
        with transaction():
            return found_club(
                school_id=school_id, name=str(form.name.data), slug=str(form.slug.data),
                owner_email=form.owner_email.address, by=by,
            )  # fmt: skip
    except NameTaken:
        form.slug.errors = [_taken(free_slug(str(form.name.data)))]
    except NoSuchPerson as error:
        form.owner_email.errors = [str(error)]
    return None


def _suggest_address(form: ClubForm) -> None:
    """Fill in an address that is free, for the administrator to check."""
    if slug := free_slug(str(form.name.data)):
        form.slug.data = slug
        form.slug.errors = [
            _("We suggested a web address from the name. Check it, then send the form again.")
        ]


def _taken(free: str) -> str:
    """Say that the address is another club's.  free: one that is not, or empty."""
    if free:
        return str(_("Another club already uses this web address. “%(free)s” is available.", free=free))
    return str(_("Another club already uses this web address. Choose a different one."))


def _not_one_school(schools: list[School]) -> str:
    """Say that no school has just this name, and which ones might be meant."""
    if not schools:
        return str(_("We don't know this school. Enter its full official name."))
    names = " · ".join(school.name for school in schools)
    return str(_("Enter the full name of one of these schools: %(names)s", names=names))


@bp.get("/platform/accounts")
def accounts() -> WebAnswer:
    """Find accounts by mail address, phone, username or student number, or by how the name begins."""
    sought = normalize("NFC", request.args.get("q", "").replace("\0", "").strip())
    if sought:
        limits.hit((current_app.config["SEARCHES_PER_MINUTE"], 60), "search", str(current_user.id))
    page = accounts_page(sought, Cursor.from_arguments(request.args))
    url = partial(url_for, "platform.accounts", q=sought or None)
    return render_template("platform/accounts.html", sought=sought, page=page.with_urls(url))


@bp.get("/platform/accounts/<int:user_id>")
def account(user_id: int) -> WebAnswer:
    """Show an account, and record who read it."""
    user, by = account_for(user_id), acting(current_user.id)
    with transaction():
        audit("account.read", by=by, subject_user_id=user_id)
    return _account_page(user, DisableForm(formdata=None))


@bp.post("/platform/accounts/<int:user_id>/disabling")
@needs_recent_password
def disable(user_id: int) -> WebAnswer:
    """Disable an account, with a reason."""
    user = account_for(user_id)
    form = DisableForm()
    if not form.validate_on_submit():
        return _account_page(user, form)
    by = acting(current_user.id)
    with transaction():
        services.disable_account(user_id, reason=str(form.reason.data), by=by)
    flash(_("The account is disabled and signed out everywhere."), "success")
    return redirect(url_for("platform.account", user_id=user_id), 303)


@bp.post("/platform/accounts/<int:user_id>/enabling")
@needs_recent_password
def enable(user_id: int) -> WebAnswer:
    """Enable an account again."""
    account_for(user_id)
    by = acting(current_user.id)
    with transaction():
        services.enable_account(user_id, by=by)
    flash(_("The account has been enabled."), "success")
    return redirect(url_for("platform.account", user_id=user_id), 303)


@bp.post("/platform/accounts/<int:user_id>/acts")
@needs_recent_password
def act(user_id: int) -> WebAnswer:
    """Do something with an account, for a reason."""
    user = account_for(user_id)
    form = ActForm()
    if not form.validate_on_submit():
        return _account_page(user, DisableForm(formdata=None), form)
    by, reason, wanted = acting(current_user.id), str(form.reason.data), form.act.data
    in_transaction(lambda: act_on(user_id, wanted, reason=reason, by=by))
    flash(_("Done. Recorded in the audit log, and the person has been notified."), "success")
    return redirect(url_for("platform.account", user_id=user_id), 303)


@bp.route("/platform/clubs/<slug>/owner", methods=["GET", "POST"])
@needs_recent_password
def owner(slug: str) -> WebAnswer:
    """Give a club another owner, as when it has lost its own."""
    club = db.session.scalar(select(Club).where(Club.slug == slug))
    if club is None:
        abort(404)
    form = OwnerForm()
    if form.validate_on_submit():
        by, club_id, email = acting(current_user.id), club.id, form.owner_email.address
        try:
            in_transaction(lambda: appoint_owner(club_id, email, by=by))
            flash(_("The club has a new owner, who has been notified."), "success")
            return redirect(url_for("platform.index"), 303)
        except NoSuchPerson as error:
            form.owner_email.errors = [str(error)]
    return render_template("platform/owner.html", form=form, club=club), form.status


@bp.get("/platform/mails")
def mails() -> WebAnswer:
    """List mails that were given up."""
    page = failed_mails_page(Cursor.from_arguments(request.args)).with_urls(
        partial(url_for, "platform.mails")
    )
    return render_template(
        "platform/mails.html", page=page, masked_address=masked_address, subject_of=subject_of
    )


@bp.post("/platform/mails/<int:message_id>/sending")
def send_again(message_id: int) -> WebAnswer:
    """Try a mail again."""
    by = acting(current_user.id)
    with transaction():
        services.send_again(message_id, by=by)
    flash(_("Sent again."), "success")
    return redirect(url_for("platform.mails"), 303)


def _account_page(user: User, form: DisableForm, act_form: ActForm | None = None) -> WebAnswer:
    act_form = act_form or ActForm(formdata=None)
    page = render_template(
        "platform/account.html",
        account=user,
        form=form,
        act_form=act_form,
        memberships=clubs_i_work_in(user),
        sign_ins=sign_ins_of(user.id),
        events=newest_events(user.id, how_many=NEWEST),
        words_of=words_of,
    )
    return page, max(form.status, act_form.status)
