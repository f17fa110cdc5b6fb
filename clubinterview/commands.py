"""Commands for the people who run the service: `flask --app wsgi …`."""

import sys
import unicodedata

import click
from flask import Flask
from sqlalchemy import select

from clubinterview.auth.commands import users
from clubinterview.auth.hashing import hash_password
from clubinterview.auth.models import LONGEST_NAME, User, UserStatus
from clubinterview.auth.passwords import PasswordRefused, check_password, known_facts
from clubinterview.auth.sessions import end_sessions
from clubinterview.config import NOTICE_VERSION
from clubinterview.core.audit import audit
from clubinterview.core.by import By
from clubinterview.core.clock import utcnow
from clubinterview.core.fields import CONTROLS, unstorable
from clubinterview.core.identity import NotAnAddress, normalise_email
from clubinterview.core.transaction import transaction
from clubinterview.extensions import db
from clubinterview.profile.base_data import load_base_data
from clubinterview.profile.numbers import rotate_keys
from clubinterview.profile.retention import clear_everything
from clubinterview.questions.starter import load_starter_bank
from clubinterview.worker import run_alone


def init_app(app: Flask) -> None:
    """Register the commands."""
    for command in (create_admin, users, load_schools_and_majors, clear_data, rotate_number_keys, worker):
        app.cli.add_command(command)


@click.command("create-admin")
@click.argument("email")
@click.option("--name", prompt=True, help="The administrator's name.")
@click.option(
    "--password-stdin", is_flag=True, help="Read the password from the first line of standard input."
)
def create_admin(email: str, name: str, password_stdin: bool) -> None:
    """Make an administrator, or make one of an account that is there. Asks for the password.

    Sessions of an account that is there end, because it has another password and other rights now.
    """
    name = _readable(name)
    try:
        address = normalise_email(email)
    except NotAnAddress as error:
        raise click.ClickException(f"{email} is not a mail address.") from error
    if password_stdin:
        password = sys.stdin.readline().rstrip("\n")
    else:
        password = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    try:
        check_password(password, known_facts(address=address, name=name), is_superuser=True)
    except PasswordRefused as error:
        raise click.ClickException(str(error)) from error
    password_hash = hash_password(password)
    with transaction():
        _make_administrator(address, name, password_hash)
    click.echo(f"{address} is an administrator now.")


def _readable(name: str) -> str:
    name = unicodedata.normalize("NFC", name).strip() if not unstorable(name) else ""
    if not 0 < len(name) <= LONGEST_NAME or CONTROLS.search(name):
        raise click.ClickException(f"A name has 1 to {LONGEST_NAME} characters, on one line.")
    return name


def _make_administrator(email: str, name: str, password_hash: str) -> None:
    now = utcnow()
    user = db.session.scalar(select(User).where(User.email == email).with_for_update())
    if user is None:
        user = User(email=email, session_version=0, status=UserStatus.ACTIVE)
        db.session.add(user)
    if not user.is_active:
        raise click.ClickException(f"The account of {email} is disabled; enable it first.")
    user.name, user.password_hash, user.is_superuser = name, password_hash, True
    user.session_version += 1
    if user.consented_at is None:
        user.consented_at, user.notice_version = now, NOTICE_VERSION
    db.session.flush()
    end_sessions(user, now=now, reason="administrator")
    audit("administrator.make", by=By.clock(now), subject_user_id=user.id, target="create-admin")


@click.command("load-base-data")
@click.option(
    "--overwrite",
    is_flag=True,
    help="Bring schools and questions that were edited back to the package's values.",
)
def load_schools_and_majors(overwrite: bool) -> None:
    """Add the schools, majors and practice questions of the package that are missing, and short names where there are none.

    What administrators have edited stays as it is, unless --overwrite is given.
    """
    with transaction():
        added = load_base_data(overwrite=overwrite)
        questions = load_starter_bank(overwrite=overwrite)
    click.echo(f"{added['schools']} schools, {added['majors']} majors and {questions} questions added.")


@click.command("clear-data")
def clear_data() -> None:
    """Erase what is due and forget what is no longer stored, as the worker does every night."""
    for what, count in clear_everything(utcnow()).items():
        click.echo(f"{count:>8} {what}")


@click.command("rotate-number-keys")
def rotate_number_keys() -> None:
    """Seal ID numbers and second factors under the first key of NUMBER_KEYS. Afterwards the others can go.

    What cannot be unsealed stays as it is and is named by its account; the exit code is 1 then.
    """
    rotation = rotate_keys()
    for what, count in rotation.sealed.items():
        click.echo(f"{count} {what} sealed anew.")
    for what, user_id in rotation.damaged:
        click.echo(f"{what}: that of account {user_id} cannot be unsealed.", err=True)
    if rotation.damaged:
        raise click.ClickException(
            f"{len(rotation.damaged)} cannot be unsealed by any key and stay as they are."
        )


@click.command()
def worker() -> None:
    """Carry out background tasks until asked to stop."""
    run_alone()
