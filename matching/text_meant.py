"""From one word of a request to the terms of the lexicon that it may mean, slips of the finger and all."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

import numpy as np

from matching.text_okapi import Floats, Keys, Mask, Okapi, Places, grams, tokens_of
from matching.text_spelling import surface
from matching.text_typos import SHORTEST, nearest
from matching.text_words import keys_of

LEAST, LEAST_OF_KNOWN = 0.2, 0.3  # how much of a word a term must have; of one that is written so in the lexicon
LOOKED_AT = 6  # terms whose words are looked at for a slip
BEGINNING = 4  # letters that a word has in common with its stem; of a longer stem all but the last
LONGEST_ENDING = 7  # letters that a word may have more than that
FEW_TERMS = 0.5  # so many terms of a category support it half as much as all that there may be
END_OF_LONGER = 0.7  # how much a longer word says of the one that it ends in
SHORTEST_PART = 3  # letters that a longer word has more
LAST_SIGN = "\U0010ffff"
REMEMBERED, REMEMBERED_OF_FEW = 4_000, 100  # words; those of the few terms of a group are soon looked up again


@dataclass(frozen=True, slots=True)
class Meant:
    """One word: what its tokens weigh, how many they are, and the terms that have enough of them, with their scores.

    `support` is what each category has of it in all its terms. `telling` is 1 for a word that a single term has,
    towards 0 for one that all have.
    """

    weight: float
    tokens: int
    telling: float
    places: Places
    scores: Floats
    support: Floats


class Words:
    """The words of terms, each term of a category; few terms may go `over` more, whose words are then known as well."""

    def __init__(self, terms: Sequence[Sequence[Keys]], category: Places, over: Words | None = None) -> None:
        self._terms, self._category, self._over = terms, category, over
        self._categories = int(category.max(initial=-1)) + 1
        self.okapi: Okapi = Okapi(terms, over.okapi if over else None)
        self._tokens: dict[str, Keys] = {}
        self._begun: dict[str, dict[str, None]] = defaultdict(dict)
        for keys in dict.fromkeys(chain.from_iterable(terms)):
            self._tokens[keys[0]] = (*self._tokens.get(keys[0], ()), *tokens_of(keys))
            for key in keys[1:]:
                language, _, stem = key.partition(":")
                self._begun[stem[: max(BEGINNING, len(stem) - 1)]][language] = None
        self._turned = sorted(plain[::-1] for plain in self._tokens)  # those of one ending lie together
        self.meant = lru_cache(REMEMBERED_OF_FEW if over else REMEMBERED)(self._meant)

    def __contains__(self, plain: str) -> bool:
        return plain in self._tokens or (self._over is not None and plain in self._over)

    def as_one(self, word: str, parts: Iterable[str], sure: float) -> Meant:
        """A word that was written in parts, each of which may still, less surely, be meant on its own."""
        whole = self.meant(word)
        rated = np.zeros(self.okapi.size), np.zeros(self.okapi.size, np.bool_)
        for factor, each in ((1.0, whole), *((sure, self.meant(part)) for part in parts)):
            _raise(rated, each.places, factor * each.scores)
        return self._made((whole.weight, whole.tokens, whole.telling), *rated)

    def _meant(self, word: str) -> Meant:
        """By its stems and its letters, and as the end of longer words; one that is not known may also be a slip."""
        plain = surface(word)
        keys = self.found_by(word)
        runs = grams(plain) if keys or len(plain) >= SHORTEST else []
        weights = [self.okapi.weight(key) for key in keys or (plain,)]
        weight, tokens = max(weights) + sum(map(self.okapi.weight, runs)), len(runs) + 1
        asked = weight, tokens, min(weights) / self.okapi.most
        whole = weight * self.okapi.counted(tokens)
        scores = self.okapi.scores((*keys, *runs))
        enough = scores >= (LEAST_OF_KNOWN if plain in self else LEAST) * whole
        slip = None if keys else self._slip(plain, scores, LEAST / 2 * whole)
        _raise((scores, enough), self._ending_in(plain), END_OF_LONGER * whole)
        if slip:
            sure, other = slip
            asked = other.weight, other.tokens, other.telling
            _raise((scores, enough), other.places, sure * other.scores)
        return self._made(asked, scores, enough)

    def _ending_in(self, plain: str) -> Places:
        """The terms of longer words that are a kind of it: "Stehleiter" of "Leiter"."""
        ending = plain[::-1]
        last = f"{ending}{LAST_SIGN}" if len(plain) >= SHORTEST else ending
        alike = self._turned[bisect_left(self._turned, ending) : bisect_left(self._turned, last)]
        longer = (each[::-1] for each in alike if len(each) >= len(plain) + SHORTEST_PART)
        return self.okapi.places(chain.from_iterable(self._tokens[each] for each in longer))

    def found_by(self, word: str) -> Keys:
        """What it is found by: if it is written so in the lexicon what it is there, else a stem that it shares."""
        plain = surface(word)
        if plain in self:
            return tuple(dict.fromkeys(self.tokens_of(plain)))
        for size in range(len(plain), max(0, len(plain) - LONGEST_ENDING - 1), -1):
            spoken = self.languages_of(plain[:size])
            keys = tuple(key for key in keys_of(word, spoken)[1:] if key in self.okapi) if spoken else ()
            if keys:
                return keys
        return ()

    def tokens_of(self, plain: str) -> Keys:
        """Those of a word that is written so in the lexicon, in each language in which it is."""
        return (*self._tokens.get(plain, ()), *(self._over.tokens_of(plain) if self._over else ()))

    def languages_of(self, beginning: str) -> tuple[str, ...]:
        """The languages in which a stem is known that a word with this beginning may have."""
        return (*self._begun.get(beginning, ()), *(self._over.languages_of(beginning) if self._over else ()))

    def _slip(self, plain: str, scores: Floats, least: float) -> tuple[float, Meant] | None:
        """The known word that is the fewest slips away, of those of the likest terms, and how surely it is meant."""
        likely = (scores > least).nonzero()[0]
        if len(likely) > LOOKED_AT:
            likely = likely[(-scores[likely]).argpartition(LOOKED_AT)[:LOOKED_AT]]
        found = nearest(plain, {keys[0] for place in likely.tolist() for keys in self._terms[place]})
        return (found[0], self.meant(found[1])) if found else None

    def _made(self, asked: tuple[float, int, float], scores: Floats, enough: Mask) -> Meant:
        """With the support of each category: how many of its terms have the word, each more of them counting less."""
        places = enough.nonzero()[0]
        found = scores[places]
        most = float(found.max(initial=0.0))
        terms = np.bincount(self._category[places], found / most if most else None, self._categories)
        return Meant(*asked, places, found, most * (1 + FEW_TERMS) * terms / (terms + FEW_TERMS))


def _raise(rated: tuple[Floats, Mask], places: Places, to: Floats | float) -> None:
    """Give the terms at the places at least so much, which is enough."""
    scores, enough = rated
    scores[places] = np.maximum(scores[places], to)
    enough[places] = True
