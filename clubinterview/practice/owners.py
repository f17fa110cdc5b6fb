"""Whose practice it is: locked before anything of it begins."""

from clubinterview.auth.models import User
from clubinterview.core.errors import NotFound
from clubinterview.core.transaction import lock


def lock_owner(user_id: int) -> User:
    """Lock the person and return the row, freshly read. Raises NotFound when the account is erased.

    The erasure of an account holds the same lock, so what begins after it finds no account, and what began before is
    deleted by it.
    """
    user = lock(User, user_id)
    if user is None or user.deleted_at is not None:
        raise NotFound("")
    return user
