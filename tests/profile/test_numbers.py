"""The ID number: checked, sealed, masked, shown to its owner alone, and readable while keys rotate."""

from datetime import date

import pytest
import time_machine
from sqlalchemy import event, select

from clubinterview.auth.models import Authenticator, SecurityEvent
from clubinterview.auth.origin import Origin
from clubinterview.auth.second_factor import seal_name
from clubinterview.core.clock import utcnow
from clubinterview.core.crypto import is_sealed_by_present_key, seal, unseal
from clubinterview.core.transaction import transaction
from clubinterview.extensions import db
from clubinterview.profile.consents import Purpose, has_consent
from clubinterview.profile.models import IdentityNumber
from clubinterview.profile.numbers import (
    CHECK_DIGITS,
    WEIGHTS,
    Rotation,
    WrongNumber,
    forget_number,
    normalise_number,
    rotate_keys,
    save_number,
    show_number,
    users_with_number,
)
from tests import factories

HERE = Origin(ip="203.0.113.7", network="203.0.113")


def number_of(born="20050412", place="330106", serial="123"):
    digits = f"{place}{born}{serial}"
    return digits + CHECK_DIGITS[sum(w * int(d) for w, d in zip(WEIGHTS, digits, strict=True)) % 11]


NUMBER = number_of()


ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


def keep(browser, number=NUMBER, **fields):
    return browser.submit("/me/number", {"number": number, "consent": "y", **fields})


def test_known_numbers_of_the_standard_are_right():
    assert normalise_number("11010519491231002X", now=utcnow()) == "11010519491231002X"


@pytest.mark.parametrize(
    "typed",
    [
        f" {NUMBER[:6]} {NUMBER[6:14]} {NUMBER[14:]} ",
        NUMBER.translate(str.maketrans("0123456789", "０１２３４５６７８９")),
        "11010519491231002x",
    ],
)
def test_spaces_width_and_case_do_not_matter(typed):
    assert len(normalise_number(typed, now=utcnow())) == 18


@pytest.mark.parametrize(
    "typed",
    ["", "123", NUMBER[:17], f"{NUMBER}1", "A" * 18, NUMBER[:17] + ("1" if NUMBER[17] != "1" else "2"), number_of("20051341"),
     number_of("20050230"), number_of("18000101"), number_of("29990101"), f"0{NUMBER[1:]}",
     f"{NUMBER[0]}{NUMBER[1:17].translate(ARABIC)}{NUMBER[17]}"],
)  # fmt: skip
def test_a_wrong_number_is_refused(typed):
    with pytest.raises(WrongNumber):
        normalise_number(typed, now=utcnow())


def test_who_is_under_fourteen_is_refused():
    today = date.today()  # noqa: DTZ011 - the clock's day in any zone is near enough
    with pytest.raises(WrongNumber):
        normalise_number(number_of(f"{today.year - 13}0101"), now=utcnow())


def test_a_number_is_kept_sealed_and_shown_masked(browser, candidate):
    reader = browser(candidate)
    keep(reader)

    row = db.session.scalars(select(IdentityNumber)).one()
    assert NUMBER not in row.sealed + row.blind_index + row.masked
    page = reader.get("/me/number").text
    assert f"{NUMBER[:3]}*************{NUMBER[-2:]}" in page
    assert NUMBER not in page
    assert has_consent(candidate.id, Purpose.ID_NUMBER)


def test_without_consent_nothing_is_kept(browser, candidate):
    answer = browser(candidate).submit("/me/number", {"number": NUMBER})

    assert answer.status_code == 422
    assert db.session.scalars(select(IdentityNumber)).all() == []


def test_the_owner_sees_it_whole_once_and_it_is_noted(browser, candidate):
    reader = browser(candidate)
    keep(reader)

    answer = reader.submit("/me/number/showing")

    assert NUMBER in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert "identity number shown" in db.session.scalars(select(SecurityEvent.kind)).all()


def test_who_forgets_a_number_locks_the_account_first(candidate):
    """As who keeps one does, so that of two at once no number is left without its consent."""
    locked = []

    def note(connection, statement, *_):
        if getattr(statement, "_for_update_arg", None) is not None:
            locked.append([table.name for table in statement.get_final_froms()])

    event.listen(db.engine, "before_execute", note)
    try:
        with transaction():
            forget_number(candidate.id, now=utcnow())
    finally:
        event.remove(db.engine, "before_execute", note)

    assert locked == [["user"]]


@pytest.mark.parametrize("path", ["/me/number", "/me/number/showing", "/me/number/removal"])
def test_the_password_is_asked_for_after_a_while(browser, candidate, path):
    reader = browser(candidate)
    with time_machine.travel(utcnow(), tick=False) as clock:
        clock.shift(901)
        assert reader.submit(path).location.startswith("/password/again")


def test_deleting_it_takes_the_consent_back(browser, candidate):
    reader = browser(candidate)
    keep(reader)
    reader.submit("/me/number/removal")

    assert db.session.scalars(select(IdentityNumber)).all() == []
    assert not has_consent(candidate.id, Purpose.ID_NUMBER)


def test_a_whole_number_finds_its_account_for_administrators_who_do_not_see_it(browser, candidate):
    keep(browser(candidate))
    boss = browser(factories.make_user(is_superuser=True))

    found = boss.get("/platform/accounts", query_string={"q": NUMBER}).text
    page = boss.get(f"/platform/accounts/{candidate.id}").text

    assert f"/platform/accounts/{candidate.id}" in found
    assert NUMBER not in page
    assert users_with_number(NUMBER) == [candidate.id]


def test_everything_stays_readable_while_the_keys_rotate(app, browser, candidate, monkeypatch):
    keys = app.config["NUMBER_KEYS"]
    monkeypatch.setitem(app.config, "NUMBER_KEYS", {"old": keys["old"]})
    keep(browser(candidate))
    with transaction():
        db.session.add(
            Authenticator(
                user_id=candidate.id,
                sealed_secret=seal("SECRET", for_what=seal_name(candidate.id)),
                last_step=0,
            )
        )
    monkeypatch.setitem(app.config, "NUMBER_KEYS", keys)
    with transaction():
        assert show_number(candidate.id, origin=HERE) == NUMBER

    assert rotate_keys() == Rotation({"identity numbers": 1, "second factors": 1})
    assert rotate_keys() == Rotation({"identity numbers": 0, "second factors": 0})

    monkeypatch.setitem(app.config, "NUMBER_KEYS", {"new": keys["new"]})
    row = db.session.scalars(select(IdentityNumber)).one()
    assert is_sealed_by_present_key(row.sealed)
    with transaction():
        assert show_number(candidate.id, origin=HERE) == NUMBER
    secret = db.session.scalars(select(Authenticator.sealed_secret)).one()
    assert unseal(secret, for_what=seal_name(candidate.id)) == "SECRET"


@pytest.fixture
def damaged(app, monkeypatch):
    """Three accounts with number and second factor, sealed by the old key; those of the second are damaged."""
    keys = app.config["NUMBER_KEYS"]
    monkeypatch.setitem(app.config, "NUMBER_KEYS", {"old": keys["old"]})
    people = [factories.make_user() for _ in range(3)]
    with transaction():
        for person in people:
            save_number(person.id, NUMBER, now=utcnow())
            sealed = seal("SECRET", for_what=seal_name(person.id))
            db.session.add(Authenticator(user_id=person.id, sealed_secret=sealed, last_step=0))
    with transaction():
        for model, column in ((IdentityNumber, "sealed"), (Authenticator, "sealed_secret")):
            row = db.session.get(model, people[1].id)
            setattr(row, column, getattr(row, column)[:-8] + "AAAAAAAA")
    monkeypatch.setitem(app.config, "NUMBER_KEYS", keys)
    return people[1]


def test_what_is_damaged_does_not_keep_the_others_from_being_sealed_anew(damaged):
    rotation = rotate_keys()

    assert rotation.sealed == {"identity numbers": 2, "second factors": 2}
    assert rotation.damaged == [("identity numbers", damaged.id), ("second factors", damaged.id)]


def test_the_command_says_whose_is_damaged_and_fails(app, damaged):
    run = app.test_cli_runner().invoke(args=["rotate-number-keys"])
    db.session.rollback()

    assert run.exit_code == 1
    assert "2 identity numbers sealed anew." in run.output
    assert f"identity numbers: that of account {damaged.id} cannot be unsealed." in run.output
    assert f"second factors: that of account {damaged.id} cannot be unsealed." in run.output


def test_the_command_succeeds_when_nothing_is_damaged(app, browser, candidate):
    keep(browser(candidate))

    assert app.test_cli_runner().invoke(args=["rotate-number-keys"]).exit_code == 0
