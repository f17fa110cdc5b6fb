"""A verify code stands in the mail that carries it, and nowhere in the database."""

import re

import pytest
from sqlalchemy import select
from sqlalchemy.types import JSON, String

from clubinterview.core.clock import utcnow
from clubinterview.extensions import db
from clubinterview.messaging.outbox import deliver_due
from tests.auth.acts import ADDRESS, mails_to, make_account
from tests.messaging.conftest import MailServer, mail_server  # noqa: F401

WAYS = {
    "registering": ("/register", "new@example.edu.cn"),
    "signing in": ("/login/code", ADDRESS),
    "resetting": ("/password/reset", ADDRESS),
}


def everything_stored() -> str:
    """What stands in all columns of texts and JSON."""
    db.session.commit()
    found = []
    for table in db.metadata.sorted_tables:
        columns = [column for column in table.columns if isinstance(column.type, String | JSON)]
        if columns:
            found += [repr(row) for row in db.session.execute(select(*columns))]
    return "\n".join(found)


@pytest.mark.parametrize("way", WAYS)
def test_a_code_is_nowhere_in_the_database(client, way, mail_server: MailServer):  # noqa: F811
    make_account()
    path, address = WAYS[way]
    client.submit(path, {"address": address})
    [mail] = mails_to(address)
    waiting = everything_stored()
    assert mail.is_secret
    assert mail.dedupe_key in waiting

    assert deliver_due(utcnow()) == 1

    text = mail_server.letters[0].get_body(("plain",)).get_content()
    code = re.search(r"^ {4}(\d{6})\b", text, re.MULTILINE).group(1)
    assert code not in waiting
    assert code not in everything_stored()
    db.session.refresh(mail)
    assert mail.parameters == {}
