"""Bad input on every form of accounts: 422 beside the field, words kept, passwords never drawn again."""

import re

import pytest

from tests.auth.acts import ADDRESS, NEW_PASSWORD, PASSWORD, accounts_of, mails_to, make_account

BAD_ADDRESSES = [
    "",
    "   ",
    "no address",
    "chen@",
    "@example.edu.cn",
    "chen@@example.edu.cn",
    "chen@example",
    "chen@exa mple.edu.cn",
    "chen@example.edu.cn\r\nBcc: x@example.edu.cn",
    "chen\0@example.edu.cn",
    "x" * 300 + "@example.edu.cn",
    "😀",
    "<script>@example.edu.cn",
]
BAD_CODES = ["", "12345", "1234567", "abcdef", "12345\0", "😀😀😀😀😀😀", "1" * 500, "-12345", "12.345"]


def drawn(response, name):
    """What the form shows in a field."""
    tag = re.search(rf'<input[^>]* name="{name}"[^>]*>', response.text).group()
    return re.search(r'value="([^"]*)"', tag).group(1)


def has_error(response, name):
    return f'id="{name}-errors"' in response.text


@pytest.mark.parametrize("path", ["/register", "/password/reset", "/login", "/login/code"])
@pytest.mark.parametrize("email", BAD_ADDRESSES)
def test_bad_addresses(client, path, email):
    response = client.submit(path, {"address": email, "password": PASSWORD})

    assert response.status_code == 422
    assert has_error(response, "address")
    assert PASSWORD not in response.text
    assert mails_to() == []


@pytest.mark.parametrize("path", ["/register", "/password/reset", "/login", "/login/code"])
def test_words_are_kept(client, path):
    response = client.submit(path, {"address": "chen@exämple", "password": ""})

    assert drawn(response, "address") == "chen@exämple"


@pytest.mark.parametrize("path", ["/register", "/password/reset", "/login", "/login/code"])
def test_a_form_without_its_fields(client, path):
    assert client.submit(path, {}).status_code == 422


@pytest.mark.parametrize("path", ["/register", "/password/reset", "/login", "/login/code"])
def test_a_field_that_is_sent_twice(client, path):
    fields = {"address": ["no address", "chen@example.edu.cn"], "password": [PASSWORD, "x"]}

    assert client.submit(path, fields).status_code == 422


@pytest.mark.parametrize("password", ["", "wrong\0horse", "x" * 501, "😀" * 501])
def test_bad_passwords_at_sign_in(client, password):
    make_account()

    response = client.submit("/login", {"address": ADDRESS, "password": password})

    assert response.status_code == 422
    assert has_error(response, "password")
    assert drawn(response, "address") == ADDRESS
    assert drawn(response, "password") == ""


@pytest.mark.parametrize("code", BAD_CODES)
def test_bad_codes_at_registration(client, code):
    client.submit("/register", {"address": ADDRESS})

    response = client.submit("/register/code", {"code": code})

    assert response.status_code == 422
    assert has_error(response, "code")
    assert accounts_of() == []


@pytest.mark.parametrize("code", BAD_CODES)
def test_bad_codes_at_a_reset(client, code):
    make_account()
    client.submit("/password/reset", {"address": ADDRESS})

    response = client.submit("/password/reset/code", {"code": code, "password": NEW_PASSWORD})

    assert response.status_code == 422
    assert has_error(response, "code")
    assert NEW_PASSWORD not in response.text


@pytest.mark.parametrize("password", ["", "short", "x" * 129, "jade\0mountain", "x" * 501])
@pytest.mark.parametrize("path", ["/password/reset/code", "/me/password"])
def test_bad_new_passwords(client, browser, path, password):
    user = make_account()
    reader = browser(user) if path == "/me/password" else client
    client.submit("/password/reset", {"address": ADDRESS})

    response = reader.submit(path, {"code": "123456", "old_password": PASSWORD, "password": password})

    assert response.status_code == 422
    assert has_error(response, "password")
    assert drawn(response, "password") == ""
    assert PASSWORD not in response.text


@pytest.mark.parametrize("name", ["status", "is_superuser", "user_id", "session_version", "password_hash"])
def test_fields_that_no_form_has_are_ignored(client, name):
    user = make_account()

    response = client.submit("/login", {"address": ADDRESS, "password": PASSWORD, name: "1"})

    assert response.status_code == 303
    assert not accounts_of()[0].is_superuser
    assert accounts_of()[0].id == user.id


def test_a_body_that_is_no_form_is_refused(client):
    response = client.post("/login", data=b"\xff\xfe", content_type="application/octet-stream")

    assert response.status_code == 400
