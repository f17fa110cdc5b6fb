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
    "point_missing": _l("Not covered yet:"),
    "point_touched": _l("Touched on, say more:"),
    "no_situation": _l("Describe the situation more clearly."),
    "no_task": _l("Say what you had to achieve."),
    "no_action": _l("Say step by step what was done."),
    "no_result": _l("Say more about the result."),
    "no_opening": _l("Say at the start what it's about."),
    "no_closing": _l("End with a one-sentence conclusion."),
    "no_order": _l("Put the steps in order."),
    "no_check": _l("Say how you'd check whether it worked."),
    "no_numbers": _l("Add numbers, dates or amounts."),
    "no_names": _l("Name specific places, clubs, tools or events."),
    "no_own_part": _l("Say more about what you yourself did."),
    "too_short": _l("A longer answer would be more convincing."),
    "too_long": _l("A bit long for a listener. Cut what matters least."),
    "too_fast": _l("Slow down a little so it's easier to follow."),
    "too_slow": _l("Use the time to say a little more."),
    "repeats": _l("This repeats what you said before. You can cut it."),
    "fillers": _l("Filler words weaken this sentence. Try it without them."),
    "vague_sentence": _l("A bit vague. Add an example."),
    "off_topic": _l("This doesn't answer the question yet. Look again at what it asks."),
    "empty": _l("No answer."),
    "nonsense": _l("This text can't be read. Write it again."),
    "copied_question": _l("This only repeats the question. Add your own view."),
    "copied_sample": _l("This copies the sample answer. Use your own experience."),
    "keyword_list": _l("These are keywords. Turn them into sentences."),
    "speaks_to_grader": _l("Speak to the interviewer, not the scoring software."),
}
