"""Where features above join in; `wiring.py` says who does, and in which order."""

from collections.abc import Callable, Sequence
from datetime import datetime

from clubinterview.auth.models import User
from clubinterview.club.hooks import Fragment
from clubinterview.recruitment.models import Application, Status

# Each gets the application of a student's own page (with drive, its club, and stage loaded) and the reader, and
# returns its part of the page, None when it has nothing to show.
application_fragments: list[Callable[[Application, User], Fragment | None]] = []

# Each gets (application, old status, new status, now), in the transaction of the change and with the application's
# row locked. What it raises undoes the change.
status_changed: list[Callable[[Application, Status, Status, datetime], None]] = []

# Each forgets what its feature stores about applications (their ids) that are emptied, in that transaction.
applications_emptied: list[Callable[[Sequence[int]], None]] = []

# Each gets the ids of applications in the interview stage, and the time, and returns what those lose that leave it
# now, in words by their ids: an interview that is still to come.
lost_by_leaving: list[Callable[[Sequence[int], datetime], dict[int, str]]] = []
