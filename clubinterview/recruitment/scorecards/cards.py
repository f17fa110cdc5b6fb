"""What scorecards add to the officers' page of an applicant."""

from clubinterview.auth.models import User
from clubinterview.recruitment.hooks import Card
from clubinterview.recruitment.models import Application, StageKind, Status
from clubinterview.recruitment.scorecards.queries import scoring_for_officers


def scorecards_card(application: Application, reader: User) -> Card | None:
    """Return the officers' card of an application that is or was in the interview stage. One statement.

    Every interviewer's submitted points by criterion, note and total, and their average; nothing of them to an
    officer who is on the panel and has not handed in. An officer who applied does not see their own.
    """
    stage = application.stage
    if stage is None or stage.kind != StageKind.INTERVIEW or application.user_id == reader.id:
        return None
    scoring = scoring_for_officers(
        reader.id, application.id, stage.id, is_closed=application.status != Status.INTERVIEW
    )
    return "recruitment/_scorecards_card.html", {"scoring": scoring, "application_id": application.id}
