"""The entries of the audit log and what is cleared every night, in words."""

from collections.abc import Mapping
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from clubinterview.club.forms import ROLES
from clubinterview.core.audit import AuditEntry
from clubinterview.questions.names import STATUS_NAMES as QUESTION_STATUS_NAMES
from clubinterview.recruitment.models import STATUS_NAMES, Outcome

# Each act that the code gives to `audit`; tests/platform/test_words.py finds one that is missing.
ACTS: dict[str, LazyString] = {
    "account.disable": _l("Account disabled"),
    "account.enable": _l("Account enabled"),
    "account.erase": _l("Account deletion started"),
    "account.factor_off": _l("Two-step verification turned off"),
    "account.new_password": _l("New password required"),
    "account.read": _l("Account viewed"),
    "account.sign_out": _l("Signed out on all devices"),
    "administrator.make": _l("Administrator created"),
    "booking.begin": _l("Interview started"),
    "booking.cancel": _l("Booking cancelled"),
    "booking.check_in": _l("Checked in"),
    "booking.end": _l("Interview ended"),
    "booking.undo_begin": _l("Interview start undone"),
    "booking.undo_check_in": _l("Check-in undone"),
    "booking.undo_end": _l("Interview end undone"),
    "club.describe": _l("Club page edited"),
    "club.make": _l("Club created"),
    "club.second_factor": _l("Two-step verification rule changed"),
    "decision.publish": _l("Decision published"),
    "decision.save": _l("Decision saved"),
    "department.remove": _l("Department removed"),
    "department.write": _l("Department saved"),
    "drive.archive": _l("Drive archived"),
    "drive.close": _l("Applications closed"),
    "drive.create": _l("Drive created"),
    "drive.delete": _l("Drive deleted"),
    "drive.edit": _l("Drive edited"),
    "drive.publish": _l("Drive published"),
    "kit.draw": _l("Questions drawn"),
    "kit.redraw": _l("Questions drawn again"),
    "kit.write": _l("Interview kit saved"),
    "mail.again": _l("Message sent again"),
    "major.add": _l("Major added"),
    "major.edit": _l("Major edited"),
    "major.merge": _l("Majors merged"),
    "membership.add": _l("Team member added"),
    "membership.appoint": _l("Owner appointed"),
    "membership.change": _l("Role changed"),
    "membership.remove": _l("Team member removed"),
    "question.edit": _l("Question edited"),
    "question.export": _l("Questions exported"),
    "question.import": _l("Questions imported"),
    "question.merge": _l("Question merged"),
    "question.publish": _l("Question made live"),
    "question.retire": _l("Question retired"),
    "question.revive": _l("Question brought back"),
    "question.send_back": _l("Question sent back"),
    "question.submit": _l("Question submitted for review"),
    "question.write": _l("Question added"),
    "question_category.add": _l("Category added"),
    "question_category.edit": _l("Category edited"),
    "resume.open": _l("Resume opened"),
    "school.add": _l("School added"),
    "school.approve": _l("School approved"),
    "school.delete": _l("School deleted"),
    "school.edit": _l("School edited"),
    "school.merge": _l("Schools merged"),
    "school.refuse": _l("School rejected"),
    "slot.cancel": _l("Slot cancelled"),
    "slot.create": _l("Slots created"),
    "slot.edit": _l("Slot edited"),
}

THINGS: dict[str, LazyString] = {
    "application": _l("Application"),
    "booking": _l("Booking"),
    "category": _l("Question category"),
    "department": _l("Department"),
    "drive": _l("Drive"),
    "mail": _l("Message"),
    "major": _l("Major"),
    "question": _l("Question"),
    "school": _l("School"),
    "slot": _l("Slot"),
    "stage": _l("Stage"),
}

# What an act changes, by the first word of its name.
STATES: dict[str, Mapping[Any, object]] = {
    "account": {"active": _l("Active"), "disabled": _l("Disabled")},
    "club": {"demanded": _l("required")},
    "decision": {
        **STATUS_NAMES,
        Outcome.ADVANCE: _l("Advance"),
        Outcome.WAITLIST: _l("Waiting list"),
        Outcome.REJECT: _l("Reject"),
    },
    "drive": {
        "draft": _l("Draft"), "open": _l("Published"), "closed": _l("Closed"), "archived": _l("Archived"),
    },
    "membership": ROLES,
    "question": QUESTION_STATUS_NAMES,
}  # fmt: skip


# What profile.retention and its listeners count.
CLEARED: dict[str, LazyString] = {
    "accounts erased": _l("Deleted accounts"),
    "accounts never completed": _l("Accounts never set up"),
    "copies of data": _l("Data exports"),
    "sign-ins": _l("Sign-ins"),
    "security events": _l("Security events"),
    "messages": _l("Sent messages"),
    "messages given up": _l("Undelivered messages"),
    "files without a row": _l("Files no longer in use"),
    "applications": _l("Applications of old drives"),
}


def cleared(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """Return (words, how many) of what a night cleared; only what there was."""
    return [(str(CLEARED.get(name, name)), count) for name, count in counts.items() if count]


def act_of(entry: AuditEntry) -> str:
    """Return what was done, in words; the code's own name of an act that only an earlier release knew."""
    return str(ACTS.get(entry.act, entry.act))


def details_of(entry: AuditEntry) -> str:
    """Return what it was done to, and from what to what."""
    kind = entry.act.partition(".")[0]
    changed = " → ".join(_state(kind, value) for value in (entry.old, entry.new) if value)
    return " · ".join(part for part in (_target(entry.target), changed) if part)


def _target(target: str) -> str:
    thing, _blank, number = target.partition(" ")
    return f"{THINGS[thing]} {number}" if thing in THINGS and number.isdigit() else target


def _state(kind: str, value: str) -> str:
    state, dot, words = value.partition(" · ")
    return f"{STATES.get(kind, {}).get(state, state)}{dot}{words}"
