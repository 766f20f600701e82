"""Two other ways from a request to leaves: edit ratios by rapidfuzz, and trigrams in SQLite's FTS5.

Both are given more than they come with: our stop words are taken out of requests and terms, and our spelling without
accents and umlauts is put in, as fillers would drown the rest. Both know the same terms as ours.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz, process

from matching.text_index import Entry
from matching.text_spelling import surface
from matching.text_words import telling_words, words_of

READ = 40  # terms, of which several may be of one leaf
MAKE = "CREATE VIRTUAL TABLE terms USING fts5(text, tokenize = 'trigram')"
ASK = "SELECT rowid FROM terms WHERE terms MATCH ? ORDER BY bm25(terms), rowid LIMIT ?"


class RapidFuzz:
    """`process.extract` over all terms by WRatio, its weighted best of whole, partial and sorted ratios."""

    name = "rapidfuzz WRatio"

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._categories = [entry[0] for entry in entries]
        self._terms = [_plain(entry[2]) for entry in entries]

    def leaves(self, text: str, limit: int) -> list[str]:
        """The leaves of the likest terms, likest first."""
        found = process.extract(_plain(text), self._terms, scorer=fuzz.WRatio, limit=READ)
        return _first(limit, (self._categories[place] for _, _, place in found))


class Trigrams:
    """Every three letters of the request, any of which may match, in the order of BM25."""

    name = "SQLite FTS5 trigrams"

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._categories = [entry[0] for entry in entries]
        self._base = sqlite3.connect(":memory:")
        self._base.execute(MAKE)
        terms = ((place, _plain(entry[2])) for place, entry in enumerate(entries))
        with self._base:
            self._base.executemany("INSERT INTO terms (rowid, text) VALUES (?, ?)", terms)

    def leaves(self, text: str, limit: int) -> list[str]:
        """The leaves of the terms that share most, best first."""
        asked = " OR ".join(f'"{gram}"' for gram in dict.fromkeys(_grams(_plain(text))))
        rows = self._base.execute(ASK, (asked, READ)) if asked else ()
        return _first(limit, (self._categories[place] for (place,) in rows))


def _plain(text: str) -> str:
    return " ".join(surface(word) for word in telling_words(text) or words_of(text))


def _grams(text: str) -> Iterable[str]:
    return (text[place : place + 3] for place in range(len(text) - 2))


def _first(limit: int, categories: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(categories))[:limit]
