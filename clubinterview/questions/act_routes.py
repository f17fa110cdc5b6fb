"""Acts on one question: review, publish, send back, retire, revive, merge."""

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import flash, redirect
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from clubinterview.core.transaction import in_transaction
from clubinterview.core.web import WebAnswer, acting
from clubinterview.questions import bp
from clubinterview.questions.banks import Bank, bank_for
from clubinterview.questions.forms import MergeQuestionForm, PublishForm, PublishListedForm, SendBackForm
from clubinterview.questions.models import QuestionStatus
from clubinterview.questions.queries import id_of_ref, question_in
from clubinterview.questions.routes import render_question
from clubinterview.questions.services import (
    CannotMerge,
    Changed,
    Incomplete,
    OwnQuestion,
    merge_question,
    publish_all,
    publish_question,
    retire_question,
    revive_question,
    send_back_question,
    submit_question,
)


@bp.post("/platform/questions/<int:question_id>/review", defaults={"slug": None})
@bp.post("/manage/<slug>/questions/<int:question_id>/review")
def submit(slug: str | None, question_id: int) -> WebAnswer:
    """Give a draft to review."""
    bank = bank_for(current_user, slug)
    return _act(bank, question_id, submit_question, _("Submitted for review."))


@bp.post("/platform/questions/<int:question_id>/publication", defaults={"slug": None})
@bp.post("/manage/<slug>/questions/<int:question_id>/publication")
def publish(slug: str | None, question_id: int) -> WebAnswer:
    """Let a reviewed question go live."""
    bank = bank_for(current_user, slug)
    question, _merged_into = question_in(bank, question_id)
    done = _("The question is live.")
    if question.writer_ids[-1:] == [bank.actor_id]:
        done = _("The question is live. Nobody else could review it, so your own approval counts.")
    read = PublishForm().version.data or ""
    try:
        return _act(bank, question_id, partial(publish_question, version=read), done)
    except Changed as error:
        flash(str(error), "error")
        page, _status = render_question(bank_for(current_user, slug), question_id)
        return page, error.status


@bp.post("/platform/questions/publication", defaults={"slug": None})
@bp.post("/manage/<slug>/questions/publication")
def publish_reviewed(slug: str | None) -> WebAnswer:
    """Let the questions in review go live that the reader's page listed, as far as they may."""
    bank, versions = bank_for(current_user, slug), PublishListedForm().versions()
    done = in_transaction(partial(publish_all, bank.club_id, versions, by=acting(bank.actor_id)))
    said = [_("%(published)d live.", published=done.published)]
    if done.changed:
        said.append(
            ngettext(
                "%(changed)d question changed after you opened the list. Read it again.",
                "%(changed)d questions changed after you opened the list. Read them again.",
                done.changed,
                changed=done.changed,
            )
        )
    if done.left:
        said.append(_("%(left)d still in review.", left=done.left))
    flash(" ".join(said), "warning" if done.changed else "success")
    return redirect(bank.url("questions", status=QuestionStatus.IN_REVIEW.value), 303)


@bp.post("/platform/questions/<int:question_id>/sending-back", defaults={"slug": None})
@bp.post("/manage/<slug>/questions/<int:question_id>/sending-back")
def send_back(slug: str | None, question_id: int) -> WebAnswer:
    """Make a draft again of a question in review, with a reason."""
    bank, form = bank_for(current_user, slug), SendBackForm()
    if not form.validate_on_submit():
        return render_question(bank, question_id, send_back_form=form)
    path, reason = bank.url("question", question_id=question_id), str(form.reason.data)
    by = acting(bank.actor_id)
    notified = in_transaction(
        lambda: send_back_question(bank.club_id, question_id, reason=reason, path=path, by=by)
    )
    if notified:
        flash(_("The question is a draft again, and its author can see why."), "success")
    else:
        flash(_("The question is a draft again."), "success")
    return redirect(path, 303)


@bp.post("/platform/questions/<int:question_id>/retirement", defaults={"slug": None})
@bp.post("/manage/<slug>/questions/<int:question_id>/retirement")
def retire(slug: str | None, question_id: int) -> WebAnswer:
    """Take a question out of use."""
    bank = bank_for(current_user, slug)
    return _act(bank, question_id, retire_question, _("The question is retired."))


@bp.post("/platform/questions/<int:question_id>/revival", defaults={"slug": None})
@bp.post("/manage/<slug>/questions/<int:question_id>/revival")
def revive(slug: str | None, question_id: int) -> WebAnswer:
    """Make a draft of a retired question."""
    bank = bank_for(current_user, slug)
    return _act(bank, question_id, revive_question, _("The question is a draft again."))


@bp.post("/platform/questions/<int:question_id>/merging", defaults={"slug": None})
@bp.post("/manage/<slug>/questions/<int:question_id>/merging")
def merge(slug: str | None, question_id: int) -> WebAnswer:
    """Retire a question in favour of another one of the bank."""
    bank, form = bank_for(current_user, slug), MergeQuestionForm()
    if form.validate_on_submit():
        into_id = id_of_ref(bank, form.into.data or "")
        if into_id is None:
            form.into.errors = [_("No question in this bank has this reference.")]
        elif _merged(bank, question_id, into_id, form):
            flash(_("Merged."), "success")
            return redirect(bank.url("question", question_id=into_id), 303)
        else:
            bank = bank_for(current_user, slug)
    return render_question(bank, question_id, merge_form=form)


def _merged(bank: Bank, question_id: int, into_id: int, form: MergeQuestionForm) -> bool:
    try:
        in_transaction(partial(merge_question, bank.club_id, question_id, into_id, by=acting(bank.actor_id)))
    except CannotMerge as error:
        form.into.errors = [str(error)]
        return False
    return True


def _act(bank: Bank, question_id: int, verb: Callable[..., Any], done: str) -> WebAnswer:
    """Do something with a question and say so; what the person can mend is said on its page."""
    try:
        in_transaction(partial(verb, bank.club_id, question_id, by=acting(bank.actor_id)))
    except (Incomplete, OwnQuestion) as error:
        flash(str(error), "error")
    else:
        flash(done, "success")
    return redirect(bank.url("question", question_id=question_id), 303)
