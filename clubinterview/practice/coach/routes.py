"""The coach: conversations about one's own practice, with answers that cite their sources."""

from functools import partial

from flask import flash, jsonify, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from clubinterview.core.errors import TooMany
from clubinterview.core.pagination import Cursor
from clubinterview.core.transaction import transaction
from clubinterview.core.web import WebAnswer
from clubinterview.practice import bp
from clubinterview.practice.coach import services as coach
from clubinterview.practice.coach.answering import partial_text
from clubinterview.practice.coach.citations import parts_of
from clubinterview.practice.coach.forms import AskForm, TitleForm
from clubinterview.practice.coach.titles import title_of
from clubinterview.practice.language_model.client import model_is_set_up
from clubinterview.practice.language_model.reasons import reason_text
from clubinterview.practice.models import CoachTurn, CommentStatus

bp.add_app_template_global(parts_of, "coach_parts")
bp.add_app_template_global(title_of, "passage_title")
bp.add_app_template_global(reason_text, "model_reason")


@bp.get("/practice/coach")
def coach_talks() -> WebAnswer:
    """List the conversations, newest first, with a form that begins one."""
    return _talks(AskForm(formdata=None))


@bp.post("/practice/coach")
def begin_talk() -> WebAnswer:
    """Begin a conversation with its first question."""
    form = AskForm()
    if form.validate_on_submit():
        try:
            turn = coach.ask(current_user.id, None, form.question.data or "", form.ask_key.data or "")
        except TooMany as error:
            form.question.errors = [str(error)]
            return _too_often(_talks(form), error)
        return _to_turn(turn)
    return _talks(form)


@bp.get("/practice/coach/<int:talk_id>")
def coach_talk(talk_id: int) -> WebAnswer:
    """Show a conversation, its newest questions last."""
    return _talk(talk_id, AskForm(formdata=None), TitleForm(formdata=None))


@bp.post("/practice/coach/<int:talk_id>")
def ask_coach(talk_id: int) -> WebAnswer:
    """Ask one more question."""
    form = AskForm()
    if form.validate_on_submit():
        try:
            turn = coach.ask(current_user.id, talk_id, form.question.data or "", form.ask_key.data or "")
        except coach.TalkFull as error:
            form.question.errors = [str(error)]
        except TooMany as error:
            form.question.errors = [str(error)]
            return _too_often(_talk(talk_id, form, TitleForm(formdata=None)), error)
        else:
            return _to_turn(turn)
    return _talk(talk_id, form, TitleForm(formdata=None))


@bp.post("/practice/coach/<int:talk_id>/title")
def rename_talk(talk_id: int) -> WebAnswer:
    """Give a conversation another title."""
    form = TitleForm()
    if form.validate_on_submit():
        with transaction():
            coach.rename(current_user.id, talk_id, form.title.data or "")
        return redirect(url_for("practice.coach_talk", talk_id=talk_id), 303)
    return _talk(talk_id, AskForm(formdata=None), form)


@bp.post("/practice/coach/<int:talk_id>/deletion")
def delete_talk(talk_id: int) -> WebAnswer:
    """Delete a conversation."""
    coach.talk_of(current_user.id, talk_id)
    with transaction():
        coach.forget(current_user.id, talk_id)
    flash(_("Conversation deleted."), "success")
    return redirect(url_for("practice.coach_talks"), 303)


@bp.get("/practice/coach/turns/<int:turn_id>")
def coach_turn(turn_id: int) -> WebAnswer:
    """Say to the page that waits how far an answer is: {"done", "html"}."""
    turn = coach.turn_of(current_user.id, turn_id)
    done = turn.status != CommentStatus.WAITING
    html = render_template(
        "practice/_coach_answer.html", turn=turn, partial="" if done else partial_text(turn)
    )
    response = jsonify(done=done, html=html)
    response.headers["Cache-Control"] = "no-store"
    return response


def _next_look(talk_id: int, waiting: list[CoachTurn]) -> str:
    """Return where a page without scripts looks for the answers that it waits for; "" when there are none.

    The address differs from the present one by more than the fragment, or browsers would not load it again.
    """
    if not waiting:
        return ""
    look = 2 if request.args.get("look") == "1" else 1
    return url_for("practice.coach_talk", talk_id=talk_id, look=look, _anchor=f"turn-{waiting[0].id}")


def _to_turn(turn: CoachTurn) -> WebAnswer:
    return redirect(url_for("practice.coach_talk", talk_id=turn.talk_id, _anchor=f"turn-{turn.id}"), 303)


def _too_often(page: WebAnswer, error: TooMany) -> WebAnswer:
    """Return the page that still shows the question, with the status and header of the refusal."""
    response = make_response(page)
    response.status_code = error.status
    response.headers["Retry-After"] = str(error.retry_after)
    return response


def _talks(form: AskForm) -> WebAnswer:
    page = coach.talks_page(current_user.id, Cursor.from_arguments(request.args))
    page = page.with_urls(partial(url_for, "practice.coach_talks"))
    return render_template(
        "practice/coach.html", page=page, form=form, has_model=model_is_set_up()
    ), form.status


def _talk(talk_id: int, form: AskForm, title_form: TitleForm) -> WebAnswer:
    talk = coach.talk_of(current_user.id, talk_id)
    shown = coach.turns_page(talk, Cursor.from_arguments(request.args))
    shown = shown.with_urls(partial(url_for, "practice.coach_talk", talk_id=talk_id))
    turns = shown.items[::-1]
    waiting = [turn for turn in turns if turn.status == CommentStatus.WAITING]
    if not title_form.errors:
        title_form.title.data = talk.title
    page = render_template(
        "practice/coach_talk.html",
        talk=talk,
        turns=turns,
        newer_url=shown.previous_url,
        older_url=shown.next_url,
        partials={turn.id: partial_text(turn) for turn in waiting},
        next_look=_next_look(talk_id, waiting),
        form=form,
        title_form=title_form,
    )
    return page, 422 if form.errors or title_form.errors else 200
