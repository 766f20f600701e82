"""What the words of the shipped lexicon are found by, read from a file: to stem them all takes half a second.

`python -m matching.text_prepared > matching/data/keys.txt` writes it again, after the lexicon or the way in which words
are read has changed. A line is an entry, in the order of the lexicon, and has its telling words: each with its surface
and, behind slashes, its stems in the language of the entry, unless there is only one and it is as the surface.
"""

import sys
from collections.abc import Iterable, Iterator, Sequence
from importlib import resources

from matching.categories import load
from matching.text_index import Entry, entries_of, keys_of_term
from matching.text_okapi import Keys


def prepared(entries: Iterable[Entry]) -> str:
    """The lines for these entries."""
    return "".join(f"{' '.join(map(_written, keys_of_term(entry)))}\n" for entry in entries)


def read(lines: str, entries: Sequence[Entry]) -> list[list[Keys]]:
    """The keys of the words of each entry; ValueError where there is not a line for each."""
    known: dict[tuple[str, str], Keys] = {}
    listed = zip(entries, lines.splitlines(), strict=True)
    return [list(_keys(entry[1], line.split(), known)) for entry, line in listed]


def shipped() -> str:
    """The lines that come with the program."""
    return (resources.files("matching") / "data" / "keys.txt").read_text("utf-8")


def _written(keys: Keys) -> str:
    plain, *stems = (key.rpartition(":")[2] for key in keys)
    return plain if stems == [plain] else "/".join((plain, *stems))


def _keys(language: str, words: Iterable[str], known: dict[tuple[str, str], Keys]) -> Iterator[Keys]:
    for word in words:
        keys = known.get((language, word))
        if keys is None:
            plain, *stems = word.split("/")
            keys = known[language, word] = (plain, *(f"{language}:{stem}" for stem in stems or (plain,)))
        yield keys


if __name__ == "__main__":  # pragma: no cover  # run as a process of its own
    sys.stdout.buffer.write(prepared(entries_of(load())).encode())
