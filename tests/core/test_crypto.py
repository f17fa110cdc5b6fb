"""Sealed texts: readable with the right key for the right thing, and for nothing else."""

import pytest

from clubinterview.core.crypto import CannotUnseal, blind_index, is_sealed_by_present_key, seal, unseal

pytestmark = [pytest.mark.usefixtures("app"), pytest.mark.pure]  # for its keys


def test_what_was_sealed_can_be_read():
    assert (
        unseal(seal("11010519491231002X", for_what="number of 1"), for_what="number of 1")
        == "11010519491231002X"
    )


def test_the_same_text_is_sealed_differently_each_time():
    assert seal("text", for_what="x") != seal("text", for_what="x")


def test_a_sealed_text_is_worth_nothing_in_another_row():
    with pytest.raises(CannotUnseal):
        unseal(seal("text", for_what="number of 1"), for_what="number of 2")


@pytest.mark.parametrize("damaged", ["", "new", "new.", "new.%%%", "gone.AAAA", "old.AAAA"])
def test_a_damaged_text_is_refused(damaged):
    with pytest.raises(CannotUnseal):
        unseal(damaged, for_what="x")


def test_a_text_of_an_older_key_can_be_read(app, monkeypatch):
    keys = app.config["NUMBER_KEYS"]
    monkeypatch.setitem(app.config, "NUMBER_KEYS", {"old": keys["old"]})
    sealed = seal("text", for_what="x")
    monkeypatch.setitem(app.config, "NUMBER_KEYS", keys)

    assert unseal(sealed, for_what="x") == "text"
    assert not is_sealed_by_present_key(sealed)


def test_the_blind_index_differs_between_purposes():
    assert blind_index("a", "1") == blind_index("a", "1") != blind_index("b", "1")
