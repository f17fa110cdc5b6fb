"""Finding an account: by what it is reached by, and locked."""

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from clubinterview.auth.models import User
from clubinterview.core.errors import NotFound
from clubinterview.core.identity import is_phone
from clubinterview.core.transaction import lock
from clubinterview.extensions import db


def account_of(address: str, *, for_update: bool = False, with_school: bool = False) -> User | None:
    """Return the account of a normalised mail address, phone or username, or None.

    for_update: locked and freshly read.
    """
    query = select(User).where(column_of(address) == address)
    if for_update:
        query = query.with_for_update().execution_options(populate_existing=True)
    if with_school:
        query = query.options(joinedload(User.school))
    return db.session.scalar(query)


def column_of(address: str) -> InstrumentedAttribute[str | None]:
    """Return the column in which an address of this spelling stands."""
    if "@" in address:
        return User.email
    return User.phone if is_phone(address) else User.username


def lock_account(user_id: int) -> User:
    """Return the account, locked and freshly read. Raises NotFound when it is disabled or gone."""
    user = lock(User, user_id)
    if user is None or not user.is_active:
        raise NotFound("")
    return user
