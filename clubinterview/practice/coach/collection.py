"""What the coach may read for one person: their own resume and practice, and what is public to them anyway.

Every query begins with the person. Texts of others, and drafts, are in none of them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import contains_eager, selectinload

from clubinterview.auth.models import User
from clubinterview.club.models import Club
from clubinterview.core.markdown import plain_text
from clubinterview.extensions import db
from clubinterview.practice.coach.titles import title_of
from clubinterview.practice.language_model.fencing import cut
from clubinterview.practice.language_model.masking import CONTEXT
from clubinterview.practice.models import AnswerStatus, MockAnswer, MockInterview, MockStatus
from clubinterview.questions.models import Question
from clubinterview.questions.queries import public_questions
from clubinterview.recruitment.models import Drive, DriveStatus
from clubinterview.resume.services import current_resume

LONGEST_TITLE = 80
LONGEST_TEXT = 500
MOST_RESUME_PIECES = 60
KEPT_TEXTS = 1000  # of clubs and drives, read as Markdown once while they are in use
MOST_ANSWERS, MOST_CLUBS, MOST_DRIVES, MOST_QUESTIONS = 200, 400, 200, 1500


@dataclass(frozen=True)
class Passage:
    """A piece of the collection.  path: of the page on this site that shows it.  kind: resume, practice, club, drive, question.

    name: of what it is a piece of, as the question or the club.  title: that with its kind, in the person's language.  before, after: at most CONTEXT characters beside the piece, so that a name or number which the cut
    tears in two is still known as one.
    """

    name: str
    title: str
    path: str
    text: str
    kind: str
    before: str = ""
    after: str = ""

    def to_json(self) -> dict[str, str]:
        """Return what CoachTurn.passages holds, with the name cut."""
        return {
            "name": cut(self.name, LONGEST_TITLE),
            "path": self.path,
            "text": self.text,
            "kind": self.kind,
        }


def own_passages(user: User) -> list[Passage]:
    """Return the pieces of the person's resume and finished practice. Two statements."""
    return [*_of_resume(user), *_of_practice(user)]


def public_passages(user: User) -> list[Passage]:
    """Return the pieces about the clubs of the person's school and their drives. Four statements."""
    return [*_of_clubs(user), *_of_drives(user)]


def bank_passages(user: User) -> list[Passage]:
    """Return a piece for each question that the person practises with. One statement."""
    rows = db.session.scalars(public_questions(user).order_by(Question.id.desc()).limit(MOST_QUESTIONS))
    return [piece for question in rows for piece in _of_question(question, user.locale)]


def _of_resume(user: User) -> Iterator[Passage]:
    resume = current_resume(user.id)
    if resume is not None and resume.text:
        pieces = _pieces("", "/resume", resume.text, "resume")
        yield from islice(pieces, MOST_RESUME_PIECES)


def _of_practice(user: User) -> Iterator[Passage]:
    rows = db.session.scalars(
        select(MockAnswer)
        .join(MockAnswer.mock)
        .where(
            MockAnswer.user_id == user.id,
            MockInterview.user_id == user.id,
            MockInterview.status == MockStatus.FINISHED,
            MockAnswer.status == AnswerStatus.DONE,
        )
        .order_by(MockAnswer.id.desc())
        .limit(MOST_ANSWERS)
    )
    for answer in rows:
        asked = answer.question_in(user.locale)
        text = "\n".join(filter(None, [asked, answer.text, *_lost(answer, user.locale)]))
        path = f"/practice/sessions/{answer.mock_id}/report"
        yield from _pieces(asked, path, text, "practice")


def _lost(answer: MockAnswer, locale: str) -> Iterator[str]:
    """Give what the built-in scorer found missing in an answer, by its words."""
    points = answer.asked.get("points") or []
    language = "en" if locale.startswith("en") else "zh"
    for index in (answer.result or {}).get("missing") or []:
        if isinstance(index, int) and 0 <= index < len(points):
            point = points[index]
            yield _("Not mentioned: %(point)s", point=point.get(language) or point.get("zh") or "")


def _of_clubs(user: User) -> Iterator[Passage]:
    clubs = db.session.scalars(
        select(Club)
        .options(selectinload(Club.departments))
        .where(Club.school_id == user.school_id)
        .order_by(Club.id)
        .limit(MOST_CLUBS)
    )
    for club in clubs:
        departments = [f"{one.name} {one.description}".strip() for one in club.departments]
        text = "\n".join(filter(None, [club.tagline, _plain(club.description), *departments]))
        yield from _pieces(club.name, f"/clubs/{club.slug}", text or club.name, "club")


def _of_drives(user: User) -> Iterator[Passage]:
    drives = db.session.scalars(
        select(Drive)
        .join(Drive.club)
        .options(contains_eager(Drive.club), selectinload(Drive.departments))
        .where(
            Club.school_id == user.school_id,
            Drive.status.in_([DriveStatus.OPEN, DriveStatus.CLOSED]),
        )
        .order_by(Drive.id.desc())
        .limit(MOST_DRIVES)
    )
    for drive in drives:
        departments = [f"{one.name} {one.description}".strip() for one in drive.departments]
        name = f"{drive.club.name} · {drive.title}"
        yield from _pieces(
            name, f"/drives/{drive.id}", "\n".join([_plain(drive.body), *departments]), "drive"
        )


def _of_question(question: Question, locale: str) -> Iterator[Passage]:
    """Give the beginning of what a question holds."""
    english = locale.startswith("en")
    sample = (question.sample_en if english else "") or question.sample_zh
    points = [(point.get("en") if english else "") or point.get("zh") or "" for point in question.points]
    asked = question.text_in(locale)
    text = "\n".join(filter(None, [asked, " · ".join(points), sample]))
    yield from islice(_pieces(asked, f"/practice/questions/{question.id}", text, "question"), 1)


@lru_cache(maxsize=KEPT_TEXTS)
def _plain(text: str) -> str:
    return plain_text(text)


def _pieces(name: str, path: str, text: str, kind: str) -> Iterator[Passage]:
    """Give a text as passages of at most LONGEST_TEXT characters, cut where a line or sentence ends if one does."""
    title = title_of(kind, name)
    text = "\n".join(line.strip() for line in text.splitlines() if line.strip())
    start = 0
    while start < len(text):
        end = min(start + LONGEST_TEXT, len(text))
        if end < len(text):
            middle = start + LONGEST_TEXT // 2
            end = max((text.rfind(sign, middle, end) + 1 for sign in "\n。！？!?；; "), default=0) or end
        piece = text[start:end]
        begin = start + len(piece) - len(piece.lstrip())
        piece = piece.strip()
        over = begin + len(piece)
        yield Passage(
            name,
            title,
            path,
            piece,
            kind,
            before=text[max(begin - CONTEXT, 0) : begin],
            after=text[over : over + CONTEXT],
        )
        start = end
