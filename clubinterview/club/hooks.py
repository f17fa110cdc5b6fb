"""Where features above join in when somebody's role in a club ends."""

from collections.abc import Callable
from datetime import datetime

# Each listener gets (club id, user id, now), in the transaction that ends the role.
role_ended: list[Callable[[int, int, datetime], None]] = []
