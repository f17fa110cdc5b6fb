"""Accounts of an older system: taken over whole or not at all, and signed in to with the old password."""

import hashlib
from pathlib import Path

import bcrypt
import pytest
from flask import Flask
from sqlalchemy import select

from clubinterview.auth.hashing import FOREIGN_BCRYPT, FOREIGN_SHA256, password_matches
from clubinterview.auth.models import User
from clubinterview.extensions import db
from tests.auth.acts import ADDRESS, PASSWORD, make_account, newest_code, sign_in_by_form

LONG = "长" * 40  # 120 bytes, of which bcrypt by itself took 72


def old_bcrypt(password: str = PASSWORD, prefix: bytes = b"2b") -> str:
    return (
        bcrypt.hashpw(password.encode()[:72], bcrypt.gensalt(4))
        .decode()
        .replace("$2b$", f"${prefix.decode()}$")
    )


def old_sha256(password: str = PASSWORD, salt: str = "") -> str:
    digest = hashlib.sha256((salt + password).encode()).hexdigest()
    return f"{salt}${digest}" if salt else digest


@pytest.fixture
def run(app: Flask, tmp_path: Path):
    """Write a file and import it; returns (exit status, all that was said)."""

    def run(
        *lines: str, header: str = "email,password_hash,name", options: tuple[str, ...] = (), raw: bytes = b""
    ):
        file = tmp_path / "old.csv"
        file.write_bytes(raw or "\n".join([header, *lines]).encode())
        result = app.test_cli_runner().invoke(args=["users", "import", str(file), *options])
        db.session.commit()
        return result.exit_code, result.output

    return run


def accounts() -> list[User]:
    db.session.commit()
    return list(db.session.scalars(select(User).order_by(User.id)))


OLD = {
    "bcrypt 2b": old_bcrypt,
    "bcrypt 2a": lambda password=PASSWORD: old_bcrypt(password, b"2a"),
    "bcrypt 2y": lambda password=PASSWORD: old_bcrypt(password, b"2y"),
    "sha256": old_sha256,
    "salted": lambda password=PASSWORD: old_sha256(password, "pepper"),
    "upper case": lambda password=PASSWORD: old_sha256(password).upper(),
}


@pytest.mark.parametrize("kind", OLD)
def test_people_sign_in_with_the_old_password_and_the_hash_becomes_ours(run, client, browser, kind):
    status, said = run(f"{ADDRESS},{OLD[kind]()},陈一鸣")
    assert (status, "1 accounts imported, 0 are there already." in said) == (0, True)
    assert sign_in_by_form(browser(), "wrong horse 12").status_code == 422

    assert sign_in_by_form(client).status_code == 303

    assert accounts()[0].password_hash.startswith("$2b$")
    assert sign_in_by_form(browser()).status_code == 303


@pytest.mark.parametrize("kind", ["bcrypt 2b", "sha256"])
def test_long_passwords_of_other_scripts_sign_in(run, client, kind):
    run(f"{ADDRESS},{OLD[kind](LONG)},陈一鸣")

    assert sign_in_by_form(client, LONG).status_code == 303


def test_no_fast_hash_is_stored(run):
    old = old_sha256(salt="s")
    run(f"{ADDRESS},{old},陈一鸣", f"b@example.edu.cn,{old_bcrypt()},李")

    sha, bc = (user.password_hash for user in accounts())
    assert sha.startswith(FOREIGN_SHA256)
    assert old.partition("$")[2] not in sha
    assert bc.startswith(FOREIGN_BCRYPT)


def test_what_comes_with_an_account_is_kept(run):
    run(
        f"138 1234 5678,{ADDRESS},Chen.Yiming,陈一鸣,3260100001,软件工程,2026,",
        header="phone,email,username,name,student_number,major,enrolment_year,password_hash",
    )

    [user] = accounts()
    assert (user.phone, user.username, user.name) == ("+8613812345678", "chen.yiming", "陈一鸣")
    assert (user.student_number, user.major, user.enrolment_year) == ("3260100001", "软件工程", 2026)


def test_without_a_hash_a_code_leads_to_the_completion(run, client):
    run(f"{ADDRESS},,陈一鸣")
    assert sign_in_by_form(client).status_code == 422
    client.submit("/login/code", {"address": ADDRESS})
    client.submit("/login/code/confirmation", {"code": newest_code()})

    assert client.get("/").location == "/account/completion"


def test_who_is_imported_agrees_to_the_notice_first(run, client):
    run(f"{ADDRESS},{old_sha256()},陈一鸣")
    sign_in_by_form(client)

    assert client.get("/").location == "/me/agreement"


def test_twice_is_once(run):
    line = f"{ADDRESS},{old_sha256()},陈一鸣"
    run(line)
    before = accounts()[0].password_hash

    status, said = run(line)

    assert (status, "0 accounts imported, 1 are there already." in said) == (0, True)
    assert [user.password_hash for user in accounts()] == [before]


def test_one_wrong_line_imports_nothing_and_is_named(run):
    status, said = run(
        f"{ADDRESS},{old_sha256()},陈一鸣", "not an address,,李", f"c@example.edu.cn,{'x' * 64},王"
    )

    assert status == 1
    assert "line 3: this is not a email" in said
    assert "line 4: the password_hash is neither" in said
    assert accounts() == []


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([f"{ADDRESS},,a", f"{ADDRESS.upper()},,b"], "line 3: the email stands in line 2 already"),
        ([",,a"], "line 2: it has neither email nor phone"),
        ([f"{ADDRESS},,{'x' * 61}"], "line 2: the name is longer than 60"),
        ([f"{ADDRESS},,a,b"], "line 2: it has more or fewer fields"),
        ([f"{ADDRESS},$2b$31${'.' * 53},a"], "cost is higher"),
        ([f"{ADDRESS},,a\0b"], "line 2: "),
    ],
)
def test_what_is_wrong_is_named_with_its_line(run, lines, said):
    status, output = run(*lines)

    assert status == 1
    assert said in output
    assert accounts() == []


@pytest.mark.parametrize("character", ["/", "a", "v", "9"])
def test_a_salt_that_bcrypt_does_not_take_is_refused(run, character):
    hashed = f"{old_bcrypt()[:28]}{character}{'.' * 31}"

    status, output = run(f"{ADDRESS},{hashed},a")

    assert (status, "line 2: the password_hash is neither" in output) == (1, True)
    assert accounts() == []


def test_no_hash_is_ever_shown(run):
    old = old_bcrypt().replace("$04$", "$31$")

    assert old[7:] not in run(f"{ADDRESS},{old},a")[1]


COLUMNS = "email,phone,username,name,student_number,major,enrolment_year,password_hash"


@pytest.mark.parametrize("shift", range(8))
@pytest.mark.parametrize("kind", [old_bcrypt, old_sha256])
def test_a_hash_in_another_column_is_not_shown(run, shift, kind):
    """The columns of the line are shifted, as when one was deleted in a spreadsheet."""
    old = kind()
    fields = [ADDRESS, "", "", "a", "1", "b", "2026"]

    _, output = run(",".join(fields[:shift] + [old] + fields[shift:]), header=COLUMNS)

    assert not any(old[start : start + 12] in output for start in range(len(old) - 12))


def test_a_hash_in_the_place_of_the_header_is_not_shown(run):
    old = old_bcrypt()

    status, output = run(f"{ADDRESS},{old},a", header=f"b@example.edu.cn,{old},b")

    assert (status, "line 1: unknown columns, counted from the left: 1, 2, 3" in output) == (1, True)
    assert old[7:] not in output


@pytest.mark.parametrize("salt", ["s" * 40, "盐" * 33, "😀" * 24])
def test_the_longest_salts_fit_the_column_and_sign_in(run, client, salt):
    run(f"{ADDRESS},{old_sha256(salt=salt)},a")

    assert len(accounts()[0].password_hash) <= User.__table__.c.password_hash.type.length
    assert sign_in_by_form(client).status_code == 303


@pytest.mark.parametrize("salt", ["盐" * 34, "😀" * 25])
def test_a_salt_that_does_not_fit_the_column_is_refused(run, salt):
    status, output = run(f"{ADDRESS},{old_sha256(salt=salt)},a")

    assert (status, "line 2: the password_hash cannot be stored" in output) == (1, True)
    assert accounts() == []


def test_a_line_that_contradicts_an_account_is_refused(run):
    make_account("one@example.edu.cn", phone="+8613812345678")

    status, said = run("two@example.edu.cn,13812345678", header="email,phone")

    assert (status, "its phone belongs to another account" in said) == (1, True)


@pytest.mark.parametrize("header", ["email,email", "name", "email,rank", ""])
def test_a_wrong_header_is_refused(run, header):
    status, said = run(f"{ADDRESS},x", header=header)

    assert status == 1
    assert "line 1: " in said


@pytest.mark.parametrize(
    ("raw", "options"),
    [
        ("\ufeffemail,name\na@example.edu.cn,陈\r\n".encode(), ()),
        ("email,name\na@example.edu.cn,陈\n".encode("gb18030"), ("--encoding", "gb18030")),
    ],
)
def test_files_of_other_programs_are_read(run, raw, options):
    assert run(raw=raw, options=options)[0] == 0
    assert accounts()[0].name == "陈"


def test_another_encoding_is_said_plainly(run):
    status, said = run(raw="email,name\na@example.edu.cn,陈\n".encode("gb18030"))

    assert (status, "is not utf-8" in said) == (1, True)


def test_checking_imports_nothing(run):
    status, said = run(f"{ADDRESS},{old_sha256()},陈一鸣", options=("--check",))

    assert (status, "1 accounts would be imported" in said) == (0, True)
    assert accounts() == []


def test_every_kind_of_hash_costs_as_much_as_ours(app: Flask, monkeypatch: pytest.MonkeyPatch, run):
    """Counted in bcrypt's rounds, which is what takes the time."""
    run(f"{ADDRESS},{old_bcrypt()},a", f"b@example.edu.cn,{old_sha256()},b")
    monkeypatch.setitem(app.config, "BCRYPT_COST", 6)
    original, rounds = bcrypt.hashpw, []

    def counted(password: bytes, salt: bytes) -> bytes:
        rounds[-1] += 2 ** int(salt.split(b"$")[2])
        return original(password, salt)

    monkeypatch.setattr(bcrypt, "hashpw", counted)
    for stored in [None, *(user.password_hash for user in accounts()), "$2b$04$" + "." * 53]:
        rounds.append(0)
        password_matches(PASSWORD, stored)

    assert rounds == [64, 64, 64, 64]
