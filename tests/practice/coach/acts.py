"""What tests of the coach ask and read again and again."""

from clubinterview.practice.coach.answering import answer_turn
from clubinterview.practice.models import CoachTurn
from tests.practice.coach_acts import reread

QUESTION = "我的简历里写了什么技术？"
KEY = "a-key-of-one-form"


def answered(turn: CoachTurn) -> CoachTurn:
    answer_turn(turn.id)
    return reread(turn)


def talk_path(turn: CoachTurn) -> str:
    return f"/practice/coach/{turn.talk_id}"
