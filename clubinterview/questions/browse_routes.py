"""Students read the questions that they can practise with."""

from functools import partial

from flask import abort, render_template, request, url_for
from flask_login import current_user

from clubinterview.core.language import locale_code
from clubinterview.core.pagination import Cursor
from clubinterview.core.web import WebAnswer
from clubinterview.questions import bp
from clubinterview.questions.categories import categories_in
from clubinterview.questions.names import DIFFICULTY_NAMES, KIND_NAMES
from clubinterview.questions.queries import QuestionFilters, practice_page, question_for_practice


@bp.get("/practice/questions")
def browse() -> WebAnswer:
    """List the questions that the reader practises with, newest first."""
    categories = categories_in(locale_code())
    arguments = {name: request.args.get(name) for name in ("category", "kind", "difficulty")}
    filters = QuestionFilters.from_arguments({**arguments, "q": ""}, categories)
    page = practice_page(current_user, filters, Cursor.from_arguments(request.args))
    return render_template(
        "questions/browse.html",
        page=page.with_urls(partial(url_for, "questions.browse", **filters.arguments)),
        filters=filters,
        categories=categories,
        category_names={row.id: row.name for row in categories},
        kind_names=KIND_NAMES,
        difficulty_names=DIFFICULTY_NAMES,
    )


@bp.get("/practice/questions/<int:question_id>")
def read_question(question_id: int) -> WebAnswer:
    """Show a question; key points and the sample answer only when they are asked for."""
    question = question_for_practice(current_user, question_id)
    if question is None:
        abort(404)
    labels = {row.id: row.label for row in categories_in(locale_code())}
    return render_template(
        "questions/read_question.html",
        question=question,
        category=labels.get(question.category_id, ""),
        kind_names=KIND_NAMES,
        difficulty_names=DIFFICULTY_NAMES,
    )
