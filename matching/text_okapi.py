"""BM25 over the terms of the lexicon; the tokens of a term are the stems of its words and their runs of three letters.

Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), who found 1.2 < k1 < 2 and
0.5 < b < 0.8 good in many circumstances; our terms are short, so k1 and b are from the lower ends. The 1 in the
logarithm is Lucene's: a token that most terms have counts little for them, but never against them.
"""

from collections.abc import Iterable, Sequence
from itertools import chain
from math import log
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

K1, B = 1.2, 0.5
UNKNOWN = 0.35  # of the most that a token may weigh
GRAM = 3  # letters, of which the marks of a word's ends are two

Keys: TypeAlias = tuple[str, ...]  # of a word: its surface, then its stems
Floats: TypeAlias = NDArray[np.float64]
Places: TypeAlias = NDArray[np.intp]
Mask: TypeAlias = NDArray[np.bool_]


class Okapi:
    """The postings of terms, each given by the keys of its words; a place is the number of a term.

    The few terms of a group are counted together with those that they go `over`, so that both are weighed alike.
    """

    def __init__(self, terms: Sequence[Sequence[Keys]], over: "Okapi | None" = None) -> None:
        self._over = over
        self.size = len(terms)
        self._all: int = self.size + (over.size if over else 0)
        self.most = log(2 * self._all + 2)  # the weight of a token that no term has
        self._numbers: dict[str, int] = {}
        places, tokens = self._tokens(terms)
        lengths = np.bincount(places, minlength=self.size)
        self.mean: float = over.mean if over else max(1.0, len(places) / max(1, self.size))
        self._post(places, tokens, lengths)

    def weight(self, token: str) -> float:
        """How much the token tells: its inverse document frequency; little is made of one that no term has."""
        number = self._numbers.get(token)
        if number is not None:
            return self._weights[number]
        having = self._over.having(token) if self._over else 0
        return log(1 + (self._all - having + 0.5) / (having + 0.5)) if having else UNKNOWN * self.most

    def __contains__(self, token: str) -> bool:
        return token in self._numbers or (self._over is not None and token in self._over)

    def having(self, token: str) -> int:
        """How many terms have the token, not counting those that these go over."""
        number = self._numbers.get(token)
        return 0 if number is None else self._starts[number + 1] - self._starts[number]

    def counted(self, length: int) -> float:
        """What a term of so many tokens, all of them once, makes of the weight of each."""
        return (K1 + 1) / (1 + K1 * (1 - B + B * length / self.mean))

    def scores(self, tokens: Iterable[str]) -> Floats:
        """By place, what the tokens count in each term."""
        lists = self._lists(tokens)
        if not lists:
            return np.zeros(self.size)
        places = np.concatenate([self._places[each] for each in lists])
        return _sums(places, np.concatenate([self._counts[each] for each in lists]), self.size)

    def places(self, tokens: Iterable[str]) -> Places:
        """The terms that have any of the tokens; some of them more than once."""
        return np.concatenate([self._places[:0], *(self._places[each] for each in self._lists(tokens))])

    def _lists(self, tokens: Iterable[str]) -> list[slice]:
        numbers = (self._numbers[token] for token in tokens if token in self._numbers)
        return [slice(self._starts[number], self._starts[number + 1]) for number in numbers]

    def _tokens(self, terms: Sequence[Sequence[Keys]]) -> tuple[Places, Places]:
        """For each token of each word of each term, the term's place and the token's number."""
        words = {keys: number for number, keys in enumerate(dict.fromkeys(chain.from_iterable(terms)))}
        owners, tokens = self._of_words(list(words))
        sizes = np.bincount(owners, minlength=len(words))
        starts = np.cumsum(sizes) - sizes
        word = np.fromiter((words[keys] for each in terms for keys in each), np.intp)
        place = np.repeat(np.arange(self.size), [len(each) for each in terms])
        return np.repeat(place, sizes[word]), tokens[_runs(starts[word], sizes[word])]

    def _of_words(self, words: Sequence[Keys]) -> tuple[Places, Places]:
        """For each token of each word, in the order of the words, the word's number and the token's."""
        numbers = self._numbers
        keys = np.fromiter(
            (numbers.setdefault(key, len(numbers)) for each in words for key in tokens_of(each)), np.intp
        )
        owners, runs, which = _grams_of([each[0] for each in words])
        seen = np.array([numbers.setdefault(run, len(numbers)) for run in runs], np.intp)
        every = np.concatenate([np.repeat(np.arange(len(words)), [len(tokens_of(each)) for each in words]), owners])
        order = np.argsort(every, kind="stable")
        return every[order], np.concatenate([keys, seen[which]])[order]

    def _post(self, places: Places, tokens: Places, lengths: Places) -> None:
        """Keep for each token which terms have it, and what it counts there."""
        pairs, often = np.unique(tokens * max(1, self.size) + places, return_counts=True)
        token, place = np.divmod(pairs, max(1, self.size))
        self._places = place.astype(np.int32)  # the fewer bytes, the sooner they are added up
        having = np.bincount(token, minlength=len(self._numbers))
        self._starts: list[int] = [0, *np.cumsum(having).tolist()]
        if self._over:
            having += np.array([self._over.having(each) for each in self._numbers], np.intp)
        weights = np.log(1 + (self._all - having + 0.5) / (having + 0.5))
        spread = K1 * (1 - B + B * lengths[self._places] / self.mean)
        self._weights: list[float] = weights.tolist()
        self._counts = weights[token] * often * (K1 + 1) / (often + spread)
        self.masses = _sums(self._places, self._counts, self.size)


def tokens_of(keys: Keys) -> Keys:
    return keys[1:] or keys


def grams(word: str) -> list[str]:
    """All runs of three letters, the word's ends marked; the dot tells them from words of three letters."""
    padded = f"<{word}>"
    return [f".{padded[place : place + GRAM]}" for place in range(len(padded) - GRAM + 1)]


def _grams_of(words: Sequence[str]) -> tuple[Places, list[str], Places]:
    """The runs of all the words at once: of each run the word's number; all there are; and of each which one it is."""
    text = "".join(f"<{word}>" for word in words)
    signs = np.frombuffer(text.encode("utf-32-le"), np.uint32).astype(np.int64)
    owner = np.repeat(np.arange(len(words)), [len(word) + 2 for word in words])
    first = np.flatnonzero(owner[: -(GRAM - 1)] == owner[GRAM - 1 :])  # both ends in one word
    codes = (signs[first] << 42) | (signs[first + 1] << 21) | signs[first + 2]
    _, shown, which = np.unique(codes, return_index=True, return_inverse=True)
    return owner[first], [f".{text[at : at + GRAM]}" for at in first[shown].tolist()], which


def _sums(places: Places, counts: Floats, size: int) -> Floats:
    return np.bincount(places, counts, size).astype(np.float64, copy=False)


def _runs(starts: Places, sizes: Places) -> Places:
    """All the numbers from each start on, so many of each."""
    ends = np.cumsum(sizes)
    every: Places = np.repeat(starts - (ends - sizes), sizes)
    return every + np.arange(len(every))
