"""The pages and the picture of an avatar."""

from flask import Response, abort, current_app, flash, redirect, render_template, send_file, url_for
from flask_babel import gettext as _
from flask_login import current_user

from clubinterview.core.access import takes_uploads
from clubinterview.core.errors import DomainError
from clubinterview.core.limits import limits
from clubinterview.core.transaction import release_connection, transaction
from clubinterview.core.web import WebAnswer
from clubinterview.profile import bp
from clubinterview.profile.avatars import (
    KIND_OF_FILE,
    MEDIA_TYPE,
    PictureRefused,
    make_avatar,
    remove_avatar,
    set_avatar,
)
from clubinterview.profile.forms import AvatarForm
from clubinterview.storage import files, links

A_DAY = 86400


@bp.route("/me/avatar/edit", methods=["GET", "POST"])
@takes_uploads
def edit_avatar() -> WebAnswer:
    """Take a picture."""
    form = AvatarForm()
    if form.validate_on_submit():
        user_id = current_user.id
        limits.hit((current_app.config["UPLOADS_PER_DAY"], A_DAY), "uploads", str(user_id))
        try:
            release_connection()
            _save(user_id, make_avatar(form.picture.data.read()))
            flash(_("Picture saved."), "success")
            return redirect(url_for("profile.show"), 303)
        except PictureRefused as error:
            form.picture.errors = [str(error)]
    return render_template("profile/avatar.html", form=form), form.status


@bp.post("/me/avatar/removal")
def drop_avatar() -> WebAnswer:
    """Take the picture away."""
    with transaction():
        remove_avatar(current_user.id)
    flash(_("Picture removed."), "success")
    return redirect(url_for("profile.show"), 303)


@bp.get("/me/avatar")
def avatar() -> WebAnswer:
    """Send the person's own picture."""
    return _picture(current_user.avatar_key)


@bp.get("/pictures/<token>")
def picture(token: str) -> WebAnswer:
    """Send the picture of another person that this reader was shown, while the link lasts."""
    return _picture(links.key_of(token))


def _save(user_id: int, content: bytes) -> None:
    """Store the picture, then write its row; the file goes again when the row is refused.

    After any other error the row may have been written all the same; a file without a row is swept at night.
    """
    key = files.save(KIND_OF_FILE, content)
    try:
        with transaction():
            set_avatar(user_id, key)
    except DomainError:
        files.delete(key)
        raise


def _picture(key: str | None) -> Response:
    if not key or not key.startswith(f"{KIND_OF_FILE}/"):
        abort(404)
    try:
        file = files.open_file(key)
    except FileNotFoundError:
        abort(404)
    response = send_file(file, mimetype=MEDIA_TYPE, conditional=False, etag=False)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
