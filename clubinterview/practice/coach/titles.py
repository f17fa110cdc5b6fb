"""What the passages of the coach are called."""

from flask_babel import gettext as _


def title_of(kind: str, name: str) -> str:
    """Return the title of a passage in the present language.  kind, name: as of collection.Passage."""
    match kind:
        case "resume":
            return str(_("My resume"))
        case "practice":
            return str(_("My practice: %(question)s", question=name))
        case "question":
            return str(_("Question: %(question)s", question=name))
    return name
