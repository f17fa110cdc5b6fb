"""One spelling for each mail address, phone and username, and no text that is two of them."""

import pytest

from clubinterview.core.identity import (
    NotAnAddress,
    masked_address,
    masked_student_number,
    normalise_address,
    normalise_identifier,
    normalise_phone,
    normalise_username,
    shown_address,
)

PHONE = "+8613812345678"


@pytest.mark.parametrize(
    "typed",
    ["13812345678", "138 1234 5678", "138-1234-5678", "+86 13812345678", "0086 138 1234 5678", "(+86)13812345678",
     " １３８１２３４５６７８ ", "＋８６ 138 1234 5678"],
)  # fmt: skip
def test_a_phone_has_one_spelling(typed):
    assert normalise_phone(typed) == PHONE


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("+44 7911 123456", "+447911123456"),
        ("+1 (415) 555-2671", "+14155552671"),
        ("+852 5123 4567", "+85251234567"),
    ],
)
def test_phones_of_all_countries_are_known(typed, stored):
    assert normalise_phone(typed) == stored


@pytest.mark.parametrize(
    "typed",
    ["", "12345", "010-62751234", "zhang13812345678", "13812345678;ext=3", "tel:13812345678", "+86", "99999999999",
     "138123456789", "13812345678\0", "😀"],
)  # fmt: skip
def test_what_cannot_take_a_text_message_is_no_phone(typed):
    with pytest.raises(NotAnAddress):
        normalise_phone(typed)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("Zoë.O-Brien_9", "zoë.o-brien_9"),
        ("陈一鸣", "陈一鸣"),
        (" ＡＢＣ ", "abc"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
    ],
)
def test_a_username_has_one_spelling(typed, stored):
    assert normalise_username(typed) == stored


@pytest.mark.parametrize(
    "typed", ["ab", "9lives", "a b c", "a@b", "+abc", "x" * 51, "_abc", "abc\u202e", "", "😀😀😀"]
)
def test_what_could_be_taken_for_something_else_is_no_username(typed):
    with pytest.raises(NotAnAddress):
        normalise_username(typed)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("Chen@Example.edu.cn", "chen@example.edu.cn"), ("138 1234 5678", PHONE), ("ChenYiming", "chenyiming")],
)
def test_somebody_signs_in_with_any_of_them(typed, stored):
    assert normalise_identifier(typed) == stored


def test_a_full_width_at_sign_makes_a_mail_address():
    assert normalise_address("chen＠example.edu.cn") == "chen@example.edu.cn"


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("chen@example.edu.cn", "c***@example.edu.cn"),
        (PHONE, "138****5678"),
        ("+4790123456", "****56"),
        ("chen", "c***"),
    ],
)
def test_others_see_only_a_part(address, masked):
    assert masked_address(address) == masked


def test_the_owner_reads_it_in_groups():
    assert shown_address(PHONE) == "+86 138 1234 5678"
    assert shown_address("chen@example.edu.cn") == "chen@example.edu.cn"


@pytest.mark.parametrize(
    ("number", "masked"),
    [("2026110342", "2026****42"), ("20261103", "2026****03"), ("A12", "****12"), ("", "")],
)
def test_lists_show_a_part_of_a_student_number(number, masked):
    assert masked_student_number(number) == masked
