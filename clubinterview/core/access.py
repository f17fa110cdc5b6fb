"""Signing in is required everywhere; the exceptions are marked, so that forgetting a mark closes a door."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import current_app, request

View = TypeVar("View", bound=Callable[..., Any])


def public(view: View) -> View:
    """Mark a page as open to anyone."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def open_before_completion(view: View) -> View:
    """Mark a page as open to an account that must do something first, as to complete itself (auth.gates)."""
    view.is_open_before_completion = True  # type: ignore[attr-defined]
    return view


def takes_uploads(view: View) -> View:
    """Mark a page as taking bodies as large as a file; all others have the small limit.

    The limit is raised before anything reads the body, the check of the CSRF token included.
    """
    view.takes_uploads = True  # type: ignore[attr-defined]
    return view


def opens_microphone(view: View) -> View:
    """Mark a page that records the person's voice, and plays it to them; on all others the microphone stays shut."""
    view.opens_microphone = True  # type: ignore[attr-defined]
    return plays_media(view)


def plays_media(view: View) -> View:
    """Mark a page that plays sound stored on this site."""
    view.plays_media = True  # type: ignore[attr-defined]
    return view


def needs_recent_password(view: View) -> View:
    """Mark a page that asks for the password again when it was last typed a while ago (docs/security.md 3).

    Mark the page with the form and the one that takes it, so that what was typed is not lost in between.
    """
    view.needs_recent_password = True  # type: ignore[attr-defined]
    return view


def asked_view_is(mark: str) -> bool:
    """Whether the view that will answer this request carries a mark ("is_public" …)."""
    view = current_app.view_functions.get(request.endpoint or "")
    return bool(getattr(view, mark, False))
