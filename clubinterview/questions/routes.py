"""Pages of a question bank: the list, one question, and its form. The platform's and a club's are the same pages."""

from functools import partial

from flask import current_app, flash, redirect, render_template, request
from flask_babel import gettext as _
from flask_login import current_user

from clubinterview.core.language import locale_code
from clubinterview.core.limits import limits
from clubinterview.core.pagination import Cursor
from clubinterview.core.transaction import transaction
from clubinterview.core.web import WebAnswer, acting
from clubinterview.questions import bp
from clubinterview.questions.banks import Bank, bank_for, reviewers_of
from clubinterview.questions.categories import categories_in
from clubinterview.questions.facts import QuestionFacts
from clubinterview.questions.forms import MergeQuestionForm, QuestionForm, SendBackForm, listed
from clubinterview.questions.models import FEWEST_PEOPLE, Question, QuestionStatus
from clubinterview.questions.names import DIFFICULTY_NAMES, KIND_NAMES, STATUS_BADGES, STATUS_NAMES
from clubinterview.questions.queries import LONGEST_SEARCH, QuestionFilters, bank_page, question_in
from clubinterview.questions.services import (
    NEXT,
    Changed,
    Incomplete,
    ReservedForPanels,
    WrongState,
    edit_question,
    write_question,
)

WORDS = {
    "kind_names": KIND_NAMES,
    "status_names": STATUS_NAMES,
    "status_badges": STATUS_BADGES,
    "difficulty_names": DIFFICULTY_NAMES,
    "fewest_people": FEWEST_PEOPLE,
}


@bp.get("/platform/questions", defaults={"slug": None})
@bp.get("/manage/<slug>/questions")
def questions(slug: str | None) -> WebAnswer:
    """List the questions of a bank, newest first, or those that the filters leave; whole when they wait for review."""
    bank, categories = bank_for(current_user, slug), categories_in(locale_code())
    filters = QuestionFilters.from_arguments(request.args, categories)
    if filters.query:
        limits.hit((current_app.config["SEARCHES_PER_MINUTE"], 60), "search", str(current_user.id))
    is_review = filters.status == QuestionStatus.IN_REVIEW
    page = bank_page(bank, filters, Cursor.from_arguments(request.args), whole=is_review)
    return _render(
        "questions/questions.html",
        bank,
        page=page.with_urls(partial(bank.url, "questions", **filters.arguments)),
        filters=filters,
        categories=categories,
        category_names={row.id: row.name for row in categories},
        longest_search=LONGEST_SEARCH,
        is_review=is_review,
        listed=listed(page.items) if is_review else "",
    )


@bp.route("/platform/questions/new", methods=["GET", "POST"], defaults={"slug": None})
@bp.route("/manage/<slug>/questions/new", methods=["GET", "POST"])
def new_question(slug: str | None) -> WebAnswer:
    """Write a question."""
    bank = bank_for(current_user, slug)
    categories = categories_in(locale_code())
    form = QuestionForm.blank(categories, for_platform=bank.is_platforms)
    if not form.add_row(request.form.get("add")) and form.validate_on_submit():
        with transaction():
            question = write_question(
                bank.club_id, form.facts(), ref_prefix=bank.ref_prefix, by=acting(bank.actor_id)
            )
        flash(_("Draft saved. Submit it for review when it's ready."), "success")
        return redirect(bank.url("question", question_id=question.id), 303)
    return _render("questions/question_form.html", bank, form=form, question=None), form.status


@bp.get("/platform/questions/<int:question_id>", defaults={"slug": None})
@bp.get("/manage/<slug>/questions/<int:question_id>")
def question(slug: str | None, question_id: int) -> WebAnswer:
    """Show a question, its statistics, and what can be done with it."""
    return render_question(bank_for(current_user, slug), question_id)


@bp.route("/platform/questions/<int:question_id>/edit", methods=["GET", "POST"], defaults={"slug": None})
@bp.route("/manage/<slug>/questions/<int:question_id>/edit", methods=["GET", "POST"])
def change_question(slug: str | None, question_id: int) -> WebAnswer:
    """Change what a question says."""
    bank = bank_for(current_user, slug)
    question, _merged_into = question_in(bank, question_id)
    if question.status == QuestionStatus.RETIRED:
        raise WrongState(question.status)
    form = QuestionForm.of(
        QuestionFacts.of(question),
        categories_in(locale_code()),
        version=question.version,
        for_platform=bank.is_platforms,
    )
    status, was_live = None, question.status == QuestionStatus.LIVE
    if not form.add_row(request.form.get("add")) and form.validate_on_submit():
        try:
            if (edited := _edited(bank, question_id, form)) is not None:
                flash(_said_of(edited, was_live=was_live), "success")
                return redirect(bank.url("question", question_id=question_id), 303)
        except Changed as error:
            form.form_errors.append(str(error))
            form.version.data, status = question.version, error.status
        bank = bank_for(current_user, slug)
    is_reviewed = was_live and bool(reviewers_of(bank.club_id) - {bank.actor_id})
    page = _render(
        "questions/question_form.html", bank, form=form, question=question, is_reviewed=is_reviewed
    )
    return page, status or form.status


def render_question(
    bank: Bank,
    question_id: int,
    *,
    send_back_form: SendBackForm | None = None,
    merge_form: MergeQuestionForm | None = None,
) -> tuple[str, int]:
    """Draw a question's page.  forms: with what was typed, when an act could not be done. 404 when it is not there."""
    question, merged_into = question_in(bank, question_id)
    send_back_form = send_back_form or SendBackForm(formdata=None)
    merge_form = merge_form or MergeQuestionForm(formdata=None)
    labels = {row.id: row.label for row in categories_in(locale_code())}
    page = _render(
        "questions/question.html",
        bank,
        question=question,
        merged_into=merged_into,
        lack=QuestionFacts.of(question).lack,
        next_states=NEXT[question.status],
        category=labels.get(question.category_id, ""),
        send_back_form=send_back_form,
        merge_form=merge_form,
    )
    return page, max(send_back_form.status, merge_form.status)


def _said_of(edited: Question, *, was_live: bool) -> str:
    if was_live and edited.status == QuestionStatus.IN_REVIEW:
        return str(_("Changes saved. The question goes live again once someone else has reviewed them."))
    return str(_("Changes saved."))


def _edited(bank: Bank, question_id: int, form: QuestionForm) -> Question | None:
    """Save the form and return the question; None, with a field saying why, when the question may not become this. Raises Changed."""
    try:
        with transaction():
            by, version = acting(bank.actor_id), form.version.data or ""
            return edit_question(bank.club_id, question_id, form.facts(), by=by, version=version)
    except Incomplete as error:
        form.points.errors = [str(error)]
    except ReservedForPanels as error:
        form.is_for_panels.errors = [str(error)]
    return None


def _render(template: str, bank: Bank, **parts: object) -> str:
    return render_template(template, bank=bank, club=bank.club, membership=bank.membership, **WORDS, **parts)
