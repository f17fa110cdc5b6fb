"""Phones are addresses like mail addresses, where text messages can be sent; elsewhere nobody speaks of them."""

from threading import Barrier

import pytest
from sqlalchemy import select

from clubinterview.auth.models import User
from clubinterview.core.clock import utcnow
from clubinterview.core.transaction import lock, transaction
from clubinterview.extensions import db
from clubinterview.messaging.models import Channel, OutboxMessage
from clubinterview.messaging.rendering import render
from tests.auth.acts import PASSWORD, in_threads, mails_to, make_account, newest_text_code, sign_in_by_form

PHONE, TYPED = "+8613812345678", "138 1234 5678"


@pytest.fixture
def no_gateway(app, monkeypatch):
    monkeypatch.setitem(app.config, "PHONES_OFFERED", False)


def make_phone_account(**fields):
    user = make_account(**fields)
    with transaction():
        row = lock(User, user.id)
        row.email, row.phone = None, PHONE
    return user


def test_registering_by_phone_makes_an_account(client):
    client.submit("/register", {"address": TYPED})
    answer = client.submit("/register/code", {"code": newest_text_code(PHONE)})

    assert answer.location == "/account/completion"
    user = db.session.scalars(select(User)).one()
    assert (user.phone, user.email) == (PHONE, None)
    assert "+86 138 1234 5678" in client.get("/account/completion").text


def test_the_code_comes_as_one_short_message(client):
    client.submit("/register", {"address": TYPED})

    message = mails_to(PHONE)[0]
    assert (message.channel, render(message).html, message.is_secret) == (Channel.SMS, "", True)
    assert len(render(message).text) < 140


@pytest.mark.parametrize(
    ("address", "hint", "other"),
    [(TYPED, "短信可能要等一分钟", "换一个手机号"), ("zoe@example.com", "看看垃圾箱", "换一个邮箱")],
)
def test_the_page_for_the_code_speaks_of_what_was_used(client, address, hint, other):
    client.submit("/register", {"address": address})

    page = client.get("/register/code").text

    assert hint in page
    assert other in page


def test_the_owner_of_a_phone_is_told_of_a_second_registration(client):
    make_phone_account()

    client.submit("/register", {"address": TYPED})

    message = mails_to(PHONE)[0]
    assert not message.is_secret
    assert render(message).text.endswith("http://localhost/login")


def test_a_phone_signs_in_with_its_password(client):
    make_phone_account()

    assert sign_in_by_form(client, address="(+86) 138-1234-5678").status_code == 303


def test_a_new_password_is_set_by_text_message(client):
    make_phone_account()
    client.submit("/password/reset", {"address": TYPED})

    fields = {"code": newest_text_code(PHONE), "password": "a river runs east 9"}
    assert client.submit("/password/reset/code", fields).location == "/login"
    assert sign_in_by_form(client, "a river runs east 9", address=TYPED).status_code == 303


@pytest.mark.parametrize("password", ["13812345678", "+8613812345678", "a138 1234 5678"])
def test_a_password_is_not_the_phone(client, password):
    make_phone_account()
    client.submit("/password/reset", {"address": TYPED})

    fields = {"code": newest_text_code(PHONE), "password": password}
    assert client.submit("/password/reset/code", fields).status_code == 422


def test_two_registrations_of_one_phone_make_one_account(app, browser):
    readers = [browser(), browser()]
    readers[0].submit("/register", {"address": TYPED})
    code = newest_text_code(PHONE)
    with readers[1].session_transaction() as kept:
        kept["registering"] = PHONE
    tokens = {reader: reader.token() for reader in readers}
    barrier, statuses = Barrier(2), []

    def confirm():
        reader = readers.pop()
        barrier.wait()
        with app.app_context():
            answer = reader.post("/register/code", data={"code": code, "csrf_token": tokens[reader]})
        statuses.append(answer.status_code)

    in_threads(confirm, 2)

    assert sorted(statuses) == [303, 422]
    db.session.commit()
    assert len(db.session.scalars(select(User)).all()) == 1


@pytest.mark.parametrize("path", ["/register", "/password/reset", "/login/code"])
def test_without_a_gateway_a_phone_is_no_address(client, no_gateway, path):
    with_phone = client.submit(path, {"address": TYPED})
    with_anything = client.submit(path, {"address": "anything"})

    assert with_phone.status_code == 422
    assert with_phone.text.replace(TYPED, "anything").count("anything") == with_anything.text.count(
        "anything"
    )
    assert db.session.scalars(select(OutboxMessage)).all() == []


@pytest.mark.parametrize("path", ["/register", "/password/reset", "/login/code", "/login"])
@pytest.mark.parametrize("language", ["zh_Hans_CN", "en"])
def test_without_a_gateway_no_page_speaks_of_phones(client, no_gateway, path, language):
    client.submit("/language", {"language": language})

    page = client.get(path).text
    assert "手机" not in page
    assert "phone" not in page.lower()


def test_without_a_gateway_a_phone_still_signs_in(client, no_gateway):
    make_phone_account()

    assert sign_in_by_form(client, PASSWORD, address=TYPED).status_code == 303


def test_a_username_signs_in(client):
    user = make_account()
    with transaction():
        lock(User, user.id).username = "chen.yiming"

    assert sign_in_by_form(client, address="Chen.Yiming").status_code == 303


def test_a_notice_to_somebody_without_mail_is_a_text_message(client, browser):
    user = make_phone_account()
    browser(user).submit("/me/password", {"old_password": PASSWORD, "password": "a river runs east 9"})

    db.session.commit()
    message = db.session.scalars(select(OutboxMessage)).one()
    assert (message.channel, message.recipient) == (Channel.SMS, PHONE)
    assert utcnow() >= message.created_at
