"""Reports: one session, the history, and sharing by a link that can be taken back."""

import secrets
from functools import partial

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select

from clubinterview.core.access import open_before_completion, plays_media, public
from clubinterview.core.pagination import Cursor, page_of
from clubinterview.core.transaction import in_transaction
from clubinterview.core.web import WebAnswer, public_url
from clubinterview.practice import bp
from clubinterview.practice.models import AnswerStatus, MockInterview, MockStatus
from clubinterview.practice.queries import mock_of, newest_mocks, practised
from clubinterview.practice.report import charts
from clubinterview.practice.report import services as reports
from clubinterview.practice.report.reports import Report, report_of
from clubinterview.practice.report.sharing import shared_mock
from clubinterview.practice.report.words import LOSS_LABELS, PART_LABELS
from clubinterview.questions.categories import categories
from clubinterview.questions.names import KIND_NAMES

TREND_OF = 20


@bp.get("/practice/sessions/<int:mock_id>/report")
@plays_media
def report(mock_id: int) -> WebAnswer:
    """Show how a session went, or that it is being scored."""
    mock = mock_of(current_user._get_current_object(), mock_id)
    if mock.status == MockStatus.ABANDONED:
        abort(404)
    if mock.status != MockStatus.FINISHED:
        return redirect(url_for("practice.mock", mock_id=mock_id))
    if mock.scored_at is None:
        done = [answer for answer in mock.answers if answer.status == AnswerStatus.DONE]
        page = render_template(
            "practice/scoring.html", mock=mock, total=len(done),
            scored=sum(answer.score is not None for answer in done),
        )  # fmt: skip
        return page, 200, {"Refresh": "2"}
    return _page(report_of(mock), is_mine=True)


@bp.get("/practice/history")
def history() -> WebAnswer:
    """List the finished sessions, newest first, with the trend and how each subject goes."""
    user_id = current_user.id
    finished = select(MockInterview.id).where(
        MockInterview.user_id == user_id, MockInterview.status == MockStatus.FINISHED
    )
    page = page_of(select(MockInterview), finished, Cursor.from_arguments(request.args))
    scored = [mock for mock in reversed(newest_mocks(user_id, TREND_OF)) if mock.score is not None]
    subjects = practised(user_id)
    return render_template(
        "practice/history.html",
        page=page.with_urls(partial(url_for, "practice.history")),
        scored=scored,
        trend=charts.trend([mock.score or 0 for mock in scored]) if len(scored) > 1 else None,
        subjects=[(one, subjects[one.id]) for one in categories() if one.id in subjects],
    )


@bp.post("/practice/sessions/<int:mock_id>/report/renewal")
def renew(mock_id: int) -> WebAnswer:
    """Score a session again."""
    user_id = current_user.id
    in_transaction(lambda: reports.renew(user_id, mock_id))
    return redirect(url_for("practice.report", mock_id=mock_id), 303)


@bp.post("/practice/sessions/<int:mock_id>/sharing")
def share(mock_id: int) -> WebAnswer:
    """Make the link that shows the report to anyone who has it. There is one at a time."""
    user_id = current_user.id
    in_transaction(lambda: reports.share(user_id, mock_id))
    return redirect(url_for("practice.report", mock_id=mock_id, _anchor="sharing"), 303)


@bp.post("/practice/sessions/<int:mock_id>/sharing/end")
def unshare(mock_id: int) -> WebAnswer:
    """Take the link back; it opens nothing from now on."""
    user_id = current_user.id
    in_transaction(lambda: reports.unshare(user_id, mock_id))
    flash(_("Link turned off."), "success")
    return redirect(url_for("practice.report", mock_id=mock_id, _anchor="sharing"), 303)


@bp.get("/practice/shared/<token>")
@public
@open_before_completion
def shared(token: str) -> WebAnswer:
    """Show a report to anyone who was given its link: no name, no recording, nothing to press."""
    mock = shared_mock(token, current_user._get_current_object())
    page = _page(report_of(mock), is_mine=False)
    return page, 200, {"X-Robots-Tag": "noindex, nofollow", "Cache-Control": "no-store"}


def _page(report: Report, *, is_mine: bool) -> str:
    token = report.mock.share_token
    shares = [(str(PART_LABELS[name]), percent) for name, percent in report.shares.items()]
    return render_template(
        "practice/report.html",
        mock=report.mock,
        report=report,
        is_mine=is_mine,
        public_link=public_url(url_for("practice.shared", token=token)) if is_mine and token else "",
        shares=shares,
        radar=charts.radar(shares) if len(shares) >= 3 else None,
        kinds={kind.value: label for kind, label in KIND_NAMES.items()},
        parts=PART_LABELS,
        losses=LOSS_LABELS,
        start_key=secrets.token_urlsafe(18),
    )
