"""What the worker does for people's rights: makes copies of their data, and clears every night what is due."""

from huey import crontab

from clubinterview.core.clock import utcnow
from clubinterview.extensions import tasks
from clubinterview.profile import export, retention


@tasks.task()
def make_export(export_id: int) -> None:
    """Make one copy."""
    with tasks.app.app_context():
        export.make_export(export_id, now=utcnow())


@tasks.periodic_task(crontab(minute="*"))
def make_exports_left_behind() -> None:
    """Make what a worker that died has left."""
    with tasks.app.app_context():
        for export_id in export.left_behind(utcnow()):
            export.make_export(export_id, now=utcnow())


@tasks.periodic_task(crontab(minute="40", hour="19"))  # 03:40 in the clubs' zone
def clear_everything() -> None:
    """Clear what is kept no longer."""
    with tasks.app.app_context():
        retention.clear_everything(utcnow())
