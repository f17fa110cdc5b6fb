"""The second factor: an app, recovery codes, who must have one, and how often one may guess."""

import re
from datetime import timedelta
from threading import Barrier

import pyotp
import pytest
import time_machine
from sqlalchemy import select

from clubinterview.auth.models import Authenticator, User
from clubinterview.auth.origin import Origin
from clubinterview.auth.second_factor import switch_on
from clubinterview.club.models import Membership, Role
from clubinterview.club.services import demand_second_factor
from clubinterview.core.clock import utcnow
from clubinterview.core.transaction import lock, transaction
from clubinterview.extensions import db
from clubinterview.messaging.models import Notification
from tests import factories
from tests.acting import by
from tests.auth.acts import (
    ADDRESS,
    NEW_PASSWORD,
    in_threads,
    mails_to,
    make_account,
    newest_code,
    sign_in_by_form,
)

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
SETUP, SECOND = "/me/security/second-factor", "/login/second"
HERE = Origin(ip="203.0.113.7", network="203.0.113")


def app_code(moment=None, *, steps=0):
    return pyotp.TOTP(SECRET).at((moment or utcnow()) + timedelta(seconds=30 * steps))


@pytest.fixture(autouse=True)
def _early_in_a_step():
    """No code grows old while a test runs."""
    with time_machine.travel(utcnow().timestamp() // 30 * 30 + 2):
        yield


@pytest.fixture
def recovery():
    """Recovery codes of an account whose app was set up a minute ago."""
    user = make_account()
    before = utcnow().timestamp() - 120
    with time_machine.travel(before, tick=False), transaction():
        return switch_on(user.id, SECRET, app_code(), origin=HERE, now=utcnow())


@pytest.fixture
def mine(recovery):
    return db.session.scalars(select(User).where(User.email == ADDRESS)).one()


@pytest.fixture
def half(client, mine):
    """A browser in which the right password was given."""
    assert sign_in_by_form(client).location == SECOND
    return client


def give(browser, code):
    return browser.submit(SECOND, {"code": code})


def demand(club, owner):
    with transaction():
        demand_second_factor(club.id, True, by=by(owner.id))


def test_an_app_is_set_up(client):
    user = make_account()
    sign_in_by_form(client)
    page = client.get(SETUP).text
    secret = re.search(r'class="code-text num">([A-Z2-7 ]+)<', page).group(1).replace(" ", "")

    page = client.submit(SETUP, {"code": pyotp.TOTP(secret).now()})

    codes = re.findall(r"<li>([A-Z2-9]{5}-[A-Z2-9]{5})</li>", page.text)
    assert len(set(codes)) == 10
    assert page.headers["Cache-Control"] == "no-store"
    assert user.has_second_factor
    stored = db.session.scalars(select(Authenticator.sealed_secret)).one()
    assert secret not in stored
    assert len(mails_to()) == 1


def test_a_wrong_code_sets_nothing_up(client):
    user = make_account()
    sign_in_by_form(client)
    client.get(SETUP)

    assert client.submit(SETUP, {"code": "000000"}).status_code == 422
    assert not user.has_second_factor


def test_the_password_alone_opens_nothing(half):
    for path in ("/me", "/me/security", SETUP, "/applications"):
        assert half.get(path).location.startswith("/login")


def test_the_app_lets_in(half):
    assert give(half, app_code()).status_code == 303
    assert half.get("/me").status_code == 200


@pytest.mark.parametrize("steps", [-1, 1])
def test_a_phone_may_be_half_a_minute_off(half, steps):
    assert give(half, app_code(steps=steps)).status_code == 303


@pytest.mark.parametrize("steps", [-3, 3])
def test_a_phone_may_not_be_further_off(half, steps):
    assert give(half, app_code(steps=steps)).status_code == 422


def test_digits_may_be_spelled_with_a_space(half):
    code = app_code()

    assert give(half, f"{code[:3]} {code[3:]}").status_code == 303


def test_a_code_is_good_once(half, browser):
    code = app_code()
    give(half, code)
    thief = browser()
    sign_in_by_form(thief)

    assert give(thief, code).status_code == 422


def test_of_two_with_one_code_one_gets_in(app, browser, mine):
    readers = [browser(), browser()]
    for reader in readers:
        sign_in_by_form(reader)
    tokens = {reader: reader.token() for reader in readers}
    barrier, statuses, code = Barrier(2), [], app_code()

    def enter():
        reader = readers.pop()
        barrier.wait()
        with app.app_context():
            statuses.append(
                reader.post(SECOND, data={"code": code, "csrf_token": tokens[reader]}).status_code
            )

    in_threads(enter, 2)

    assert sorted(statuses) == [303, 422]


def test_a_recovery_code_lets_in_once(half, browser, recovery):
    assert give(half, recovery[0].lower()).status_code == 303
    other = browser()
    sign_in_by_form(other)

    assert give(other, recovery[0]).status_code == 422
    assert give(other, recovery[1]).status_code == 303


def test_new_recovery_codes_void_the_old(half, browser, recovery):
    give(half, app_code())
    half.submit("/me/security/recovery-codes")
    other = browser()
    sign_in_by_form(other)

    assert give(other, recovery[0]).status_code == 422


def test_after_five_guesses_the_password_is_asked_for_again(half):
    assert [give(half, f"00000{n}").status_code for n in range(5)] == [422] * 4 + [429]
    assert half.get(SECOND).location == "/login"


def test_twenty_guesses_an_hour_at_one_account(app, browser, mine, monkeypatch):
    monkeypatch.setitem(app.config, "WRONG_CODES_PER_10_MINUTES_PER_IP", 1000)
    monkeypatch.setattr("clubinterview.auth.second_factor_routes.MOST_GUESSES_OF_CLIENT", (1000, 600))
    for _ in range(5):
        reader = browser()
        sign_in_by_form(reader)
        for number in range(4):
            give(reader, f"00000{number}")
    late = browser()
    sign_in_by_form(late)

    assert give(late, app_code()).status_code == 429


def test_guessing_at_the_app_does_not_lock_recovery_codes(app, browser, recovery, mine, monkeypatch):
    monkeypatch.setattr("clubinterview.auth.second_factor_routes.MOST_GUESSES_AT_APP", (1, 3600))
    guesser, owner = browser(), browser()
    for reader in (guesser, owner):
        sign_in_by_form(reader)
    give(guesser, "000000")

    assert give(owner, app_code()).status_code == 429
    assert give(owner, recovery[0]).status_code == 303


def test_waiting_too_long_asks_for_the_password_again(client, mine):
    with time_machine.travel(utcnow(), tick=False) as clock:
        sign_in_by_form(client)
        clock.shift(601)

        assert client.get(SECOND).location == "/login"


def test_a_changed_password_ends_a_half_sign_in(half, mine):
    with transaction():
        lock(User, mine.id).session_version += 1

    assert give(half, app_code()).location == "/login"
    assert half.get("/me").status_code == 302


def test_a_sign_in_by_code_asks_for_it_too(client, mine):
    client.submit("/login/code", {"address": ADDRESS})
    code = newest_code()

    assert client.submit("/login/code/confirmation", {"code": code}).location == SECOND


def test_a_reset_leaves_it_on(client, browser, mine):
    client.submit("/password/reset", {"address": ADDRESS})
    client.submit("/password/reset/code", {"code": newest_code(), "password": NEW_PASSWORD})

    assert sign_in_by_form(client, NEW_PASSWORD).location == SECOND


def test_it_can_be_switched_off(half, browser, mine):
    give(half, app_code())
    half.submit(f"{SETUP}/removal")

    assert not mine.has_second_factor
    assert sign_in_by_form(browser()).location == "/"


def test_an_administrator_without_one_is_led_to_the_set_up(browser):
    reader = browser(factories.make_user(is_superuser=True, has_second_factor=False))

    assert reader.get("/platform").location == SETUP
    assert reader.get(SETUP).status_code == 200
    assert reader.submit("/logout").status_code == 303


def test_an_administrator_cannot_switch_it_off(browser, mine):
    with transaction():
        lock(User, mine.id).is_superuser = True
    reader = browser(mine)

    assert reader.submit(f"{SETUP}/removal").status_code == 409
    assert mine.has_second_factor


def test_a_club_can_demand_it_of_officers(browser, club, owner, officer, interviewer):
    browser(owner).submit(f"/manage/{club.slug}/second-factor", {"demanded": "1"})

    assert browser(officer).get("/").location == SETUP
    assert browser(interviewer).get("/").status_code == 200
    told = set(db.session.scalars(select(Notification.user_id)))
    assert told == {owner.id, officer.id}


def test_only_owners_demand_it(browser, club, officer):
    assert browser(officer).submit(f"/manage/{club.slug}/second-factor", {"demanded": "1"}).status_code == 403


def test_who_becomes_an_officer_needs_it_and_who_ends_does_not(browser, club, owner, interviewer):
    demand(club, owner)
    membership = db.session.scalars(select(Membership).filter_by(user_id=interviewer.id)).one()
    with transaction():
        lock(User, owner.id).has_second_factor = True
    boss = browser(owner)

    boss.submit(f"/manage/{club.slug}/members/{membership.id}/role", {"role": Role.OFFICER.value})
    assert interviewer.needs_second_factor
    boss.submit(f"/manage/{club.slug}/members/{membership.id}/removal")
    assert not interviewer.needs_second_factor


def test_a_club_can_stop_demanding_it(browser, club, owner, officer):
    demand(club, owner)
    with transaction():
        lock(User, owner.id).has_second_factor = True

    browser(owner).submit(f"/manage/{club.slug}/second-factor", {"demanded": "0"})

    assert browser(officer).get("/").status_code == 200
