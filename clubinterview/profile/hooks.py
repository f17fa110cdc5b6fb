"""Where features above join in when a person changes what they say about themselves."""

from collections.abc import Callable

from clubinterview.auth.models import User

# Each listener gets the account, locked and changed, in the transaction of the change.
facts_changed: list[Callable[[User], None]] = []
