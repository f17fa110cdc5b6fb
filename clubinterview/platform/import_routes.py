"""Importing schools and majors: the file is checked and shown as numbers first, then confirmed."""

import secrets

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from clubinterview.core.access import needs_recent_password, takes_uploads
from clubinterview.core.tables.packages import TableRefused
from clubinterview.core.tables.plans import MOST_PROBLEMS, Plan
from clubinterview.core.tables.reading import decoded
from clubinterview.core.transaction import transaction
from clubinterview.core.web import WebAnswer, acting
from clubinterview.extensions import redis_store
from clubinterview.platform import bp
from clubinterview.platform.imports import TABLES, carry_out, plan_of
from clubinterview.platform.school_forms import ImportForm

KEPT_SECONDS = 1800  # between looking at the numbers and confirming them


@bp.route("/platform/<any(schools, majors):kind>/import", methods=["GET", "POST"])
@needs_recent_password
@takes_uploads
def check_import(kind: str) -> WebAnswer:
    """Take a file and say what it would do."""
    form = ImportForm()
    plan, ticket = None, ""
    if form.validate_on_submit() and (content := form.content()) is not None:
        try:
            text = decoded(content)
        except TableRefused as error:
            form.file.errors = [str(error)]
        else:
            plan = plan_of(TABLES[kind], text)
            ticket = "" if plan.problems else _stored(kind, text)
    return _page(kind, form, plan, ticket)


@bp.post("/platform/<any(schools, majors):kind>/import/confirmation")
@needs_recent_password
def confirm_import(kind: str) -> WebAnswer:
    """Write what was checked."""
    text = redis_store.client.get(_key(kind, request.form.get("ticket", "")))
    if text is None:
        flash(_("The check has expired. Choose the file again."), "error")
        return redirect(url_for("platform.check_import", kind=kind), 303)
    by = acting(current_user.id)
    with transaction():
        plan = carry_out(TABLES[kind], text.decode() if isinstance(text, bytes) else text, by=by)
    flash(_("%(new)d new, %(changed)d changed.", new=len(plan.new), changed=len(plan.changed)), "success")
    return redirect(url_for(f"platform.{kind}"), 303)


def _stored(kind: str, text: str) -> str:
    """Store a checked file until it is confirmed, and return its ticket."""
    ticket = secrets.token_urlsafe(16)
    redis_store.client.set(_key(kind, ticket), text.encode(), ex=KEPT_SECONDS)
    return ticket


def _key(kind: str, ticket: str) -> str:
    if not ticket.isascii() or len(ticket) > 40:
        abort(404)
    return f"import:{kind}:{current_user.id}:{ticket}"


def _page(kind: str, form: ImportForm, plan: Plan | None, ticket: str) -> WebAnswer:
    status = 422 if plan is not None and plan.problems else form.status
    columns = ", ".join(name for name, *_rest in TABLES[kind].columns)
    page = render_template(
        "platform/import.html",
        kind=kind,
        form=form,
        plan=plan,
        ticket=ticket,
        columns=columns,
        most=MOST_PROBLEMS,
    )
    return page, status
