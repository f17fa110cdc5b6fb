"""Both languages are complete: every message of the code is in both catalogs, translated, and fits its places."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
PLACE = re.compile(r"%\((\w+)\)[sd]")
KEYWORDS = {"_": None, "_l": None, "gettext": None, "lazy_gettext": None}


def catalog(language: str) -> Catalog:
    path = ROOT / "clubinterview" / "translations" / language / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        return read_po(file)


@pytest.fixture(scope="module")
def messages_of_the_code() -> set[str]:
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir(
        ROOT / "clubinterview", methods, options, keywords=KEYWORDS, directory_filter=lambda _: True
    )
    return {message for _, _, message, _, _ in found}


@pytest.mark.parametrize("language", ["zh_Hans_CN", "en"])
def test_every_message_is_translated(language: str, messages_of_the_code: set[str]) -> None:
    translated = {message.id for message in catalog(language) if message.string and not message.fuzzy}

    assert len(messages_of_the_code) > 500
    assert sorted(messages_of_the_code - translated) == []


@pytest.mark.parametrize("language", ["zh_Hans_CN", "en"])
def test_no_catalog_keeps_what_the_code_no_longer_says(language: str, messages_of_the_code: set[str]) -> None:
    kept = {message.id for message in catalog(language) if message.id}

    assert sorted(kept - messages_of_the_code) == []


@pytest.mark.parametrize("language", ["zh_Hans_CN", "en"])
def test_translations_have_the_places_of_their_messages(language: str) -> None:
    wrong = [
        message.id
        for message in catalog(language)
        if message.id and set(PLACE.findall(message.id)) != set(PLACE.findall(message.string))
    ]

    assert wrong == []
