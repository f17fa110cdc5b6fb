"""What people do with their own account: change the password, confirm themselves, end other sessions."""

from flask import flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from clubinterview.auth import bp
from clubinterview.auth.forms import AgainForm, PasswordForm
from clubinterview.auth.gates import add_gate
from clubinterview.auth.hashing import hash_password, normalise_password
from clubinterview.auth.models import User
from clubinterview.auth.origin import origin
from clubinterview.auth.password_change import change_password
from clubinterview.auth.password_proof import WrongPassword, accept, prove_password
from clubinterview.auth.passwords import PasswordRefused, check_password, facts_about, shortest_password
from clubinterview.auth.sessions import end_other_sessions, end_session, renew_session
from clubinterview.core.clock import utcnow
from clubinterview.core.transaction import transaction
from clubinterview.core.web import WebAnswer, safe_path
from clubinterview.extensions import db

add_gate(30, lambda user: user.must_change_password, "auth.password")


@bp.route("/me/password", methods=["GET", "POST"])
def password() -> WebAnswer:
    """Change the password, by the present one."""
    form = PasswordForm()
    if form.validate_on_submit():
        try:
            return _change(form.old_password.data or "", form.password.data or "")
        except WrongPassword:
            form.old_password.errors = [_("That isn't your current password.")]
        except PasswordRefused as error:
            form.password.errors = [str(error)]
    shortest = shortest_password(is_superuser=current_user.is_superuser)
    return render_template("auth/password.html", form=form, shortest=shortest), form.status


@bp.route("/password/again", methods=["GET", "POST"])
def password_again() -> WebAnswer:
    """Ask for the password before an act that could do harm on an unattended device."""
    form = AgainForm(next=request.args.get("next", ""))
    if form.validate_on_submit():
        try:
            proof = prove_password(current_user.address, form.password.data or "", origin=origin())
            with transaction():
                renew_session(accept(proof), now=utcnow(), by_password=True)
            return redirect(safe_path(form.next.data) or url_for("home.index"), 303)
        except WrongPassword:
            form.password.errors = [_("That isn't your current password.")]
    return render_template("auth/password_again.html", form=form), form.status


@bp.post("/me/sessions/<int:login_session_id>/ending")
def end_device(login_session_id: int) -> WebAnswer:
    """End one session, on another device."""
    with transaction():
        user = db.session.get_one(User, current_user.id)
        end_session(user, login_session_id, now=utcnow())
    flash(_("That device has been signed out."), "success")
    return redirect(url_for("auth.security"), 303)


@bp.post("/me/sessions/ending")
def end_other_devices() -> WebAnswer:
    """End all sessions but this one."""
    with transaction():
        user = db.session.get_one(User, current_user.id, with_for_update=True, populate_existing=True)
        end_other_sessions(user, now=utcnow())
    flash(_("You're signed out on all other devices."), "success")
    return redirect(url_for("auth.security"), 303)


def _change(old: str, new: str) -> WebAnswer:
    user = db.session.scalars(
        select(User).where(User.id == current_user.id).options(joinedload(User.school))
    ).one()
    check_password(new, facts_about(user), is_superuser=user.is_superuser)
    if normalise_password(new) == normalise_password(old):
        raise PasswordRefused(_("This is your current password. Choose another one."))
    proof = prove_password(user.address, old, origin=origin())
    password_hash = hash_password(new)
    now = utcnow()
    with transaction():
        user = change_password(
            proof, password_hash, login_session_id=session["login_session_id"], origin=origin(), now=now
        )
        renew_session(user, now=now, by_password=True)
    flash(_("Password changed. Other devices have been signed out."), "success")
    return redirect(url_for("auth.security"), 303)
