"""Students' answers to offers."""

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user

from clubinterview.core.clock import utcnow
from clubinterview.core.transaction import in_transaction
from clubinterview.core.web import WebAnswer
from clubinterview.recruitment import bp
from clubinterview.recruitment.offers.services import accept_offer, decline_offer
from clubinterview.recruitment.policies import application_of


@bp.post("/applications/<int:application_id>/offer/acceptance")
def accept(application_id: int) -> WebAnswer:
    """Take the place."""
    application_of(current_user, application_id)
    user_id = current_user.id
    in_transaction(lambda: accept_offer(user_id, application_id, now=utcnow()))
    flash(_("Welcome! Your place is saved."), "success")
    return redirect(url_for("recruitment.application", application_id=application_id))


@bp.post("/applications/<int:application_id>/offer/refusal")
def decline(application_id: int) -> WebAnswer:
    """Leave the place to others."""
    application_of(current_user, application_id)
    user_id = current_user.id
    in_transaction(lambda: decline_offer(user_id, application_id, now=utcnow()))
    flash(_("You've declined the offer."), "success")
    return redirect(url_for("recruitment.application", application_id=application_id))
