"""What administrators watch: security, the audit, the task queue, consents, and what was cleared."""

from functools import partial

from flask import abort, render_template, request, url_for
from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from clubinterview.auth.event_words import WORDS, detail_of, words_of
from clubinterview.auth.events import Event
from clubinterview.auth.models import SecurityEvent, User
from clubinterview.core import jobs
from clubinterview.core.audit import AuditEntry
from clubinterview.core.clock import utcnow
from clubinterview.core.pagination import Cursor, page_of
from clubinterview.core.task_history import task_histories
from clubinterview.core.web import WebAnswer
from clubinterview.extensions import db, model_tasks, tasks
from clubinterview.messaging.models import MailStatus, OutboxMessage
from clubinterview.platform import bp
from clubinterview.platform.words import act_of, cleared, details_of
from clubinterview.profile.consents import TERMS, Purpose, consent_counts, title_of
from clubinterview.profile.models import RetentionReport

WORKER_SILENT_SECONDS = 180
HEARTBEAT = "deliver_outbox_every_minute"  # a task that every living worker carries out each minute
NIGHTS = 30


@bp.get("/platform/security")
def security() -> WebAnswer:
    """List what happened to the safety of all accounts, or of ?user=, or only one ?kind= of event."""
    cursor = Cursor.from_arguments(request.args)
    kind, user_id = request.args.get("kind", ""), request.args.get("user", "")
    wanted = select(SecurityEvent.id)
    if kind:
        if kind not in list(Event):
            abort(404)
        wanted = wanted.where(SecurityEvent.kind == kind)
    if user_id:
        if not (user_id.isascii() and user_id.isdigit() and len(user_id) < 10):
            abort(404)
        wanted = wanted.where(SecurityEvent.user_id == int(user_id))
    rows = select(SecurityEvent, User.name).outerjoin(User, User.id == SecurityEvent.user_id)
    url = partial(url_for, "platform.security", kind=kind or None, user=user_id or None)
    return render_template(
        "platform/security.html",
        page=page_of(rows, wanted, cursor).with_urls(url),
        kinds={event.value: words for event, (_, words) in WORDS.items()},
        kind=kind,
        user_id=user_id,
        words_of=words_of,
        detail_of=detail_of,
    )


@bp.get("/platform/audit")
def audit_log() -> WebAnswer:
    """List what officers and administrators did with people's data."""
    actor, subject = aliased(User), aliased(User)
    rows = (
        select(AuditEntry, actor.name, subject.name)
        .outerjoin(actor, actor.id == AuditEntry.actor_id)
        .outerjoin(subject, subject.id == AuditEntry.subject_user_id)
    )
    page = page_of(rows, select(AuditEntry.id), Cursor.from_arguments(request.args))
    url = partial(url_for, "platform.audit_log")
    return render_template(
        "platform/audit.html", page=page.with_urls(url), act_of=act_of, details_of=details_of
    )


@bp.get("/platform/tasks")
def task_queue() -> WebAnswer:
    """Show the queue of background tasks, when each last ran, and the outbox."""
    histories, now = task_histories(), utcnow()
    beats = [history.ran_at for history in histories if history.name.endswith(HEARTBEAT) and history.ran_at]
    waiting = select(func.count(OutboxMessage.id), func.min(OutboxMessage.due_at)).where(
        OutboxMessage.status == MailStatus.QUEUED
    )
    count, oldest = db.session.execute(waiting).one()
    return render_template(
        "platform/tasks.html",
        histories=histories,
        title_of=jobs.title_of,
        is_silent=not beats or (now - max(beats)).total_seconds() > WORKER_SILENT_SECONDS,
        pending=tasks.pending_count() + model_tasks.pending_count(),
        scheduled=tasks.scheduled_count(),
        messages=count,
        oldest=oldest,
    )


@bp.get("/platform/consents")
def consents() -> WebAnswer:
    """Show how many people agree to which version of what, and what was cleared in the last nights."""
    nights = db.session.scalars(select(RetentionReport).order_by(RetentionReport.id.desc()).limit(NIGHTS))
    return render_template(
        "platform/consents.html",
        rows=consent_counts(),
        present={str(purpose): TERMS[purpose].version for purpose in Purpose},
        title_of=title_of,
        nights=nights.all(),
        cleared=cleared,
    )
