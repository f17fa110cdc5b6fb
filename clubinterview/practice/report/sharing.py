"""Reports that are shown to anyone who has their link, and who may not see them."""

from flask_login import AnonymousUserMixin
from sqlalchemy import exists, select
from sqlalchemy.orm import selectinload

from clubinterview.auth.models import User, UserStatus
from clubinterview.club.models import Membership
from clubinterview.core.errors import NotFound
from clubinterview.extensions import db
from clubinterview.practice.models import MockInterview
from clubinterview.recruitment.models import Application, Drive, Status

LONGEST_TOKEN = 43
OVER = (Status.WITHDRAWN, Status.REJECTED, Status.DECLINED, Status.EXPIRED)


def shared_mock(token: str, reader: User | AnonymousUserMixin) -> MockInterview:
    """Return the session that a link opens, with its answers. Raises NotFound. Two statements at most.

    reader: who has the link.  A member of a club finds nothing while the owner has an application there that is not
    over: practice is never part of what a club knows of an applicant.
    """
    query = (
        select(MockInterview)
        .join(User, User.id == MockInterview.user_id)
        .options(selectinload(MockInterview.answers))
        .where(
            MockInterview.share_token == token[: LONGEST_TOKEN + 1],
            MockInterview.scored_at.is_not(None),
            User.status == UserStatus.ACTIVE,
            User.is_shown(),
        )
    )
    if reader.is_authenticated:
        query = query.where(
            ~exists()
            .where(
                Application.user_id == MockInterview.user_id,
                Application.status.not_in(OVER),
                Drive.id == Application.drive_id,
                Membership.club_id == Drive.club_id,
                Membership.user_id == reader.id,
                MockInterview.user_id != reader.id,
            )
            .correlate(MockInterview)
        )
    mock = db.session.scalar(query)
    if mock is None:
        raise NotFound("")
    return mock
