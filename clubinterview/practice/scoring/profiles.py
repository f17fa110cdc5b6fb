"""What each kind of question asks of an answer: the weight of the parts, its structure and its length."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Profile:
    """Maximums of the parts (100 together), points of each structural element, and the length wanted.

    Lengths are in Chinese characters; an English word counts as 1.7.
    """

    maximums: dict[str, int]
    structure: dict[str, int]
    full_length: int
    longest: int = 900


def _maximums(coverage: int, structure: int, concreteness: int, length: int, style: int) -> dict[str, int]:
    return {
        "coverage": coverage,
        "structure": structure,
        "concreteness": concreteness,
        "length": length,
        "style": style,
    }


_STAR = {"situation": 4, "task": 3, "action": 5, "result": 5, "closing": 3}
_STEPS = {"opening": 4, "action": 4, "order": 6, "check": 3, "closing": 3}

PROFILES: dict[str, Profile] = {
    "behavioural": Profile(_maximums(34, 20, 20, 18, 8), _STAR, 290),
    "teamwork": Profile(_maximums(34, 20, 20, 18, 8), _STAR, 290),
    "situational": Profile(_maximums(36, 20, 18, 18, 8), _STEPS, 290),
    "technical": Profile(_maximums(38, 20, 16, 18, 8), _STEPS, 290),
    "group_discussion": Profile(
        _maximums(36, 20, 18, 18, 8),
        {"opening": 5, "action": 3, "order": 4, "agreement": 5, "closing": 3},
        260,
    ),
    "self_introduction": Profile(
        _maximums(36, 18, 20, 18, 8), {"opening": 5, "situation": 4, "action": 4, "closing": 5}, 280
    ),
    "motivation": Profile(
        _maximums(36, 18, 20, 18, 8), {"opening": 5, "situation": 4, "action": 4, "closing": 5}, 280
    ),
    "closing": Profile(_maximums(44, 14, 18, 16, 8), {"opening": 6, "closing": 8}, 270),
}


def profile_of(kind: str) -> Profile:
    """The profile of a kind; an unknown kind is read as behavioural."""
    return PROFILES.get(kind, PROFILES["behavioural"])
