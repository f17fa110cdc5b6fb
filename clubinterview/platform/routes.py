"""Clubs, accounts and mails, for administrators. Everybody else finds nothing here."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select

from clubinterview.auth.models import User
from clubinterview.club.models import Club
from clubinterview.club.services import NameTaken, NoSuchPerson, found_club
from clubinterview.core.clock import utcnow
from clubinterview.core.fields import EmptyForm
from clubinterview.core.identity import masked_email
from clubinterview.core.pagination import Cursor, Page, page_urls
from clubinterview.core.transaction import transaction
from clubinterview.core.web import WebAnswer, client_ip
from clubinterview.extensions import db
from clubinterview.platform import bp, services
from clubinterview.platform.forms import ClubForm, DisableForm
from clubinterview.platform.queries import account_for, accounts_like, clubs_page, failed_mails
from clubinterview.profile.models import School

__all__ = ["bp"]


@bp.before_request
def administrators_only() -> None:
    """The pages do not exist for anybody else."""
    if not (current_user.is_authenticated and current_user.is_superuser):
        abort(404)


@bp.get("/platform")
def index() -> WebAnswer:
    """List the clubs, newest first."""
    clubs, newer, older = clubs_page(Cursor.from_arguments(request.args))
    urls = page_urls([club.id for club in clubs], newer, older, lambda **c: url_for("platform.index", **c))
    return render_template("platform/clubs.html", page=Page(clubs, *urls))


@bp.route("/platform/clubs/new", methods=["GET", "POST"])
def new_club() -> WebAnswer:
    """Make a club with its first owner."""
    form = ClubForm()
    if form.validate_on_submit() and (club := _found(form)) is not None:
        flash(_("%(club)s is there, and its owner has been told.", club=club.name), "success")
        return redirect(url_for("platform.index"), 303)
    return render_template("platform/new_club.html", form=form), form.status


def _found(form: ClubForm) -> Club | None:
    """Make the club; None, with the error beside its field, when something does not fit."""
    school_id = db.session.scalar(select(School.id).where(School.name == form.school.data))
    if school_id is None:
        form.school.errors = [_("We do not know this school. Please write its full official name.")]
        return None
    actor_id = current_user.id
    try:
        with transaction():
            return found_club(
                school_id=school_id, name=str(form.name.data), slug=str(form.slug.data),
                owner_email=form.owner_email.address, actor_id=actor_id, now=utcnow(), ip=client_ip(),
            )  # fmt: skip
    except NameTaken as error:
        form.slug.errors = [str(error)]
    except NoSuchPerson as error:
        form.owner_email.errors = [str(error)]
    return None


@bp.get("/platform/accounts")
def accounts() -> WebAnswer:
    """Find accounts by mail address, student number or name, each as a whole."""
    sought = request.args.get("q", "").strip()
    return render_template("platform/accounts.html", sought=sought, accounts=accounts_like(sought))


@bp.get("/platform/accounts/<int:user_id>")
def account(user_id: int) -> WebAnswer:
    """Show an account."""
    return _account_page(account_for(user_id), DisableForm(formdata=None))


@bp.post("/platform/accounts/<int:user_id>/disabling")
def disable(user_id: int) -> WebAnswer:
    """Disable an account, with a reason."""
    user = account_for(user_id)
    form = DisableForm()
    if not form.validate_on_submit():
        return _account_page(user, form)
    actor_id = current_user.id
    with transaction():
        services.disable_account(
            user_id, reason=str(form.reason.data), actor_id=actor_id, now=utcnow(), ip=client_ip()
        )
    flash(_("The account is disabled; its sessions have ended."), "success")
    return redirect(url_for("platform.account", user_id=user_id), 303)


@bp.post("/platform/accounts/<int:user_id>/enabling")
def enable(user_id: int) -> WebAnswer:
    """Enable an account again."""
    account_for(user_id)
    EmptyForm().validate_on_submit()
    actor_id = current_user.id
    with transaction():
        services.enable_account(user_id, actor_id=actor_id, ip=client_ip())
    flash(_("The account is enabled."), "success")
    return redirect(url_for("platform.account", user_id=user_id), 303)


@bp.get("/platform/mails")
def mails() -> WebAnswer:
    """List mails that were given up."""
    return render_template("platform/mails.html", mails=failed_mails(), masked_email=masked_email)


@bp.post("/platform/mails/<int:message_id>/sending")
def send_again(message_id: int) -> WebAnswer:
    """Try a mail again."""
    EmptyForm().validate_on_submit()
    actor_id = current_user.id
    with transaction():
        services.send_again(message_id, actor_id=actor_id, now=utcnow(), ip=client_ip())
    flash(_("It is on its way again."), "success")
    return redirect(url_for("platform.mails"), 303)


def _account_page(user: User, form: DisableForm) -> WebAnswer:
    return render_template("platform/account.html", account=user, form=form), form.status
