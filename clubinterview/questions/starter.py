"""The starter bank of the package: questions that every installation begins with, one file for each category."""

import json
from importlib import resources
from typing import Any

from sqlalchemy import insert, select, update

from clubinterview.extensions import db
from clubinterview.questions.facts import Point, QuestionFacts
from clubinterview.questions.models import Question, QuestionCategory, QuestionKind, QuestionStatus

SOURCE = "starter"
PARENTS = (
    ("about-you", "关于你", "About you"),
    ("with-others", "与人共事", "Working with others"),
    ("doing", "做事", "Getting things done"),
    ("field", "专业方向", "Fields"),
    ("group", "小组", "In a group"),
)


def load_starter_bank(*, overwrite: bool = False) -> int:
    """Add the categories and questions of the package that are missing, live, to the platform's bank.

    Runs in a transaction.  overwrite: bring questions that were edited back to the package's words; otherwise they
    stay. States stay in any case.  Returns how many questions were added: 0 the second time.
    """
    files = starter_files()
    category_ids = _load_categories([file["category"] for file in files])
    rows = {
        raw["ref"]: facts_of(raw, category_ids[file["category"]["slug"]])
        for file in files
        for raw in file["questions"]
    }
    known = {
        question.ref: question
        for question in db.session.scalars(select(Question).where(Question.club_id.is_(None)))
    }
    new = [
        {"ref": ref, "club_id": None, "status": QuestionStatus.LIVE, **facts.values()}
        for ref, facts in rows.items()
        if ref not in known
    ]
    if new:
        db.session.execute(insert(Question), new)
    if overwrite:
        changed = [
            {"id": known[ref].id, **facts.values()}
            for ref, facts in rows.items()
            if ref in known and QuestionFacts.of(known[ref]) != facts
        ]
        if changed:
            db.session.execute(update(Question), changed)
    return len(new)


def starter_files() -> list[dict[str, Any]]:
    """Return the package's files, by name: {"category": {…}, "questions": [{…}, …]} each."""
    folder = resources.files("clubinterview.questions") / "starter_questions"
    files = sorted(
        (file for file in folder.iterdir() if file.name.endswith(".json")), key=lambda file: file.name
    )
    return [json.loads(file.read_text("utf-8")) for file in files]


def facts_of(raw: dict[str, Any], category_id: int) -> QuestionFacts:
    """Return what a question of the package says."""
    points: list[Point] = [
        {
            "weight": point["weight"],
            "zh": point["zh"],
            "en": point["en"],
            "also_zh": point["also_zh"],
            "also_en": point["also_en"],
        }
        for point in raw["points"]
    ]
    zh, en = raw["zh"], raw["en"]
    return QuestionFacts(
        category_id=category_id, kind=QuestionKind(raw["kind"]), difficulty=raw["difficulty"], tags=raw["tags"],
        text_zh=zh["text"], sample_zh=zh["sample"], follow_ups_zh=zh["follow_ups"],
        text_en=en["text"], sample_en=en["sample"], follow_ups_en=en["follow_ups"],
        points=points, source=SOURCE,
    )  # fmt: skip


def _load_categories(wanted: list[dict[str, Any]]) -> dict[str, int]:
    """Add the categories that are missing and return the ids of all by their short names."""
    order = [slug for slug, _zh, _en in PARENTS]
    known = {row.slug: row for row in db.session.scalars(select(QuestionCategory))}
    for position, (slug, zh, en) in enumerate(PARENTS):
        if slug not in known:
            known[slug] = QuestionCategory(slug=slug, name_zh=zh, name_en=en, position=position)
            db.session.add(known[slug])
    db.session.flush()
    wanted = sorted(wanted, key=lambda category: order.index(category["parent"]))
    for position, category in enumerate(wanted):
        if category["slug"] not in known:
            known[category["slug"]] = QuestionCategory(
                slug=category["slug"], name_zh=category["zh"], name_en=category["en"],
                parent_id=known[category["parent"]].id, position=position,
            )  # fmt: skip
            db.session.add(known[category["slug"]])
    db.session.flush()
    return {slug: row.id for slug, row in known.items()}
