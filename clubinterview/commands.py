"""Commands for the people who run the service: `flask --app wsgi …`."""

import sys

import click
from flask import Flask
from sqlalchemy import select

from clubinterview.auth.hashing import hash_password
from clubinterview.auth.models import User
from clubinterview.auth.passwords import PasswordRefused, check_password, known_facts
from clubinterview.config import NOTICE_VERSION
from clubinterview.core.audit import audit
from clubinterview.core.clock import utcnow
from clubinterview.core.identity import NotAnAddress, normalise_email
from clubinterview.core.transaction import transaction
from clubinterview.extensions import db
from clubinterview.profile.base_data import load_base_data
from clubinterview.worker import run_alone


def init_app(app: Flask) -> None:
    """Register the commands."""
    for command in (create_admin, load_schools_and_majors, worker):
        app.cli.add_command(command)


@click.command("create-admin")
@click.argument("email")
@click.option("--name", prompt=True, help="The administrator's name.")
@click.option(
    "--password-stdin", is_flag=True, help="Read the password from the first line of standard input."
)
def create_admin(email: str, name: str, password_stdin: bool) -> None:
    """Make an administrator, or make one of an account that is there. Asks for the password."""
    try:
        address = normalise_email(email)
    except NotAnAddress as error:
        raise click.ClickException(f"{email} is not a mail address.") from error
    if password_stdin:
        password = sys.stdin.readline().rstrip("\n")
    else:
        password = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    try:
        check_password(password, known_facts(email=address, name=name), is_superuser=True)
    except PasswordRefused as error:
        raise click.ClickException(str(error)) from error
    password_hash = hash_password(password)
    with transaction():
        _make_administrator(address, name, password_hash)
    click.echo(f"{address} is an administrator now.")


def _make_administrator(email: str, name: str, password_hash: str) -> None:
    user = db.session.scalar(select(User).where(User.email == email).with_for_update())
    if user is None:
        user = User(email=email, session_version=1)
        db.session.add(user)
    user.name, user.password_hash, user.is_superuser = name, password_hash, True
    user.session_version += 1
    user.consented_at, user.notice_version = user.consented_at or utcnow(), NOTICE_VERSION
    db.session.flush()
    audit("administrator.make", actor_id=None, subject_user_id=user.id, target="create-admin")


@click.command("load-base-data")
def load_schools_and_majors() -> None:
    """Load the schools and majors of the package; what is there already is brought up to date."""
    with transaction():
        added = load_base_data()
    click.echo(f"{added['schools']} schools and {added['majors']} majors added.")


@click.command()
def worker() -> None:
    """Carry out background tasks until told to stop."""
    run_alone()
