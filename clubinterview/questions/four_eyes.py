"""Four eyes: what a question says goes live only when a person who did not write it has read it.

Its writers are all who have written or changed it since it was last live. None of them publishes it while

* a reviewer who is none of them could: one who only touched it up is a writer too;
* or, where all have had a hand in it, one could who did not change it last.

Where nobody else could review it at all, its writer publishes it alone.
"""

from collections.abc import Sequence

from clubinterview.questions.facts import QuestionFacts
from clubinterview.questions.models import Question, QuestionStatus

REVIEWED = (
    "text_zh", "text_en", "points", "sample_zh", "sample_en", "follow_ups_zh", "follow_ups_en", "is_for_panels",
)  # fmt: skip


def may_publish(actor_id: int, writer_ids: Sequence[int], reviewers: frozenset[int]) -> bool:
    """Whether the rule lets this person publish.  writer_ids: Question.writer_ids.  reviewers: of the bank."""
    if actor_id not in writer_ids:
        return True
    others = reviewers - {actor_id}
    return others <= set(writer_ids) and (not others or actor_id != writer_ids[-1])


def needs_review(question: Question, facts: QuestionFacts, actor_id: int, reviewers: frozenset[int]) -> bool:
    """Whether a live question that says this instead is to be reviewed again: what it asks, its key points, samples or use.

    Where nobody else could review it, it stays live.
    """
    return (
        question.status == QuestionStatus.LIVE
        and bool(reviewers - {actor_id})
        and any(getattr(question, name) != getattr(facts, name) for name in REVIEWED)
    )


def writers_after(question: Question, actor_id: int, *, is_reviewed_again: bool) -> list[int]:
    """Return the writers of a question that the actor has changed. What stays live has none."""
    if question.status == QuestionStatus.LIVE and not is_reviewed_again:
        return []
    return [*(writer_id for writer_id in question.writer_ids if writer_id != actor_id), actor_id]
