"""What sub-scores and losses are called."""

from flask_babel import lazy_gettext as _l

PART_LABELS = {
    "coverage": _l("Key points"),
    "structure": _l("Structure"),
    "concreteness": _l("Concreteness"),
    "length": _l("Length and pace"),
    "style": _l("Wording"),
}

# Why points were lost, by the scorer's codes.
LOSS_LABELS = {
    "point_missing": _l("This key point is missing."),
    "point_touched": _l("This key point is only touched on."),
    "no_situation": _l("The situation could be clearer."),
    "no_task": _l("What you had to achieve could be clearer."),
    "no_action": _l("What was done, step by step, could be clearer."),
    "no_result": _l("It says little of what came of it."),
    "no_opening": _l("It begins without saying what it is about."),
    "no_closing": _l("It stops without a conclusion."),
    "no_order": _l("The steps do not come in a clear order."),
    "no_check": _l("It does not say how you would see whether it worked."),
    "no_numbers": _l("Numbers, dates or amounts are few."),
    "no_names": _l("Places, clubs, tools or events are hardly named."),
    "no_own_part": _l("It says little of what you yourself did."),
    "too_short": _l("A longer answer would convince more."),
    "too_long": _l("It is longer than a listener can follow."),
    "too_fast": _l("So much text in so little time is hard to follow."),
    "too_slow": _l("Little was said in the time."),
    "repeats": _l("This repeats what was said before."),
    "fillers": _l("Filler words weaken this sentence."),
    "vague_sentence": _l("This sentence stays vague."),
    "off_topic": _l("This does not answer the question."),
    "empty": _l("There is no answer."),
    "nonsense": _l("This is not readable text."),
    "copied_question": _l("This only repeats the question."),
    "copied_sample": _l("This is the sample answer."),
    "keyword_list": _l("These are keywords, not an answer."),
    "speaks_to_grader": _l("This speaks to the scorer instead of the interviewer."),
}
