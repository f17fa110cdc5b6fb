"""Every page answers every kind of person as the table says. A page without a line in the table fails here."""

import pytest

from tests.pages.who_may import expected, line, make_world, routes, row
from tests.stores import empty_stores

EXPECTED = expected()


def fresh():
    empty_stores()
    return make_world()


def test_every_page_has_a_line(app):
    pages = {(method, address) for method, address, _ in routes(app)}

    assert sorted(pages - EXPECTED.keys()) == []
    assert sorted(EXPECTED.keys() - pages) == []


@pytest.mark.parametrize(("method", "address"), EXPECTED)
def test_everybody_is_answered_as_the_table_says(app, method, address):
    rule = next(rule for m, a, rule in routes(app) if (m, a) == (method, address))

    found = row(app, method, rule, fresh)

    assert line(method, address, found) == line(method, address, EXPECTED[method, address])
