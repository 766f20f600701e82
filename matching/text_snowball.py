"""Snowball's stemmers, made quicker: with eight languages, stemming is most of the time that a new word takes."""

from collections.abc import Callable, Mapping
from typing import Any

from snowballstemmer.basestemmer import BaseStemmer  # type: ignore[import-untyped]  # it ships no types
from snowballstemmer.dutch_stemmer import DutchStemmer  # type: ignore[import-untyped]
from snowballstemmer.english_stemmer import EnglishStemmer  # type: ignore[import-untyped]
from snowballstemmer.french_stemmer import FrenchStemmer  # type: ignore[import-untyped]
from snowballstemmer.german_stemmer import GermanStemmer  # type: ignore[import-untyped]
from snowballstemmer.italian_stemmer import ItalianStemmer  # type: ignore[import-untyped]
from snowballstemmer.polish_stemmer import PolishStemmer  # type: ignore[import-untyped]
from snowballstemmer.portuguese_stemmer import PortugueseStemmer  # type: ignore[import-untyped]
from snowballstemmer.spanish_stemmer import SpanishStemmer  # type: ignore[import-untyped]

STOCK = {
    "en": EnglishStemmer,
    "de": GermanStemmer,
    "fr": FrenchStemmer,
    "es": SpanishStemmer,
    "it": ItalianStemmer,
    "pt": PortugueseStemmer,
    "nl": DutchStemmer,
    "pl": PolishStemmer,
}
BySize = tuple[tuple[int, Mapping[str, Any]], ...]


class LookedUp(BaseStemmer):  # type: ignore[misc]
    """Looks up which of some endings a word has, longest first; the stock search goes letter by letter to the same."""

    _sorted: dict[int, BySize] = {}  # noqa: RUF012  # by the identity of the stemmers' own lists, which stay

    def find_among(self, listed: tuple[Any, ...]) -> Any:
        """The result of the longest one that stands at the cursor, which moves behind it; 0 for none."""
        start, room = self.cursor, self.limit - self.cursor
        for size, among in self._sorted.get(id(listed)) or self._sort(listed):
            hit = among.get(self.current[start : start + size]) if size <= room else None
            if hit and self._holds(hit, start + size):
                return hit.result
        return 0

    def find_among_b(self, listed: tuple[Any, ...]) -> Any:
        """The same backwards: of those that end at the cursor."""
        end, room = self.cursor, self.cursor - self.limit_backward
        for size, among in self._sorted.get(id(listed)) or self._sort(listed):
            hit = among.get(self.current[end - size : end]) if size <= room else None
            if hit and self._holds(hit, end - size):
                return hit.result
        return 0

    def _holds(self, hit: Any, cursor: int) -> bool:
        self.cursor = cursor
        return hit.method is None or bool(hit.method(self))

    def _sort(self, listed: tuple[Any, ...]) -> BySize:
        sizes = sorted({len(each.s) for each in listed}, reverse=True)
        by_size = tuple((size, {each.s: each for each in listed if len(each.s) == size}) for size in sizes)
        self._sorted[id(listed)] = by_size
        return by_size


def stemmers() -> dict[str, Callable[[str], str]]:
    """By language, what cuts a word to its stem; each keeps the word that it works on in itself."""
    return {language: type(stock.__name__, (LookedUp, stock), {})().stemWord for language, stock in STOCK.items()}
