"""Every page answers every kind of person as the table says. A page without a line in the table fails here."""

import pytest
from flask import Flask

from tests.pages.who_may import expected, line, make_world, routes, row

EXPECTED = expected()
AT_ONCE = 20
PARTS = [list(EXPECTED)[start : start + AT_ONCE] for start in range(0, len(EXPECTED), AT_ONCE)]


def test_every_page_has_a_line(app: Flask) -> None:
    pages = {(method, address) for method, address, _ in routes(app)}

    assert sorted(pages - EXPECTED.keys()) == []
    assert sorted(EXPECTED.keys() - pages) == []


@pytest.mark.parametrize("part", PARTS, ids=lambda part: "from " + " ".join(part[0]))
def test_everybody_is_answered_as_the_table_says(app: Flask, part: list[tuple[str, str]]) -> None:
    rules = {(method, address): rule for method, address, rule in routes(app)}
    world = make_world(app)

    found = {page: row(app, world, page[0], rules[page]) for page in part}

    assert [line(*page, answers) for page, (answers, _) in found.items()] == [
        line(*page, EXPECTED[page]) for page in part
    ]
    assert {page: written for page, (_, written) in found.items() if written} == {}
