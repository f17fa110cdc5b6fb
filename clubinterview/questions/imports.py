"""Questions from a file: checked whole, then written whole or not at all. A bank's own export changes nothing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from clubinterview.core.audit import audit
from clubinterview.core.by import By
from clubinterview.core.errors import DomainError
from clubinterview.core.tables.plans import MOST_PROBLEMS, Header, ImportRefused, Plan, Problem
from clubinterview.core.tables.reading import Line
from clubinterview.extensions import db
from clubinterview.questions.banks import Bank, reviewers_of
from clubinterview.questions.facts import QuestionFacts
from clubinterview.questions.four_eyes import needs_review, writers_after
from clubinterview.questions.models import Question, QuestionCategory, QuestionStatus
from clubinterview.questions.names import STATUS_NAMES
from clubinterview.questions.services import refuse_change, running_drive
from clubinterview.questions.tables import COLUMNS, NEEDED, BadCell, Row, cells_of, row_of

MOST_TEXTS_SHOWN = 3
LONGEST_REF = 80
LONGEST_NAME_SHOWN = 40  # of a column that there is not

# Nobody reviews a file, so what it calls live waits for review.
STATUS_OF_NEW = {
    None: QuestionStatus.DRAFT,
    QuestionStatus.DRAFT: QuestionStatus.DRAFT,
    QuestionStatus.IN_REVIEW: QuestionStatus.IN_REVIEW,
    QuestionStatus.LIVE: QuestionStatus.IN_REVIEW,
    QuestionStatus.RETIRED: QuestionStatus.RETIRED,
}

CHANGED = _l("The bank has changed since you checked the file. Check it again.")


@dataclass
class ImportPlan(Plan):
    """What a file of questions would do.

    changed: id, ref, and the values of the columns that the file has.  notes: of what is not done as one might expect.
    versions: Question.version of each question that the file names, by its ref.
    """

    notes: list[Problem] = field(default_factory=list)
    versions: dict[str, str] = field(default_factory=dict)

    @property
    def first_texts(self) -> list[str]:
        """The first questions that would be written, for the sender to see whether they are readable."""
        return [values["text_zh"] for values in [*self.new, *self.changed][:MOST_TEXTS_SHOWN]]


def export_rows(bank: Bank) -> Iterator[list[str]]:
    """Yield the header and the bank's questions, oldest first. Two statements."""
    slugs = {row.id: row.slug for row in db.session.scalars(select(QuestionCategory))}
    yield list(COLUMNS)
    for question in db.session.scalars(select(Question).where(bank.holds).order_by(Question.id)):
        yield cells_of(question, slugs[question.category_id])


def plan_import(bank: Bank, lines: Sequence[Line], *, locked: bool = False) -> ImportPlan:
    """Return what the lines would do to the bank. Writes nothing. Some statements, whatever the number of lines.

    lines: of `question_lines`, the header first.  A column that the file lacks stays as it is.  locked: lock the bank's
    questions, by id, and read them freshly; in a transaction that writes.
    """
    plan = ImportPlan()
    header = _header(lines[0], plan)
    if plan.problems:
        return _with_the_first(plan)
    category_ids = {row.slug: row.id for row in db.session.scalars(select(QuestionCategory))}
    questions = select(Question).where(bank.holds).order_by(Question.id)
    if locked:
        questions = questions.with_for_update().execution_options(populate_existing=True)
    known = {row.ref: row for row in db.session.scalars(questions)}
    rules = _Rules(bank.actor_id, reviewers_of(bank.club_id), running_drive(bank.club_id))
    seen: dict[str, int] = {}
    for line, cells in lines[1:]:
        try:
            row = _row(bank, line, header, cells, category_ids, known)
            if row.ref in seen:
                raise BadCell("ref", _("Same as line %(line)d.", line=seen[row.ref]))
            seen[row.ref] = line
            if row.ref in known:
                _sort_known(plan, line, row, known[row.ref], rules)
            else:
                _sort_new(plan, row, rules)
        except BadCell as error:
            plan.refuse(line, error.sentence, error.column)
        except DomainError as error:
            plan.refuse(line, str(error))
    _refuse_taken(plan, seen)
    return _with_the_first(plan)


def _with_the_first(plan: ImportPlan) -> ImportPlan:
    """Leave out what would fill a page too long: of many problems, the first ones say enough."""
    plan.sort_problems()
    plan.notes = plan.notes[:MOST_PROBLEMS]
    return plan


def carry_out_import(bank: Bank, lines: Sequence[Line], versions: Mapping[str, str], *, by: By) -> ImportPlan:
    """Write what the lines say, in the present transaction. Twice changes nothing.

    versions: ImportPlan.versions of what the sender has looked at.  Raises ImportRefused when the lines do not fit any
    more, or would write over what has changed since then.  Locks the bank's questions, so it belongs into
    `in_transaction`.
    """
    try:
        plan = _write(bank, lines, versions)
    except IntegrityError:  # another person wrote questions with these names meanwhile; now they are known
        try:
            plan = _write(bank, lines, versions)
        except IntegrityError as error:
            raise ImportRefused(CHANGED) from error
    counts = f"+{len(plan.new)} ~{len(plan.changed)}"
    audit("question.import", by=by, club_id=bank.club_id, new=counts)
    return plan


def _write(bank: Bank, lines: Sequence[Line], versions: Mapping[str, str]) -> ImportPlan:
    plan = plan_import(bank, lines, locked=True)
    if plan.problems:
        raise ImportRefused(CHANGED)
    refs = [values["ref"] for values in plan.changed]
    if overtaken := [ref for ref in refs if versions.get(ref) != plan.versions[ref]]:
        raise ImportRefused(CHANGED, overtaken)
    with db.session.begin_nested():
        if plan.new:
            db.session.execute(insert(Question), [{"club_id": bank.club_id, **values} for values in plan.new])
        if plan.changed:
            db.session.execute(update(Question), plan.changed)
    return plan


def _header(first: Line, plan: ImportPlan) -> Header:
    """Return the names of the columns, and put what is wrong with them into the plan."""
    line, cells = first
    header = Header([cell.strip().lower() for cell in cells], columns=COLUMNS, needed=NEEDED)
    for name in dict.fromkeys(header.names[place - 1] for place in header.unknown):
        plan.refuse(line, _("Unknown column."), name[:LONGEST_NAME_SHOWN])
    for name in header.doubled:
        plan.refuse(line, _("This column appears twice."), name)
    for name in header.missing:
        plan.refuse(line, _("This column is missing."), name)
    return header


def _row(
    bank: Bank,
    line: int,
    header: Header,
    cells: list[str],
    category_ids: dict[str, int],
    known: dict[str, Question],
) -> Row:
    if len(cells) > len(header.names):
        raise BadCell("", _("This line has more columns than the first."))
    row = row_of(header.by_name(cells), category_ids)
    if bank.is_platforms and row.values.get("is_for_panels"):
        raise BadCell("for_panels", _("Only club banks can hold interview-only questions."))
    return replace(row, ref=_ref_in(bank, row.ref, known))


def _ref_in(bank: Bank, ref: str, known: dict[str, Question]) -> str:
    """Return the name that a question of a file has in this bank, whichever bank the file came from."""
    if ref in known:
        return ref
    if bank.is_platforms:
        return ref.replace("/", "-")
    ref = ref if ref.startswith(bank.ref_prefix) else f"{bank.ref_prefix}{ref}"
    if len(ref) > LONGEST_REF:
        raise BadCell("ref", _("This cell has more than %(most)d characters.", most=LONGEST_REF))
    return ref


@dataclass(frozen=True)
class _Rules:
    """What lines are held against, read once.  running_drive: of `questions.running_drive`."""

    actor_id: int
    reviewers: frozenset[int]
    running_drive: str | None


def _sort_new(plan: ImportPlan, row: Row, rules: _Rules) -> None:
    """Put a good line of a new question into the plan. Raises BadCell when it may not be in its state."""
    facts = QuestionFacts(**row.values)
    status = STATUS_OF_NEW[row.status]
    if status == QuestionStatus.IN_REVIEW and facts.lack is not None:
        raise BadCell("", str(facts.lack))
    plan.new.append({"ref": row.ref, "status": status, "writer_ids": [rules.actor_id], **facts.values()})


def _sort_known(plan: ImportPlan, line: int, row: Row, question: Question, rules: _Rules) -> None:
    """Count a good line of a question that is there as changed or the same. Raises DomainError when it may not be."""
    plan.versions[row.ref] = question.version
    if row.status not in {None, question.status}:
        name = STATUS_NAMES[question.status]
        note = _("Importing doesn't change status. The question stays “%(state)s”.", state=name)
        plan.notes.append(Problem(line, "status", note))
    before = QuestionFacts.of(question)
    facts = replace(before, **row.values)
    if facts == before:
        plan.same += 1
        return
    refuse_change(question, facts, rules.running_drive)
    is_reviewed_again = needs_review(question, facts, rules.actor_id, rules.reviewers)
    plan.changed.append(
        {
            "id": question.id, "ref": row.ref, **row.values,
            "status": QuestionStatus.IN_REVIEW if is_reviewed_again else question.status,
            "writer_ids": writers_after(question, rules.actor_id, is_reviewed_again=is_reviewed_again),
        }
    )  # fmt: skip


def _refuse_taken(plan: ImportPlan, seen: dict[str, int]) -> None:
    """Record the new names that questions of other banks have. A statement for each 500."""
    refs = [values["ref"] for values in plan.new]
    for start in range(0, len(refs), 500):
        taken = db.session.scalars(select(Question.ref).where(Question.ref.in_(refs[start : start + 500])))
        for ref in taken:
            plan.refuse(seen[ref], _("Another bank already uses this reference."), "ref")
