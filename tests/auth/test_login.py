"""Signing in and out."""

import pytest

from clubinterview.auth.models import User, UserStatus
from clubinterview.auth.origin import Origin
from clubinterview.auth.password_proof import Proof, WrongPassword, accept, prove_password
from clubinterview.core.clock import utcnow
from clubinterview.core.transaction import transaction
from clubinterview.extensions import db, redis_store
from tests.auth.acts import ADDRESS, IP, NEW_PASSWORD, PASSWORD, make_account, open_rows, sign_in_by_form

ORIGIN = Origin(ip=IP, network="203.0.113")


def session_cookie(browser):
    cookie = browser.get_cookie("session")
    return cookie.value if cookie else None


def test_the_page_names_its_fields_for_password_stores(client):
    page = client.get("/login").text

    assert 'autocomplete="username"' in page
    assert 'autocomplete="current-password"' in page
    assert "data-password-toggle" in page


def test_address_and_password_sign_in(client):
    user = make_account()

    response = sign_in_by_form(client)

    assert (response.status_code, response.location) == (303, "/")
    assert client.get("/me").status_code == 200
    [row] = open_rows(user)
    assert row.ip == "127.0.0.1"


def test_the_address_is_one_whatever_its_spelling(client):
    make_account()

    response = client.submit("/login", {"address": " CHEN@Example.edu.cn ", "password": PASSWORD})

    assert response.status_code == 303


def test_a_wrong_password_is_refused_and_never_drawn(client):
    make_account()

    response = sign_in_by_form(client, "wrong horse 12")

    assert response.status_code == 422
    assert ADDRESS in response.text
    assert "wrong horse 12" not in response.text
    assert client.get("/me").status_code == 302


@pytest.mark.parametrize("password", [PASSWORD + " ", " " + PASSWORD, PASSWORD.upper(), PASSWORD[:-1]])
def test_a_password_is_taken_as_typed(client, password):
    make_account()

    assert sign_in_by_form(client, password).status_code == 422


def test_an_unknown_address_is_refused(client):
    assert sign_in_by_form(client).status_code == 422


def test_a_disabled_account_is_refused(client):
    make_account(status=UserStatus.DISABLED)

    assert sign_in_by_form(client).status_code == 422


def test_the_password_of_a_disabled_account_counts_as_wrong(app):
    make_account(status=UserStatus.DISABLED)

    with pytest.raises(WrongPassword):
        prove_password(ADDRESS, PASSWORD, origin=ORIGIN)


def test_an_erased_account_is_refused(client):
    make_account(deleted_at=utcnow())

    assert sign_in_by_form(client).status_code == 422


def test_an_account_without_a_password_is_refused(client):
    user = make_account()
    with transaction():
        db.session.get_one(User, user.id).password_hash = None

    assert sign_in_by_form(client, "").status_code == 422
    assert sign_in_by_form(client).status_code == 422


def test_a_password_changed_while_it_was_checked_is_refused(app):
    user = make_account()
    proof = prove_password(ADDRESS, PASSWORD, origin=ORIGIN)
    with transaction():
        db.session.get_one(User, user.id).password_hash = "$2b$04$" + "a" * 53

    with pytest.raises(WrongPassword), transaction():
        accept(proof)


def test_an_account_disabled_while_its_password_was_checked_is_refused(app):
    user = make_account()
    proof = prove_password(ADDRESS, PASSWORD, origin=ORIGIN)
    with transaction():
        db.session.get_one(User, user.id).status = UserStatus.DISABLED

    with pytest.raises(WrongPassword), transaction():
        accept(proof)


def test_a_proof_of_nobody_is_refused(app):
    with pytest.raises(WrongPassword), transaction():
        accept(Proof(999, "$2b$04$" + "a" * 53))


def test_a_hash_of_lower_cost_is_renewed_at_the_next_sign_in(app, client, monkeypatch):
    user = make_account()
    monkeypatch.setitem(app.config, "BCRYPT_COST", 5)

    assert sign_in_by_form(client).status_code == 303

    assert db.session.get_one(User, user.id).password_hash.startswith("$2b$05$")
    client.submit("/logout")
    assert sign_in_by_form(client).status_code == 303


@pytest.mark.parametrize("target", ["/me", "/clubs?page=2", "/drives/7/apply?x=%20", "/%E7%A4%BE%E5%9B%A2"])
def test_a_path_of_this_site_is_gone_on_to(client, target):
    make_account()

    assert sign_in_by_form(client, next=target).location == target


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "/\r\nLocation: https://evil.example",
        " //evil.example",
        "/ /evil.example",
        "javascript:alert(1)",
        "evil.example",
        "http:evil.example",
        "@evil.example",
        "/\x00",
        "",
    ],
)
def test_no_other_target_is_gone_on_to(client, target):
    make_account()

    assert sign_in_by_form(client, next=target).location == "/"


def test_the_page_that_asked_for_the_sign_in_comes_next(client):
    make_account()

    asked = client.get("/me/edit")
    assert asked.location == "/login?next=/me/edit"
    page = client.get(asked.location)
    assert 'value="/me/edit"' in page.text

    assert sign_in_by_form(client, next="/me/edit").location == "/me/edit"


def test_the_session_id_changes_at_sign_in(client):
    make_account()
    client.get("/login")
    before = session_cookie(client)

    sign_in_by_form(client)

    assert before
    assert session_cookie(client) != before


def test_the_id_before_sign_in_is_worthless_afterwards(client, browser):
    make_account()
    client.get("/login")
    thief = browser()
    thief.set_cookie("session", session_cookie(client))

    sign_in_by_form(client)

    assert thief.get("/me").status_code == 302


def test_a_forged_id_is_never_used(client):
    make_account()
    client.set_cookie("session", "A" * 43)
    client.get("/login")
    assert session_cookie(client) != "A" * 43

    client.set_cookie("session", "B" * 43)
    token = client.token("/login")
    fields = {"address": ADDRESS, "password": PASSWORD, "csrf_token": token}
    assert client.post("/login", data=fields).status_code == 303
    assert session_cookie(client) not in {"A" * 43, "B" * 43}


def test_redis_holds_no_session_id(client):
    make_account()
    sign_in_by_form(client)

    sid = session_cookie(client)
    assert len(sid) >= 22  # 128 bits in base64
    assert not any(sid.encode() in key for key in redis_store.client.keys("*"))


def test_a_copied_cookie_is_worthless_after_logout(client, browser):
    user = make_account()
    sign_in_by_form(client)
    thief = browser()
    thief.set_cookie("session", session_cookie(client))
    assert thief.get("/me").status_code == 200

    response = client.submit("/logout")

    assert (response.status_code, response.location) == (303, "/")
    assert thief.get("/me").status_code == 302
    assert client.get("/me").status_code == 302
    assert open_rows(user) == []


def test_logout_deletes_the_cookie(client):
    make_account()
    sign_in_by_form(client)

    client.submit("/logout")

    assert session_cookie(client) is None


def test_logout_by_get_does_not_exist(browser, candidate):
    reader = browser(candidate)

    assert reader.get("/logout").status_code == 405
    assert reader.get("/me").status_code == 200


def test_logging_out_twice_leads_home(client):
    assert client.submit("/logout").location == "/"


def test_a_signed_in_person_goes_home(browser, candidate):
    reader = browser(candidate)

    assert reader.get("/login").location == "/"
    assert sign_in_by_form(reader).location == "/"
    assert reader.get("/login/device").location == "/"


@pytest.mark.parametrize("path", ["/login", "/login/device", "/logout"])
def test_a_form_token_is_needed(client, path):
    make_account()

    assert client.post(path, data={"address": ADDRESS, "password": PASSWORD}).status_code == 400
    assert client.get("/me").status_code == 302


def test_a_token_of_another_session_is_refused(client, browser):
    make_account()
    token = browser().token("/login")
    client.get("/login")

    fields = {"address": ADDRESS, "password": PASSWORD, "csrf_token": token}
    assert client.post("/login", data=fields).status_code == 400


def test_a_new_password_of_somebody_else_does_not_sign_in(client):
    make_account()
    make_account("other@example.edu.cn", NEW_PASSWORD)

    assert sign_in_by_form(client, NEW_PASSWORD).status_code == 422
