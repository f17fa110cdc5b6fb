"""How pages name the kinds, states and difficulties of questions."""

from typing import Any

from flask_babel import lazy_gettext as _l

from clubinterview.questions.models import QuestionKind, QuestionStatus

DIFFICULTIES = range(1, 6)

KIND_NAMES: dict[QuestionKind, Any] = {
    QuestionKind.SELF_INTRODUCTION: _l("Self-introduction"),
    QuestionKind.MOTIVATION: _l("Motivation"),
    QuestionKind.BEHAVIOURAL: _l("Past experience"),
    QuestionKind.SITUATIONAL: _l("Situational"),
    QuestionKind.TEAMWORK: _l("Teamwork"),
    QuestionKind.TECHNICAL: _l("Technical knowledge"),
    QuestionKind.GROUP_DISCUSSION: _l("Group discussion"),
    QuestionKind.CLOSING: _l("Closing question"),
}
STATUS_NAMES: dict[QuestionStatus, Any] = {
    QuestionStatus.DRAFT: _l("Draft"),
    QuestionStatus.IN_REVIEW: _l("In review"),
    QuestionStatus.LIVE: _l("Live"),
    QuestionStatus.RETIRED: _l("Retired"),
}
STATUS_BADGES = {
    QuestionStatus.DRAFT: "",
    QuestionStatus.IN_REVIEW: "info",
    QuestionStatus.LIVE: "good",
    QuestionStatus.RETIRED: "warn",
}
DIFFICULTY_NAMES: dict[int, Any] = {
    1: _l("1 · very easy"),
    2: _l("2 · easy"),
    3: _l("3 · medium"),
    4: _l("4 · hard"),
    5: _l("5 · very hard"),
}
