"""A person's notifications."""

from functools import partial

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select

from clubinterview.core.clock import utcnow
from clubinterview.core.pagination import Cursor, page_of
from clubinterview.core.transaction import transaction
from clubinterview.core.web import WebAnswer
from clubinterview.messaging import bp
from clubinterview.messaging.kinds import kind_named
from clubinterview.messaging.models import Notification
from clubinterview.messaging.parameters import shown
from clubinterview.messaging.services import mark_all_read


@bp.get("/notifications")
def notifications() -> WebAnswer:
    """Show this person's notifications, newest first."""
    mine = select(Notification.id).where(Notification.user_id == current_user.id)
    page = page_of(select(Notification), mine, Cursor.from_arguments(request.args))
    page.items = [_rendered(row) for row in page.items]
    page = page.with_urls(partial(url_for, "messaging.notifications"))
    return render_template("messaging/notifications.html", page=page)


@bp.post("/notifications/reading")
def read_all() -> WebAnswer:
    """Mark everything as read."""
    with transaction():
        mark_all_read(current_user._get_current_object(), now=utcnow())
    return redirect(url_for("messaging.notifications"), 303)


def _rendered(row: Notification) -> dict[str, object]:
    """Return a notification as the template renders it, in the present reader's language."""
    kind = kind_named(row.kind)
    if kind is None:  # of a release with other kinds
        subject, body = _("A message from an earlier version"), ""
    else:
        subject, body = kind.render(shown(row.parameters))
    return {
        "subject": subject,
        "body": body,
        "path": row.path,
        "at": row.created_at,
        "is_new": row.read_at is None,
        "icon": kind.icon if kind else "bell",
        "action": kind.action if kind else None,
    }
