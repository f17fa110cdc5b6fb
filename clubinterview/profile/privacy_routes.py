"""A person's rights over their data: what they agreed to, a copy of it all, who looked at it, and erasing it."""

from flask import abort, flash, redirect, render_template, send_file, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select

from clubinterview.auth.origin import origin
from clubinterview.auth.sessions import sign_out
from clubinterview.config import NOTICE_VERSION
from clubinterview.core.access import needs_recent_password
from clubinterview.core.clock import utcnow
from clubinterview.core.transaction import in_transaction, transaction
from clubinterview.core.web import WebAnswer
from clubinterview.extensions import db
from clubinterview.profile import bp
from clubinterview.profile.consents import agree_to_notice, consents_of, title_of
from clubinterview.profile.erasure import ask_to_erase, cancel_erasure
from clubinterview.profile.export import ask_for_export as have_copy_made
from clubinterview.profile.export import newest_export
from clubinterview.profile.forms import AgreementForm, EraseForm
from clubinterview.profile.models import DataExport, ExportStatus
from clubinterview.profile.queries import looks_at
from clubinterview.storage import files

NEWEST = 10


@bp.get("/me/privacy")
def privacy() -> WebAnswer:
    """Show what the person agreed to, the copy of their data, and who looked at it."""
    return render_template(
        "profile/privacy.html",
        consents=consents_of(current_user.id),
        title_of=title_of,
        export=newest_export(current_user.id),
        looks=looks_at(current_user.id, how_many=NEWEST),
        now=utcnow(),
    )


@bp.post("/me/privacy/exports")
@needs_recent_password
def ask_for_export() -> WebAnswer:
    """Ask for a copy of everything."""
    with transaction():
        have_copy_made(current_user.id, origin=origin(), now=utcnow())
    flash(_("We're preparing your export. We'll notify you when it's ready."), "success")
    return redirect(url_for("profile.privacy"), 303)


@bp.get("/me/privacy/exports/<int:export_id>")
@needs_recent_password
def export(export_id: int) -> WebAnswer:
    """Download a copy, within its day."""
    row = db.session.scalar(
        select(DataExport).where(
            DataExport.id == export_id,
            DataExport.user_id == current_user.id,
            DataExport.status == ExportStatus.READY,
            DataExport.expires_at > utcnow(),
        )
    )
    if row is None:
        abort(404)
    try:
        file = files.open_file(row.storage_key)
    except FileNotFoundError:
        abort(404)
    response = send_file(
        file, mimetype="application/zip", as_attachment=True, download_name="clubinterview-data.zip",
        conditional=False, etag=False,
    )  # fmt: skip
    response.content_length = row.size_bytes
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.route("/me/erasure", methods=["GET", "POST"])
@needs_recent_password
def erase() -> WebAnswer:
    """Say what erasing means, and begin it."""
    form = EraseForm()
    if form.validate_on_submit():
        user_id, now = current_user.id, utcnow()
        in_transaction(lambda: ask_to_erase(user_id, origin=origin(), now=now))
        with transaction():
            sign_out(now=now)
        flash(_("Your account will be deleted in 14 days. Until then, sign in to keep it."), "info")
        return redirect(url_for("home.index"), 303)
    return render_template("profile/erase.html", form=form), form.status


@bp.get("/me/farewell")
def farewell() -> WebAnswer:
    """Offer a person whose account is to be erased to call that off."""
    if current_user.erase_at is None:
        return redirect(url_for("profile.privacy"))
    return render_template("profile/farewell.html", export=newest_export(current_user.id), now=utcnow())


@bp.post("/me/erasure/cancellation")
def keep() -> WebAnswer:
    """Call the erasing off."""
    with transaction():
        cancel_erasure(current_user.id, origin=origin(), now=utcnow())
    flash(_("Your account stays. Welcome back."), "success")
    return redirect(url_for("home.index"), 303)


@bp.route("/me/agreement", methods=["GET", "POST"])
def agree() -> WebAnswer:
    """Ask for consent to a newer privacy notice."""
    if current_user.notice_version == NOTICE_VERSION:
        return redirect(url_for("home.index"))
    form = AgreementForm()
    if form.validate_on_submit():
        with transaction():
            agree_to_notice(current_user.id, now=utcnow())
        return redirect(url_for("home.index"), 303)
    return render_template("profile/agree.html", form=form), form.status
