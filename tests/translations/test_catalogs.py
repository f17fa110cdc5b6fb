"""Both catalogues are complete: the Chinese has every message of the code, the English those that have a plural."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
PLACE = re.compile(r"%\((\w+)\)[sd]")
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "_l": None,
    "lazy_gettext": None,
    "lazy_ngettext": (1, 2),
    "lazy_pgettext": ((1, "c"), 2),
}

Key = tuple[str, tuple[str, ...]]  # the context, "" for none; the forms


def catalog(language: str) -> Catalog:
    path = ROOT / "clubinterview" / "translations" / language / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        return read_po(file, locale=language)


def forms(text: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def messages_of(language: str) -> list[Message]:
    return [message for message in catalog(language) if message.id]


def key_of(message: Message) -> Key:
    return message.context or "", forms(message.id)


@pytest.fixture(scope="module")
def messages_of_the_code() -> set[Key]:
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir(
        ROOT / "clubinterview", methods, options, keywords=KEYWORDS, directory_filter=lambda _: True
    )
    return {(context or "", forms(message)) for _, _, message, _, context in found}


def test_every_message_is_translated(messages_of_the_code: set[Key]) -> None:
    translated = {
        key_of(message)
        for message in messages_of("zh_Hans_CN")
        if all(forms(message.string)) and not message.fuzzy
    }

    assert len(messages_of_the_code) > 500
    assert sorted(messages_of_the_code - translated) == []


def test_english_holds_the_messages_with_a_plural_and_no_others(messages_of_the_code: set[Key]) -> None:
    english = messages_of("en")

    assert {key_of(message) for message in english} == {
        key for key in messages_of_the_code if len(key[1]) > 1
    }
    assert [message.id for message in english if forms(message.string) != forms(message.id)] == []


def test_the_catalogue_keeps_nothing_that_the_code_no_longer_says(messages_of_the_code: set[Key]) -> None:
    kept = {key_of(message) for message in messages_of("zh_Hans_CN")}

    assert sorted(kept - messages_of_the_code) == []


def test_translations_have_the_places_of_their_messages() -> None:
    wrong = [
        message.id
        for message in messages_of("zh_Hans_CN")
        for form in (*forms(message.id), *forms(message.string))
        if set(PLACE.findall(form)) != set(PLACE.findall(forms(message.id)[0]))
    ]

    assert wrong == []


@pytest.mark.parametrize("language", ["zh_Hans_CN", "en"])
def test_the_checks_of_the_format_find_nothing(language: str) -> None:
    problems = [(message.id, list(message.check(catalog(language)))) for message in messages_of(language)]

    assert [problem for problem in problems if problem[1]] == []
