"""What people are told about the question bank."""

from flask_babel import lazy_gettext as _l

from clubinterview.messaging.kinds import Kind

SENT_BACK = Kind(
    "question_sent_back",
    _l("A question of yours was sent back"),
    _l("“%(question)s” needs another look.\nThe reviewer says: %(reason)s"),
    _l("See the question"),
    by_mail=False,
    icon="edit",
)
