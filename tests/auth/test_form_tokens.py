"""No address takes a change without the session's form token: it is refused before the view runs."""

import re

from tests.auth.acts import make_account


def test_every_change_without_a_right_token_is_refused(app, browser):
    readers = (browser(make_account()), browser())
    paths = [rule.rule for rule in app.url_map.iter_rules() if "POST" in rule.methods]
    assert len(paths) > 100

    for path in paths:
        address = re.sub(r"<(?:any\((\w+)[^>]*|[^>]*)>", lambda found: found[1] or "1", path)
        for reader in readers:
            for fields in ({}, {"csrf_token": "wrong"}):
                assert reader.post(address, data=fields).status_code == 400, address
