"""Form fields: which text they take, what they say about the rest, and that typed words are kept."""

import time
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms.fields.choices import SelectChoice

from clubinterview.core.fields import (
    AppForm,
    CheckboxesField,
    LocalTimeField,
    LongTextField,
    SecretField,
    TextField,
    unstorable,
)


class Everything(AppForm):
    name = TextField("Name", maximum=5)
    nick = TextField("Nick", maximum=5, minimum=2, optional=True)
    story = LongTextField("Story", maximum=20, optional=True)
    secret = SecretField("Secret")
    at = LocalTimeField("At")
    picks = CheckboxesField("Picks", choices=[SelectChoice("a", "A"), SelectChoice("b", "B")])


GOOD = {"name": "Zoë", "secret": " a b ", "at": "2026-09-26T19:20", "picks": "a"}


@pytest.fixture
def form(app: Flask) -> Any:
    """Fills the form: `form(name="…")` changes one field of a good one; None leaves the field out."""

    def fill(**changes: str | None) -> Everything:
        fields = {name: value for name, value in {**GOOD, **changes}.items() if value is not None}
        form = Everything(MultiDict(fields), meta={"csrf": False})
        form.validate()
        return form

    with app.test_request_context("/", method="POST", headers={"Accept-Language": "en"}):
        yield fill


def test_good_words_pass(form: Any) -> None:
    filled = form()

    assert (filled.errors, filled.status) == ({}, 200)
    assert filled.at.instant == datetime(2026, 9, 26, 11, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Zoë ", "Zoë"),
        ("e\u0301", "é"),
        ("😀𠮷", "😀𠮷"),
        ("五个字正好", "五个字正好"),
        ("<b>", "<b>"),
        ("👩‍💻", "👩‍💻"),
    ],
)
def test_a_line_is_trimmed_and_otherwise_kept(form: Any, typed: str, kept: str) -> None:
    filled = form(name=typed)

    assert (filled.errors, filled.name.data) == ({}, kept)


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        (None, "Fill this in."),
        ("", "Fill this in."),
        ("   ", "Fill this in."),
        ("六个字就太长", "Use at most 5 characters."),
        ("a\0b", "This contains a character that can't be saved. Type it again."),
        ("a\ud800b", "This contains a character that can't be saved. Type it again."),
        ("a\nb", "Write this on one line."),
        ("a\tb", "Write this on one line."),
        ("a\u2028b", "Write this on one line."),
        ("a\x7fb", "Write this on one line."),
        ("a\x85b", "Write this on one line."),
        ("a\x9bb", "Write this on one line."),
    ],
)
def test_a_line_that_cannot_be_is_refused(form: Any, typed: str | None, message: str) -> None:
    filled = form(name=typed)

    assert filled.status == 422
    assert {name: [str(error) for error in errors] for name, errors in filled.errors.items()} == {
        "name": [message]
    }


@pytest.mark.parametrize("typed", ["六个字就太长", "a\0b", "a\ud800b", "a\nb"])
def test_refused_words_are_drawn_again(form: Any, typed: str) -> None:
    drawn = str(form(name=typed).name())

    drawn.encode()
    assert (typed if typed.isprintable() else "a") in drawn
    assert "\0" not in drawn


@pytest.mark.parametrize(
    ("typed", "valid"), [("", True), (None, True), ("a", False), ("ab", True), ("abcdef", False)]
)
def test_an_optional_line_may_be_empty_but_not_too_short(form: Any, typed: str | None, valid: bool) -> None:
    assert (form(nick=typed).errors == {}) is valid


def test_an_optional_line_left_out_is_empty(form: Any) -> None:
    assert form(nick="").nick.data == ""


@pytest.mark.parametrize(
    ("typed", "kept"), [("a\r\nb", "a\nb"), ("a\rb", "a\nb"), (" \n a\tb \n", "a\tb"), ("a\n\nb", "a\n\nb")]
)
def test_longer_text_keeps_its_lines(form: Any, typed: str, kept: str) -> None:
    filled = form(story=typed)

    assert (filled.errors, filled.story.data) == ({}, kept)


def test_a_line_end_counts_once(form: Any) -> None:
    assert form(story="a\r\n" * 10).errors == {}


@pytest.mark.parametrize("typed", ["a" * 21, "a\0", "\udfff", "a\x1bb", "a\x08b"])
def test_longer_text_that_cannot_be_is_refused(form: Any, typed: str) -> None:
    assert list(form(story=typed).errors) == ["story"]


def test_a_secret_is_not_touched_and_not_drawn(form: Any) -> None:
    filled = form()

    assert filled.secret.data == " a b "
    assert "a b" not in str(filled.secret())


@pytest.mark.parametrize("typed", [None, "", "a\0b", "\ud800"])
def test_a_secret_that_cannot_be_is_refused(form: Any, typed: str | None) -> None:
    assert list(form(secret=typed).errors) == ["secret"]


@pytest.mark.parametrize("typed", ["2026-09-26T19:20:00", "2026-09-26 19:20"])
def test_a_time_may_be_written_in_these_ways(form: Any, typed: str) -> None:
    assert form(at=typed).at.instant == datetime(2026, 9, 26, 11, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    "typed",
    [None, "", "soon", "2026-02-30T10:00", "1999-12-31T23:59", "2101-01-01T00:00", "99999-01-01T00:00", "2026-09-26T25:00",
     "\0", "\ud800", "２０２６-09-26T19:20x"],
)  # fmt: skip
def test_what_is_no_time_is_refused(form: Any, typed: str | None) -> None:
    filled = form(at=typed)

    assert list(filled.errors) == ["at"]
    str(filled.at()).encode()


def test_a_stored_time_is_drawn_on_the_clubs_clock(app: Flask) -> None:
    with app.test_request_context("/"):
        form = Everything(formdata=None, at=datetime(2026, 9, 26, 11, 20, tzinfo=UTC), meta={"csrf": False})

        assert 'value="2026-09-26T19:20"' in str(form.at())


@pytest.mark.parametrize("typed", ["c", "a\0"])
def test_a_choice_that_was_not_offered_is_refused(form: Any, typed: str) -> None:
    assert list(form(picks=typed).errors) == ["picks"]


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("", False),
        ("😀", False),
        ("\ufffd", False),
        ("\0", True),
        ("\ud800", True),
        ("a\udc00", True),
        ("\ufffe", True),
        ("a\uffff", True),
    ],
)
def test_some_text_no_column_takes(text: str, refused: bool) -> None:
    assert unstorable(text) is refused


@pytest.mark.parametrize("marks", [31, 150_000])
def test_marks_stacked_on_one_letter_are_refused_in_no_time(form: Any, marks: int) -> None:
    begun = time.monotonic()

    filled = form(story="a" + "\u0301\u0323" * (marks // 2) + "\u0301")

    assert not filled.validate()
    assert filled.story.errors
    assert time.monotonic() - begun < 1


def test_a_letter_with_a_few_marks_is_composed(form: Any) -> None:
    filled = form(story="a\u0302\u0301" + "\u0323" * 3)

    assert filled.validate()
    assert filled.story.data == "\u1ead\u0323\u0323\u0301"
