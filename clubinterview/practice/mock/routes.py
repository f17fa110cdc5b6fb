"""One session, one question at a time: answer, skip, pause, end."""

from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from clubinterview.core.access import opens_microphone
from clubinterview.core.clock import utcnow
from clubinterview.core.errors import DomainError
from clubinterview.core.transaction import in_transaction
from clubinterview.core.web import WebAnswer
from clubinterview.extensions import db
from clubinterview.practice import bp
from clubinterview.practice.mock.forms import AnswerForm
from clubinterview.practice.mock.services import (
    NotRunning,
    OlderText,
    QuestionOver,
    abandon_mock,
    finish_answer,
    finish_mock,
    pause_mock,
    resume_mock,
    save_text,
)
from clubinterview.practice.models import LONGEST_ANSWER, AnswerStatus, MockAnswer, MockInterview, MockStatus
from clubinterview.practice.queries import answer_of, mock_of

ACTS = {
    "pause": pause_mock,
    "continuation": resume_mock,
    "completion": finish_mock,
    "abandonment": abandon_mock,
}


@bp.get("/practice/sessions/<int:mock_id>")
@opens_microphone
def mock(mock_id: int) -> WebAnswer:
    """Show the open question, wherever it was left; the report of a session that is finished."""
    found = mock_of(current_user._get_current_object(), mock_id)
    if found.status == MockStatus.FINISHED:
        return redirect(url_for("practice.report", mock_id=mock_id))
    if found.status == MockStatus.ABANDONED:
        return render_template("practice/abandoned.html", mock=found, unsaved="")
    answer = _open(found)
    if answer is None:  # The last question was closed after the session was read.
        return redirect(url_for("practice.mock", mock_id=mock_id))
    form = AnswerForm(formdata=None, text=answer.text, revision=answer.revision)
    return _page(found, answer, form)


@bp.post("/practice/answers/<int:answer_id>/text")
def save_answer(answer_id: int) -> WebAnswer:
    """Save what is typed, for the page's script. Says the new revision; 409 with the newest text when it is older."""
    user_id, form = current_user.id, AnswerForm()
    answer_of(current_user._get_current_object(), answer_id)
    if not form.validate_on_submit():
        return jsonify(error=" ".join(_errors(form))), 422
    text, revision = form.text.data or "", form.revision.data or 0
    try:
        answer = in_transaction(lambda: save_text(user_id, answer_id, text, revision=revision))
    except OlderText as refusal:
        return jsonify(error=str(refusal), text=refusal.text, revision=refusal.revision), 409
    except QuestionOver as refusal:
        return jsonify(error=str(refusal)), 409
    return jsonify(revision=answer.revision)


@bp.post("/practice/answers/<int:answer_id>/completion")
@opens_microphone
def finish_question(answer_id: int) -> WebAnswer:
    """Take the answer and go to the next question."""
    return _leave(answer_id, is_skipped=False)


@bp.post("/practice/answers/<int:answer_id>/skipping")
@opens_microphone
def skip_question(answer_id: int) -> WebAnswer:
    """Go to the next question; what was typed is saved, and not scored."""
    return _leave(answer_id, is_skipped=True)


@bp.post("/practice/sessions/<int:mock_id>/<any(pause, continuation, completion, abandonment):act>")
@opens_microphone
def act_on_mock(mock_id: int, act: str) -> WebAnswer:
    """Stop the clock, let it go on, or end the session with or without a report. What was typed is saved first."""
    user_id = current_user.id
    found = mock_of(current_user._get_current_object(), mock_id)
    form = AnswerForm()
    typed_for = next((one for one in found.answers if str(one.id) == request.form.get("answer")), None)
    if typed_for is not None:
        if not form.validate_on_submit():
            return _refused(typed_for, form)
        text, revision = form.text.data or "", form.revision.data or 0
        try:
            in_transaction(lambda: save_text(user_id, typed_for.id, text, revision=revision))
        except (OlderText, QuestionOver) as refusal:
            return _not_saved(typed_for, text, refusal)
    in_transaction(lambda: ACTS[act](user_id, mock_id, now=utcnow()))
    if act == "abandonment":
        flash(_("Practice ended without a report."), "success")
        return redirect(url_for("practice.index"), 303)
    return redirect(url_for("practice.mock", mock_id=mock_id), 303)


def _leave(answer_id: int, *, is_skipped: bool) -> WebAnswer:
    user_id, form = current_user.id, AnswerForm()
    answer = answer_of(current_user._get_current_object(), answer_id)
    if not form.validate_on_submit():
        return _refused(answer, form)
    text, revision = form.text.data or "", form.revision.data or 0
    try:
        in_transaction(
            lambda: finish_answer(
                user_id, answer_id, text, revision=revision, is_skipped=is_skipped, now=utcnow()
            )
        )
    except (OlderText, QuestionOver, NotRunning) as refusal:
        return _not_saved(answer, text, refusal)
    return redirect(url_for("practice.mock", mock_id=answer.mock_id), 303)


def _refused(answer: MockAnswer, form: AnswerForm) -> WebAnswer:
    """Render the question again with what is wrong; redirect to where the session is if the question is not open."""
    if answer.status != AnswerStatus.OPEN:
        return redirect(url_for("practice.mock", mock_id=answer.mock_id), 303)
    return _page(mock_of(current_user._get_current_object(), answer.mock_id), answer, form)


def _not_saved(answer: MockAnswer, text: str, refusal: DomainError) -> WebAnswer:
    """Show where the session is, 409, with the text that was not saved: in the field, if its question is still open."""
    db.session.rollback()
    db.session.expire_all()
    found = mock_of(current_user._get_current_object(), answer.mock_id)
    flash(str(refusal), "warning")
    present = _open(found)
    if found.is_over or present is None:
        return render_template("practice/abandoned.html", mock=found, unsaved=text), 409
    is_same = present.id == answer.id
    both = f"{present.text}\n\n{text}".strip() if present.text not in text else text
    shown = (text if text in present.text else both) if is_same else present.text
    form = AnswerForm(formdata=None, text=shown[:LONGEST_ANSWER], revision=present.revision)
    page, _status = _page(found, present, form, unsaved="" if is_same else text)
    return page, 409


def _open(mock: MockInterview) -> MockAnswer | None:
    return next((answer for answer in mock.answers if answer.status == AnswerStatus.OPEN), None)


def _page(mock: MockInterview, answer: MockAnswer, form: AnswerForm, *, unsaved: str = "") -> tuple[str, int]:
    """Render the question.  unsaved: a text of another question that could not be saved, for the person to copy."""
    number = [one.id for one in mock.answers].index(answer.id) + 1
    page = render_template(
        "practice/mock.html",
        mock=mock,
        answer=answer,
        form=form,
        number=number,
        now=utcnow(),
        unsaved=unsaved,
    )
    return page, form.status


def _errors(form: Any) -> list[str]:
    return [str(error) for errors in form.errors.values() for error in errors]
