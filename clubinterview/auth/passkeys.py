"""Passkeys (WebAuthn): keys on a person's devices that sign in by themselves, and stand as a second factor."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import structlog
import webauthn
from flask import current_app
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_ngettext
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from webauthn.helpers import base64url_to_bytes
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from clubinterview.auth.accounts import lock_account
from clubinterview.auth.events import Event, record_event
from clubinterview.auth.messages import PASSKEY_ADDED, PASSKEY_REMOVED
from clubinterview.auth.models import LONGEST_CREDENTIAL_BYTES, Passkey, User
from clubinterview.auth.origin import Origin
from clubinterview.auth.second_factor import FactorNeeded, has_app, must_have_factor, update_factor_flag
from clubinterview.core.crypto import keyed_hash
from clubinterview.core.errors import DomainError, NotFound
from clubinterview.core.transaction import lock
from clubinterview.extensions import db
from clubinterview.messaging.services import notify

log = structlog.get_logger(__name__)

CHALLENGE_SECONDS = 300
MOST_PASSKEYS = 10
SITE_NAME = "ClubInterview"


class PasskeyRefused(DomainError):
    """What the device sent does not prove anything: not ours, too late, a second time, or not verified by a person."""

    status = 422


@dataclass(frozen=True)
class NewPasskey:
    """A passkey whose answer was checked, before it is saved."""

    credential_id: bytes
    public_key: bytes
    sign_count: int
    transports: str


def passkeys_of(user_id: int) -> Sequence[Passkey]:
    """Return the passkeys of an account, oldest first. One statement."""
    return db.session.scalars(select(Passkey).where(Passkey.user_id == user_id).order_by(Passkey.id)).all()


def registration_options(user: User, known: Sequence[Passkey]) -> tuple[str, bytes]:
    """Return (options as JSON for the browser, the challenge in them) for adding a passkey.

    known: the passkeys that the account has, so that no device makes a second one.
    """
    options = webauthn.generate_registration_options(
        rp_id=_site_id(),
        rp_name=SITE_NAME,
        user_id=bytes.fromhex(keyed_hash("passkey user", str(user.id))),
        user_name=user.address,
        user_display_name=user.name or user.address,
        timeout=CHALLENGE_SECONDS * 1000,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=key.credential_id) for key in known],
    )
    return webauthn.options_to_json(options), options.challenge


def check_registration(credential: dict[str, Any], challenge: bytes) -> NewPasskey:
    """Check what the device sent for `registration_options`. Raises PasskeyRefused."""
    try:
        checked = webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=_site_id(),
            expected_origin=_origin(),
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, TypeError, KeyError) as error:
        raise _refused() from error
    if len(checked.credential_id) > LONGEST_CREDENTIAL_BYTES:
        raise _refused()
    response = credential.get("response")
    transports = response.get("transports") if isinstance(response, dict) else None
    words = (
        [word for word in transports if isinstance(word, str) and word.isalnum()]
        if isinstance(transports, list)
        else []
    )
    return NewPasskey(
        checked.credential_id, checked.credential_public_key, checked.sign_count, ",".join(words)[:100]
    )


def add_passkey(user_id: int, new: NewPasskey, *, name: str, origin: Origin, now: datetime) -> Passkey:
    """Save a passkey and notify the owner. Locks the user. Raises PasskeyRefused for one that an account has already."""
    user = lock_account(user_id)
    if len(passkeys_of(user_id)) >= MOST_PASSKEYS:
        raise PasskeyRefused(
            lazy_ngettext(
                "You already have %(count)d passkey. Remove one first.",
                "You already have %(count)d passkeys. Remove one first.",
                MOST_PASSKEYS,
                count=MOST_PASSKEYS,
            )
        )
    passkey = Passkey(
        user_id=user.id, credential_hash=_hash(new.credential_id), credential_id=new.credential_id,
        public_key=new.public_key, sign_count=new.sign_count, transports=new.transports, name=name,
    )  # fmt: skip
    try:
        with db.session.begin_nested():
            db.session.add(passkey)
    except IntegrityError as error:
        raise _refused() from error
    update_factor_flag(user)
    record_event(Event.PASSKEY_ADDED, user_id=user.id, origin=origin, detail=name)
    notify(user, PASSKEY_ADDED, now=now, path="/me/security", name=name, at=now)
    log.info("passkey added", user_id=user.id)
    return passkey


def remove_passkey(user_id: int, passkey_id: int, *, origin: Origin, now: datetime) -> None:
    """Delete a passkey and notify the owner. Locks the user. Raises NotFound, FactorNeeded for the last factor."""
    user = lock_account(user_id)
    passkeys = passkeys_of(user_id)
    passkey = next((key for key in passkeys if key.id == passkey_id), None)
    if passkey is None:
        raise NotFound("")
    if must_have_factor(user) and len(passkeys) == 1 and not has_app(user.id):
        raise FactorNeeded(
            _l("Your account must use two-step verification. Set up an app before removing this.")
        )
    name = passkey.name
    db.session.delete(passkey)
    update_factor_flag(user)
    record_event(Event.PASSKEY_REMOVED, user_id=user.id, origin=origin, detail=name)
    notify(user, PASSKEY_REMOVED, now=now, path="/me/security", name=name, at=now)
    log.info("passkey removed", user_id=user.id)


def sign_in_options() -> tuple[str, bytes]:
    """Return (options as JSON for the browser, the challenge in them) for signing in. They name no account."""
    options = webauthn.generate_authentication_options(
        rp_id=_site_id(),
        timeout=CHALLENGE_SECONDS * 1000,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return webauthn.options_to_json(options), options.challenge


def use_passkey(credential: dict[str, Any], challenge: bytes, *, now: datetime) -> User:
    """Return the account, locked, that the passkey signs in to. Runs in a transaction. Raises PasskeyRefused."""
    try:
        credential_id = base64url_to_bytes(str(credential.get("rawId", "")))
    except ValueError as error:
        raise _refused() from error
    user_id = db.session.scalar(
        select(Passkey.user_id).where(Passkey.credential_hash == _hash(credential_id))
    )
    user = lock(User, user_id) if user_id is not None else None
    passkey = db.session.scalar(
        select(Passkey)
        .where(Passkey.credential_hash == _hash(credential_id))
        .execution_options(populate_existing=True)
    )
    if user is None or passkey is None or not user.is_active or not user.is_initialised:
        raise _refused()
    try:
        checked = webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=_site_id(),
            expected_origin=_origin(),
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, TypeError, KeyError) as error:
        raise _refused() from error
    passkey.sign_count, passkey.last_used_at = checked.new_sign_count, now
    return user


def _site_id() -> str:
    return urlsplit(current_app.config["PUBLIC_URL"]).hostname or "localhost"


def _origin() -> str:
    return str(current_app.config["PUBLIC_URL"])


def _hash(credential_id: bytes) -> str:
    return hashlib.sha256(credential_id).hexdigest()


def _refused() -> PasskeyRefused:
    return PasskeyRefused(_l("This passkey couldn't be used. Try again, or sign in another way."))
