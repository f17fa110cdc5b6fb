"""`python -m clubinterview.demo`: empty everything and fill the demo again. Not in production."""

import shutil
from pathlib import Path

import click
from flask import current_app

from clubinterview.app import create_app
from clubinterview.core.clock import utcnow
from clubinterview.core.transaction import transaction
from clubinterview.demo.builder import fill
from clubinterview.extensions import db, redis_store
from clubinterview.profile.base_data import load_base_data
from clubinterview.questions.starter import load_starter_bank


@click.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
def reset(yes: bool) -> None:
    """Empty database, files and sessions, and fill the demo again."""
    app = create_app()
    if app.config["PRODUCTION"]:
        raise click.ClickException("The demo is not for production.")
    if not yes:
        click.confirm("This deletes everything in the database and all files. Go on?", abort=True)
    with app.app_context():
        empty_everything()
        with transaction():
            load_base_data()
            load_starter_bank()
        fill(utcnow())


def empty_everything() -> None:
    """Delete all rows, files, mails and sessions."""
    with transaction():
        for table in reversed(db.metadata.sorted_tables):
            inward = {key.parent: None for key in table.foreign_keys if key.column.table is table}
            if inward:  # MySQL deletes row by row, whatever rows of the same table refer to
                db.session.execute(table.update().values(inward))
            db.session.execute(table.delete())
    redis_store.client.flushdb()
    for folder in ("FILES_PATH", "OUTBOX_PATH"):
        shutil.rmtree(Path(current_app.config[folder]), ignore_errors=True)


reset()
