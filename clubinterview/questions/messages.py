"""What people are told about the question bank."""

from flask_babel import lazy_gettext as _l

from clubinterview.messaging.kinds import Kind

SENT_BACK = Kind(
    "question_sent_back",
    _l("Your question needs changes"),
    _l("“%(question)s” needs another look.\nThe reviewer says: %(reason)s"),
    _l("View question"),
    by_mail=False,
    icon="edit",
)
