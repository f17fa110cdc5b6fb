"""Why the language model has said nothing, in words for people."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

# Why the model gave no answer, by the reasons of ModelUnavailable and of giving up.
REASONS = {
    "none": _l("AI isn't set up here."),
    "breaker": _l("AI isn't responding right now. It will be retried shortly."),
    "budget": _l("AI has used up today's budget for everyone."),
    "budget_person": _l("You've used up your AI quota for today. It resets tomorrow."),
    "timeout": _l("AI took too long."),
    "refused": _l("AI couldn't be reached or rejected the request."),
    "nonsense": _l("AI gave an answer that can't be used."),
    "given_up": _l("AI was asked several times and never finished."),
    "nothing": _l("Nothing in your library matches this question."),
}


def reason_text(reason: str) -> LazyString:
    """Return the sentence that says why the model gave no answer."""
    return REASONS.get(reason, REASONS["refused"])
