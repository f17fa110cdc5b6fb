"""The student's way into practice: what to do next, and the forms that begin a session."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from clubinterview.core.clock import utcnow
from clubinterview.core.transaction import in_transaction
from clubinterview.core.web import WebAnswer
from clubinterview.practice import bp
from clubinterview.practice.mock.beginning import AlreadyPractising, NothingToAsk, ask_again, start_mock
from clubinterview.practice.mock.forms import AgainForm, StartForm
from clubinterview.practice.mock.queries import subjects_of
from clubinterview.practice.mock.recommending import suggestions
from clubinterview.practice.mock.targets import target_of, targets_of
from clubinterview.practice.models import MockAnswer, MockInterview
from clubinterview.practice.queries import answer_of, live_mock, mock_of, newest_mocks

SHOWN_MOCKS = 3


@bp.get("/practice")
def index() -> WebAnswer:
    """Show the session that is not ended, what to practise next and why, and the newest reports."""
    user = current_user._get_current_object()
    return render_template(
        "practice/index.html",
        live=live_mock(user.id),
        suggestions=suggestions(user, subjects_of(user)),
        mocks=newest_mocks(user.id, SHOWN_MOCKS),
        now=utcnow(),
    )


@bp.route("/practice/new", methods=["GET", "POST"])
def new_mock() -> WebAnswer:
    """Begin a session. ?target= chooses what for."""
    user = current_user._get_current_object()
    form = StartForm(target=request.args.get("target", ""))
    form.offer(targets_of(user))
    if form.validate_on_submit():
        target, setup, start_key = target_of(user, form.target.data), form.setup(), form.start_key.data
        try:
            mock = in_transaction(lambda: start_mock(user, target, setup, start_key=start_key, now=utcnow()))
        except AlreadyPractising as refusal:
            return redirect(url_for("practice.mock", mock_id=refusal.mock_id), 303)
        except NothingToAsk as refusal:
            form.target.errors = [str(refusal)]
        else:
            return redirect(url_for("practice.mock", mock_id=mock.id), 303)
    return render_template("practice/new.html", form=form), form.status


@bp.post("/practice/sessions/<int:mock_id>/repetition")
def repeat(mock_id: int) -> WebAnswer:
    """Ask the questions of a session once more."""
    mock = mock_of(current_user._get_current_object(), mock_id)
    return _again(mock, mock.answers)


@bp.post("/practice/answers/<int:answer_id>/repetition")
def retry(answer_id: int) -> WebAnswer:
    """Ask one question once more."""
    answer = answer_of(current_user._get_current_object(), answer_id)
    return _again(answer.mock, [answer])


def _again(mock: MockInterview, answers: list[MockAnswer]) -> WebAnswer:
    user_id, form = current_user.id, AgainForm()
    if not form.validate_on_submit():
        abort(422)
    start_key = str(form.start_key.data)
    try:
        begun = in_transaction(lambda: ask_again(user_id, mock, answers, start_key=start_key, now=utcnow()))
    except AlreadyPractising as refusal:
        flash(str(refusal), "warning")
        return redirect(url_for("practice.mock", mock_id=refusal.mock_id), 303)
    return redirect(url_for("practice.mock", mock_id=begun.id), 303)
