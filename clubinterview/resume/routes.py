"""A person's own resume."""

from flask import abort, current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.datastructures import FileStorage

from clubinterview.core.access import takes_uploads
from clubinterview.core.clock import utcnow
from clubinterview.core.errors import DomainError
from clubinterview.core.limits import limits
from clubinterview.core.transaction import release_connection, transaction
from clubinterview.core.web import WebAnswer
from clubinterview.resume import bp, sweeping
from clubinterview.resume.checks import FileRefused, checked
from clubinterview.resume.download import resume_response
from clubinterview.resume.forms import UploadForm
from clubinterview.resume.services import KIND_OF_FILE, add_version, current_resume, remove_current
from clubinterview.storage import files

__all__ = ["bp", "sweeping"]

DAY_SECONDS = 86_400


@bp.get("/resume")
def show() -> WebAnswer:
    """Show the resume and the form that replaces it."""
    return _page(UploadForm(formdata=None))


@bp.post("/resume")
@takes_uploads
def upload() -> WebAnswer:
    """Take a new resume, which replaces the one before."""
    form = UploadForm()
    if form.validate_on_submit():
        try:
            _receive(form.file.data)
        except FileRefused as error:
            form.file.errors = [str(error)]
        else:
            flash(_("Resume saved."), "success")
            return redirect(url_for("resume.show"), 303)
    return _page(form)


@bp.get("/resume/file")
def download() -> WebAnswer:
    """Give the person the file that they uploaded."""
    resume = current_resume(current_user.id)
    if resume is None:
        abort(404)
    return resume_response(resume)


@bp.post("/resume/removal")
def remove() -> WebAnswer:
    """Remove the resume."""
    with transaction():
        remove_current(current_user.id, now=utcnow())
    flash(_("Resume deleted."), "success")
    return redirect(url_for("resume.show"), 303)


def _page(form: UploadForm) -> WebAnswer:
    return render_template("resume/show.html", form=form, resume=current_resume(current_user.id)), form.status


def _receive(upload: FileStorage) -> None:
    """Check the file, store it, then write its row; the file goes again when the row is refused.

    After any other error the row may have been written all the same; a file without a row is swept at night.
    """
    user_id = current_user.id
    limits.hit((current_app.config["UPLOADS_PER_DAY"], DAY_SECONDS), "uploads", str(user_id))
    release_connection()
    file = checked(upload.filename or "", upload.read())
    storage_key = files.save(KIND_OF_FILE, file.content)
    try:
        with transaction():
            add_version(user_id, file, storage_key, now=utcnow())
    except DomainError:
        files.delete(storage_key)
        raise
