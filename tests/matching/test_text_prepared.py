"""The file of keys that ships is what preparing the lexicon makes, and is read as what was prepared."""

import pytest

from matching.categories import load
from matching.text_index import Entry, entries_of, keys_of_term
from matching.text_prepared import prepared, read, shipped

ENTRIES: list[Entry] = [
    ("ladder", "de", "die Leitern", True),
    ("saw", "en", "Saw, the saw bench", False),
    ("table", "en", "saw table", False),
    ("who", "en", "who", True),
]


def test_what_ships_is_what_preparing_the_lexicon_makes() -> None:
    """If not: python -m matching.text_prepared > matching/data/keys.txt"""
    assert shipped() == prepared(entries_of(load()))


def test_a_line_has_the_words_of_an_entry_and_their_stems_where_they_differ() -> None:
    assert prepared(ENTRIES) == "leitern/leit\nsaw bench\nsaw table/tabl\nwho\n"


@pytest.mark.parametrize("entries", [ENTRIES, list(entries_of(load()))], ids=["a few", "all that ship"])
def test_what_was_prepared_is_read_as_it_was(entries: list[Entry]) -> None:
    assert read(prepared(entries), entries) == [list(keys_of_term(entry)) for entry in entries]


def test_lines_of_other_entries_are_refused() -> None:
    with pytest.raises(ValueError, match="argument 2"):
        read("leitern/leit\n", ENTRIES)
