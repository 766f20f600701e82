"""Three other ways from a request to leaves: edit ratios by rapidfuzz, trigrams in SQLite's FTS5, and BM25 by bm25s.

All are given more than they come with: our stop words are taken out of requests and terms, and our spelling without
accents and umlauts is put in, as fillers would drown the rest. All know the same terms as ours.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from functools import partial

from bm25s import BM25  # type: ignore[import-untyped]  # ships no types
from rapidfuzz import fuzz, process

from matching.text_index import Entry
from matching.text_spelling import surface
from matching.text_words import keys_of, telling_words, term_keys, words_of

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


class StemsAndGrams:
    """BM25 (Robertson and others, 1995) over the stems that ours has, and every three letters of a word with its ends.

    All scores are taken and sorted here, which is four times as fast as bm25s' own `retrieve` for one request.
    """

    name = "BM25 over stems and 3-grams"

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._categories = [category for category, *_ in entries]
        self._index = BM25()
        known = [_tokens(text, partial(term_keys, language)) for _, language, text, _ in entries]
        self._index.index(known, show_progress=False)

    def leaves(self, text: str, limit: int) -> list[str]:
        """The leaves of the terms with the greatest scores, best first."""
        asked = _tokens(text, keys_of)
        if not asked:
            return []
        worst = -self._index.get_scores(asked)
        best = worst.argpartition(min(READ, len(worst)) - 1)[:READ]
        ordered = sorted((worst[place], place) for place in best)
        return _first(limit, (self._categories[place] for score, place in ordered if score < 0))


def _tokens(text: str, keys: Callable[[str], tuple[str, ...]]) -> list[str]:
    words = telling_words(text) or words_of(text)
    return [token for word in words for token in (*keys(word), *_grams(f"<{surface(word)}>"))]


def _plain(text: str) -> str:
    return " ".join(surface(word) for word in telling_words(text) or words_of(text))


def _grams(text: str) -> Iterable[str]:
    return (text[place : place + 3] for place in range(len(text) - 2))


def _first(limit: int, categories: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(categories))[:limit]
