"""The lexicon turned round: from the words of a request to terms, and from terms to categories."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Protocol, TypeAlias

import numpy as np

from matching.categories import LANGUAGES, CategoryTree, primary
from matching.text_meant import Meant, Words
from matching.text_okapi import Floats, Keys, Places
from matching.text_spelling import surface
from matching.text_words import telling, term_keys, words_of

SYNONYM = 0.985  # as good as the name, but not before it
OTHER_LANGUAGE = 0.97
MISSING, EXTRA = 0.6, 0.4  # what each costs: of a term what was not said, of the request what the term has not
PART_OF_PAIR = 0.8  # how surely a word is meant on its own that makes another with its neighbour
SUPPORT = 0.6  # how much of what the best term leaves open the other terms of its category may fill

Entry: TypeAlias = tuple[str, str, str, bool]  # category, language, text, whether it is the name


@dataclass(frozen=True, slots=True)
class Found:
    """A category with the term that speaks most for it; `score` from 0 to 1."""

    category: str
    score: float
    term: str


class Lexicon(Protocol):
    """Finds the categories that a text may mean."""

    def find(self, text: str, language: str | None = None, limit: int | None = None) -> list[Found]:
        """The categories, each once, best first, all or so many; `language` only settles ties."""


class LexiconIndex:
    """Built once of entries, whose words' keys may be `listed`; finding changes nothing but what it remembers of words.

    Words of few entries are weighed, and told from slips, by a larger index that they go `over`.
    """

    def __init__(
        self,
        entries: Iterable[Entry],
        over: "LexiconIndex | None" = None,
        listed: Sequence[Sequence[Keys]] | None = None,
    ) -> None:
        self.terms = list(entries)
        self._categories = list(dict.fromkeys(category for category, *_ in self.terms))
        numbers = {category: number for number, category in enumerate(self._categories)}
        self._category = np.array([numbers[category] for category, *_ in self.terms], np.intp)
        keys = [keys_of_term(entry) for entry in self.terms] if listed is None else listed
        self.words: Words = Words(keys, self._category, over.words if over else None)
        self._named = np.array([1.0 if is_name else SYNONYM for *_, is_name in self.terms])
        self._languages = np.array([language for _, language, *_ in self.terms], np.str_)
        self._preference = lru_cache(len(LANGUAGES))(self._preferred)

    def find(self, text: str, language: str | None = None, limit: int | None = None) -> list[Found]:
        """The categories that a word of the text speaks for, best first; ties by the order of the entries."""
        words = self._meant(text)
        if not words or not self.terms:
            return []
        asked = sum(word.weight for word in words) * self.words.okapi.counted(sum(word.tokens for word in words))
        places, likeness = self._likeness(words, asked, language)
        rising = (-likeness).argsort(kind="stable")[::-1]  # so that of a category's terms the best is written last
        places, mine = places[rising], self._category[places[rising]]
        best, term = np.zeros(len(self._categories)), np.zeros(len(self._categories), np.intp)
        best[mine], term[mine] = likeness[rising], places
        scores = (best + (1 - best) * SUPPORT * np.minimum(1.0, sum(word.support for word in words) / asked)) ** 2
        order = (-scores).argsort(kind="stable")[:limit]
        return [
            Found(self._categories[number], score, self.terms[why][2])
            for number, score, why in zip(order.tolist(), scores[order].tolist(), term[order].tolist(), strict=True)
            if score
        ]

    def _likeness(self, words: Sequence[Meant], asked: float, language: str | None) -> tuple[Places, Floats]:
        """The terms that any of the words says, and how like the request each is.

        It is Tversky's index: shared, against what is missing of the term and what it does not explain of the request.
        """
        okapi = self.words.okapi
        said = np.zeros(okapi.size)
        for word in words:
            said[word.places] += word.scores
        places = np.concatenate([word.places for word in words])
        whole = okapi.masses[places]
        shared = np.minimum(said[places], whole)
        like = shared / (shared + MISSING * (whole - shared) + EXTRA * np.maximum(0.0, asked - shared))
        return places, like * self._preference(language and primary(language))[places]

    def _meant(self, text: str) -> list[Meant]:
        """Each telling word once; neighbours that are one in the lexicon count as one: "wheel chair", "e bike"."""
        written = words_of(text)
        pairs = [pair for pair in pairwise(written) if surface("".join(pair)) in self.words]
        apart = {word for pair in pairs for word in pair}
        single = (self.words.meant(word) for word in telling(written) if word not in apart)
        joined = (self.words.as_one("".join(pair), telling(pair), PART_OF_PAIR) for pair in dict.fromkeys(pairs))
        return [*single, *joined]

    def _preferred(self, language: str | None) -> Floats:
        """What each term is worth to whom speaks the language: names before synonyms, and their own words first."""
        spoken = language is None or self._languages == language
        return self._named * np.where(spoken, 1.0, OTHER_LANGUAGE)


def entries_of(tree: CategoryTree) -> Iterator[Entry]:
    """The names and terms of the leaves of the tree."""
    for leaf in tree.leaves:
        for language, words in tree[leaf].words.items():
            for place, text in enumerate(words):
                yield leaf, language, text, place == 0


def keys_of_term(entry: Entry) -> tuple[Keys, ...]:
    """What each telling word of the entry is found by; all of its words where none tells anything."""
    _, language, text, _ = entry
    words = words_of(text)
    return tuple(term_keys(language, word) for word in telling(words) or words)
