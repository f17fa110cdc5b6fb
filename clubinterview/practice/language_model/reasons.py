"""Why the language model has said nothing, in words for people."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

# Why the model gave no answer, by the reasons of ModelUnavailable and of giving up.
REASONS = {
    "none": _l("No language model is set up here."),
    "breaker": _l("The language model is not answering right now, so it gets a short break."),
    "budget": _l("The language model has used up its budget for everybody today."),
    "budget_person": _l(
        "You have used up your share of the language model for today. You can ask it again tomorrow."
    ),
    "timeout": _l("The language model took too long."),
    "refused": _l("The language model could not be reached, or did not accept the request."),
    "nonsense": _l("The language model gave an answer that cannot be used."),
    "given_up": _l("The language model was asked several times and never finished."),
    "nothing": _l("Nothing in your collection matches this question."),
}


def reason_text(reason: str) -> LazyString:
    """Return the sentence that says why the model gave no answer."""
    return REASONS.get(reason, REASONS["refused"])
