"""Completing an account: password, facts, consent. Part of auth's pages, written here for what it asks about schools."""

from flask import redirect, render_template, url_for
from flask_login import current_user

from clubinterview.auth import bp
from clubinterview.auth.hashing import hash_password
from clubinterview.auth.passwords import PasswordRefused, check_password, known_facts, shortest_password
from clubinterview.auth.sessions import renew_session, wanted_page
from clubinterview.core.clock import utcnow
from clubinterview.core.language import locale_code
from clubinterview.core.transaction import transaction
from clubinterview.core.web import WebAnswer
from clubinterview.profile.forms import CompletionForm
from clubinterview.profile.models import School
from clubinterview.profile.new_schools import SchoolGone, saved_school, within_limit
from clubinterview.profile.services import AlreadyCompleted, complete_account


@bp.route("/account/completion", methods=["GET", "POST"])
def complete() -> WebAnswer:
    """Ask for password and facts; then the account is a whole one."""
    form = CompletionForm()
    if current_user.is_initialised:
        if form.is_submitted():
            raise AlreadyCompleted
        return redirect(url_for("home.index"))
    is_valid = form.validate_on_submit()
    school = form.chosen_school() if form.is_submitted() else None
    if (
        is_valid
        and school is not None
        and _password_is_accepted(form, school)
        and within_limit(form.school, school, current_user.id)
    ):
        try:
            _complete(form, school)
            return redirect(wanted_page() or url_for("home.index"), 303)
        except SchoolGone as error:
            form.school.errors = [str(error)]
    page = render_template(
        "profile/complete.html", form=form, shortest=shortest_password(is_superuser=current_user.is_superuser)
    )
    return page, form.status


def _password_is_accepted(form: CompletionForm, school: School) -> bool:
    facts = known_facts(
        address=current_user.address,
        name=form.name.data or "",
        school=school.name,
        student_number=form.student_number.data or "",
    )
    try:
        check_password(form.password.data or "", facts, is_superuser=current_user.is_superuser)
    except PasswordRefused as error:
        form.password.errors = [str(error)]
    return not form.password.errors


def _complete(form: CompletionForm, school: School) -> None:
    password_hash = hash_password(form.password.data or "")
    now = utcnow()
    with transaction():
        user = complete_account(
            current_user.id,
            form.facts(saved_school(school, now=now)),
            password_hash=password_hash,
            locale=locale_code(),
            now=now,
        )
        renew_session(user, now=now, by_password=True)
