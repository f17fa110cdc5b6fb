"""Kinds of message that only the tests tell."""

from flask_babel import lazy_gettext as _l

from clubinterview.messaging.kinds import Kind

INVITED = Kind(
    "test.invited",
    _l("Invitation to %(place)s"),
    _l("Come on %(at)s.\nBring %(things)s things."),
    by_mail=True,
)
TRANSLATED = Kind("test.translated", _l("Home"), _l("Home"), action=_l("Home"))
QUIET = Kind("test.quiet", _l("For %(name)s"), _l("Nothing is mailed."), by_mail=False)
CODED = Kind(
    "test.coded",
    "%(subject)s",
    "%(text)s\nGood for %(minutes)d minutes.",
    action=_l("Home"),
    secret=("code",),
)
