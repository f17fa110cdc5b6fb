"""Commands about accounts: `flask --app wsgi users …`."""

import os
from pathlib import Path
from typing import cast

import click
from flask import Flask, current_app
from sqlalchemy.exc import IntegrityError

from clubinterview.auth.importing import add_accounts, adopt_hashes, read_accounts
from clubinterview.core.tables.plans import Plan
from clubinterview.core.transaction import release_connection, transaction

MOST_ERRORS_SHOWN = 200


@click.group()
def users() -> None:
    """Look after accounts."""


@users.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--encoding", default="utf-8", show_default=True, help="Of the file, as gb18030.")
@click.option("--check", is_flag=True, help="Only say what would happen.")
def import_accounts(file: Path, encoding: str, check: bool) -> None:
    """Take over accounts from a CSV file, all of them or none. Twice is once.

    Columns, in any order: email, phone, username, name, student_number, major, enrolment_year, password_hash. A
    password_hash is bcrypt, or SHA-256 in hex: of the password, or "salt$" and that of salt followed by password.
    People sign in with their old password, and its hash becomes ours then. Without one, they sign in by a code.
    """
    plan = read_accounts(_text_of(file, encoding))
    release_connection()
    if plan.problems:
        _show_errors(plan)
        raise click.ClickException(f"{len(plan.problems)} errors; nothing was imported.")
    if not check and plan.new:
        app = cast(Flask, current_app._get_current_object())  # type: ignore[attr-defined]
        with click.progressbar(
            adopt_hashes(app, plan.new, threads=os.cpu_count() or 1), length=len(plan.new), label="Hashes"
        ) as adopted:
            for _ in adopted:
                pass
        try:
            with transaction():
                add_accounts(plan.new)
        except IntegrityError as error:
            raise click.ClickException(
                "Somebody registered meanwhile; nothing was imported. Run it again."
            ) from error
    would = "would be imported" if check else "imported"
    click.echo(f"{len(plan.new)} accounts {would}, {plan.same} are there already.")


def _text_of(file: Path, encoding: str) -> str:
    try:
        return file.read_bytes().decode(encoding)
    except (UnicodeDecodeError, LookupError) as error:
        raise click.ClickException(f"{file.name} is not {encoding}; name another --encoding.") from error


def _show_errors(plan: Plan) -> None:
    for problem in plan.problems[:MOST_ERRORS_SHOWN]:
        click.echo(f"line {problem.line}: {problem.text}", err=True)
    if len(plan.problems) > MOST_ERRORS_SHOWN:
        click.echo(f"… and {len(plan.problems) - MOST_ERRORS_SHOWN} more", err=True)
