"""Questions to files and from files: the worker checks a file, its numbers are shown, then confirmed."""

from contextlib import closing

from flask import Response, flash, redirect, render_template, request
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf.file import FileField, FileRequired

from clubinterview.core.access import takes_uploads
from clubinterview.core.audit import audit
from clubinterview.core.clock import to_local, utcnow
from clubinterview.core.fields import AppForm
from clubinterview.core.language import locale_code
from clubinterview.core.limits import limits
from clubinterview.core.tables.packages import TableRefused
from clubinterview.core.tables.plans import MOST_PROBLEMS
from clubinterview.core.tables.reading import MOST_BYTES, check_size
from clubinterview.core.tables.writing import csv_of, xlsx_of
from clubinterview.core.transaction import transaction
from clubinterview.core.web import WebAnswer, acting, client_ip
from clubinterview.questions import bp
from clubinterview.questions.banks import bank_for
from clubinterview.questions.imports import export_rows
from clubinterview.questions.stored_imports import confirm_import, store_import, stored_import, take_up_import
from clubinterview.questions.tables import NEEDED

EXPORTS = (10, 3600)  # a person's exports in an hour
CHECKS = (60, 3600)  # reading a large file takes the worker some seconds
CONTENT_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


GONE = _l(
    "This check has expired: it was too long ago, or you've checked another file since. Choose the "
    "file again."
)


class ImportFileForm(AppForm):
    file = FileField(
        _l("XLSX or CSV file"),
        validators=[FileRequired(_l("Choose a file."))],
        render_kw={"accept": ".xlsx,.csv,text/csv"},
    )


@bp.route("/platform/questions/files", methods=["GET", "POST"], defaults={"slug": None})
@bp.route("/manage/<slug>/questions/files", methods=["GET", "POST"])
@takes_uploads
def question_files(slug: str | None) -> WebAnswer:
    """Offer the exports; take a file, and show where the one of ?ticket= is."""
    bank, form, now = bank_for(current_user, slug), ImportFileForm(), utcnow()
    if form.validate_on_submit():
        with closing(form.file.data) as upload:
            content = upload.read(MOST_BYTES + 1)
        try:
            check_size(content)
        except TableRefused as error:
            form.file.errors = [str(error)]
        else:
            limits.hit(CHECKS, "imports", str(bank.actor_id))
            ticket = store_import(bank, content, locale=locale_code(), ip=client_ip(), now=now)
            return redirect(bank.url("question_files", ticket=ticket), 303)
    ticket = "" if form.is_submitted() else request.args.get("ticket", "")
    stored = stored_import(bank, ticket) if ticket else None
    is_stuck = stored is not None and stored.is_stuck(now)
    reloads = stored is not None and stored.is_under_way and not is_stuck
    page = render_template(
        "questions/question_files.html", bank=bank, club=bank.club, membership=bank.membership, form=form,
        stored=stored, gone=GONE if ticket and stored is None else "", is_stuck=is_stuck, reloads=reloads,
        columns=", ".join(NEEDED), most=MOST_PROBLEMS,
    )  # fmt: skip
    return page, form.status, {"Refresh": "2"} if reloads else {}


@bp.post("/platform/questions/files/confirmation", defaults={"slug": None})
@bp.post("/manage/<slug>/questions/files/confirmation")
def import_questions(slug: str | None) -> WebAnswer:
    """Let a file be written whose numbers were seen, or let what has stopped go on."""
    bank, now, ticket = bank_for(current_user, slug), utcnow(), request.form.get("ticket", "")
    if stored_import(bank, ticket) is None:
        flash(str(GONE), "error")
        return redirect(bank.url("question_files"), 303)
    if request.form.get("stopped"):
        take_up_import(bank, ticket, now=now)
    else:
        confirm_import(bank, ticket, now=now)
    return redirect(bank.url("question_files", ticket=ticket), 303)


@bp.post("/platform/questions/export/<any(xlsx, csv):kind>", defaults={"slug": None})
@bp.post("/manage/<slug>/questions/export/<any(xlsx, csv):kind>")
def export_questions(slug: str | None, kind: str) -> WebAnswer:
    """Give the bank as a file."""
    bank = bank_for(current_user, slug)
    limits.hit(EXPORTS, "exports", str(bank.actor_id))
    rows = list(export_rows(bank))
    content = xlsx_of(rows, "questions") if kind == "xlsx" else csv_of(rows)
    with transaction():
        exported = f"{len(rows) - 1} questions, {kind}"
        audit("question.export", by=acting(bank.actor_id), club_id=bank.club_id, new=exported)
    return _download(content, f"questions-{bank.name}-{to_local(utcnow()):%Y-%m-%d}.{kind}", kind)


def _download(content: bytes, filename: str, kind: str) -> Response:
    response = Response(content, content_type=CONTENT_TYPES[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
