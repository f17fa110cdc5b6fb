"""Questions to files and from files: a file is checked and shown as numbers first, then confirmed."""

import secrets
from collections.abc import Sequence
from contextlib import closing

from flask import Response, abort, flash, redirect, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf.file import FileField, FileRequired

from clubinterview.core.access import takes_uploads
from clubinterview.core.audit import audit
from clubinterview.core.clock import to_local, utcnow
from clubinterview.core.fields import AppForm, EmptyForm
from clubinterview.core.limits import limits
from clubinterview.core.transaction import in_transaction, release_connection, transaction
from clubinterview.core.web import WebAnswer, client_ip
from clubinterview.extensions import redis_store
from clubinterview.practice import bp
from clubinterview.practice.bank.banks import Bank, bank_for
from clubinterview.practice.bank.imports import (
    MOST_PROBLEMS,
    ImportPlan,
    carry_out_import,
    export_rows,
    packed,
    plan_import,
    unpacked,
)
from clubinterview.practice.bank.sheet_packages import SheetRefused
from clubinterview.practice.bank.sheets import MOST_BYTES, Line, csv_of, lines_of, xlsx_of
from clubinterview.practice.bank.tables import NEEDED

EXPORTS = (10, 3600)  # a person's exports in an hour
CHECKS = (60, 3600)  # reading a large file takes a second or two
KEPT_SECONDS = 1800  # between looking at the numbers and confirming them
CONTENT_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


class ImportFileForm(AppForm):
    file = FileField(
        _l("XLSX or CSV file"),
        validators=[FileRequired(_l("Please choose a file."))],
        render_kw={"accept": ".xlsx,.csv,text/csv"},
    )


@bp.route("/platform/questions/files", methods=["GET", "POST"], defaults={"slug": None})
@bp.route("/manage/<slug>/questions/files", methods=["GET", "POST"])
@takes_uploads
def question_files(slug: str | None) -> WebAnswer:
    """Offer the exports; take a file and say what it would do."""
    bank, form = bank_for(current_user, slug), ImportFileForm()
    plan, ticket = None, ""
    if form.validate_on_submit():
        with closing(form.file.data) as upload:
            content = upload.read(MOST_BYTES + 1)
        limits.hit(CHECKS, "imports", str(bank.actor_id))
        release_connection()
        try:
            lines = lines_of(content)
        except SheetRefused as error:
            form.file.errors = [str(error)]
        else:
            plan = plan_import(bank, lines)
            ticket = "" if plan.problems else _kept(bank, lines)
    return _page(bank, form, plan, ticket)


@bp.post("/platform/questions/files/confirmation", defaults={"slug": None})
@bp.post("/manage/<slug>/questions/files/confirmation")
def import_questions(slug: str | None) -> WebAnswer:
    """Write what was checked."""
    bank = bank_for(current_user, slug)
    EmptyForm().validate_on_submit()
    kept: bytes | None = redis_store.client.get(_key(bank, request.form.get("ticket", "")))  # type: ignore[assignment]
    if kept is None:
        flash(_("That was checked too long ago. Please choose the file again."), "error")
        return redirect(bank.url("question_files"), 303)
    lines, ip = unpacked(kept), client_ip()
    plan = in_transaction(lambda: carry_out_import(bank, lines, ip=ip))
    flash(_("%(new)d new, %(changed)d changed.", new=len(plan.new), changed=len(plan.changed)), "success")
    return redirect(bank.url("questions"), 303)


@bp.post("/platform/questions/export/<any(xlsx, csv):kind>", defaults={"slug": None})
@bp.post("/manage/<slug>/questions/export/<any(xlsx, csv):kind>")
def export_questions(slug: str | None, kind: str) -> WebAnswer:
    """Give the bank as a file."""
    bank = bank_for(current_user, slug)
    EmptyForm().validate_on_submit()
    limits.hit(EXPORTS, "exports", str(bank.actor_id))
    rows = list(export_rows(bank))
    content = xlsx_of(rows, "questions") if kind == "xlsx" else csv_of(rows)
    with transaction():
        audit(
            "question.export", actor_id=bank.actor_id, club_id=bank.club_id,
            new=f"{len(rows) - 1} questions, {kind}", ip=client_ip(),
        )  # fmt: skip
    return _download(content, f"questions-{bank.name}-{to_local(utcnow()):%Y-%m-%d}.{kind}", kind)


def _download(content: bytes, filename: str, kind: str) -> Response:
    response = Response(content, content_type=CONTENT_TYPES[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _kept(bank: Bank, lines: Sequence[Line]) -> str:
    """Keep checked lines until they are confirmed, and return their ticket."""
    ticket = secrets.token_urlsafe(16)
    redis_store.client.set(_key(bank, ticket), packed(lines), ex=KEPT_SECONDS)
    return ticket


def _key(bank: Bank, ticket: str) -> str:
    if not ticket.isascii() or len(ticket) > 40:
        abort(404)
    return f"import:questions:{bank.club_id or 0}:{bank.actor_id}:{ticket}"


def _page(bank: Bank, form: ImportFileForm, plan: ImportPlan | None, ticket: str) -> WebAnswer:
    page = render_template(
        "practice/question_files.html", bank=bank, club=bank.club, membership=bank.membership, form=form,
        plan=plan, ticket=ticket, columns=", ".join(NEEDED), most=MOST_PROBLEMS,
    )  # fmt: skip
    return page, 422 if plan is not None and plan.problems else form.status
