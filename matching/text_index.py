"""The lexicon turned round: from a word to the terms that have it, and from terms to categories."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import log
from typing import Protocol

from matching.categories import CategoryTree, primary
from matching.text_spelling import surface
from matching.text_typos import Vocabulary
from matching.text_words import keys_of, telling_words, term_keys, words_of

UNKNOWN = 0.35  # what a word weighs that no term has
SYNONYM = 0.985  # as good as the name, but not before it
OTHER_LANGUAGE = 0.97
MISSING, EXTRA = 0.9, 0.22  # what each costs: a term's words that were not said, words said that the term has not
STEMMED = 0.9  # how surely a word is meant that only has the stem of one as it was written
PART_OF_PAIR = 0.8  # how surely a word is meant on its own that makes another with its neighbour
BEST_TERM, ALL_TERMS = 0.8, 0.2
REMEMBERED_WORDS = 20_000


@dataclass(frozen=True, slots=True)
class Term:
    """One entry of the lexicon; `mass` is what its words weigh together."""

    category: str
    language: str
    text: str
    is_name: bool
    mass: float


@dataclass(frozen=True, slots=True)
class Meant:
    """One word of a request: what it weighs, how much of which terms it says, and whether any term has it."""

    weight: float
    terms: Mapping[int, float]
    known: bool = True


@dataclass(frozen=True, slots=True)
class Found:
    """A category with the term that speaks most for it; `score` from 0 to 1."""

    category: str
    score: float
    term: str


class Lexicon(Protocol):
    """Finds the categories that a text may mean."""

    def find(self, text: str, language: str | None = None) -> list[Found]:
        """The categories, each once, best first; `language` only settles ties."""


NOT_KNOWN = Meant(UNKNOWN, {}, known=False)
Entry = tuple[str, str, str, bool]  # category, language, text, whether it is the name


class LexiconIndex:
    """Built once of entries; finding changes nothing but what it remembers of words.

    Words of few entries are weighed, and told from slips, by a larger index that they go `over`.
    """

    def __init__(self, entries: Iterable[Entry], over: "LexiconIndex | None" = None) -> None:
        listed = [(entry, telling_words(entry[2]) or words_of(entry[2])) for entry in entries]
        self._over = over
        self.size: int = max(len({entry[0] for entry, _ in listed}), over.size if over else 0)
        weigh = _weights(listed, self.size, over)
        self.postings: dict[str, dict[int, float]] = defaultdict(dict)
        self.terms: list[Term] = []
        for place, (entry, words) in enumerate(listed):
            weights = [weigh(entry[1], word) for word in words]
            self.terms.append(Term(*entry, mass=sum(weights)))
            for word, weight in zip(words, weights, strict=True):
                for key in term_keys(entry[1], word):
                    self.postings[key][place] = weight
        self._vocabulary = Vocabulary(surface(word) for _, words in listed for word in words)
        self.meant = lru_cache(REMEMBERED_WORDS)(self._meant)

    def find(self, text: str, language: str | None = None) -> list[Found]:
        """Every category that a word of the text speaks for, best first; ties by the order of the entries."""
        words = self._words(text)
        asked = sum(word.weight for word in words)
        if not asked:
            return []
        best: dict[str, Found] = {}
        for place, mass in self._said(words).items():
            term = self.terms[place]
            score = _likeness(min(mass, term.mass), term.mass, asked) * _preference(term, language)
            if term.category not in best or score > best[term.category].score:
                best[term.category] = Found(term.category, score, term.text)
        return sorted(self._supported(best, words, asked), key=lambda found: -found.score)

    def _said(self, words: Iterable[Meant]) -> dict[int, float]:
        """How much of each term was said, in the order of the entries."""
        said: dict[int, float] = defaultdict(float)
        for word in words:
            for place, weight in word.terms.items():
                said[place] += weight
        return dict(sorted(said.items()))

    def _supported(self, best: Mapping[str, Found], words: list[Meant], asked: float) -> Iterator[Found]:
        """The best term counts most; that other terms of the category have the other words counts too."""
        covered: dict[str, float] = defaultdict(float)
        for word in words:
            heaviest: dict[str, float] = {}
            for place, weight in word.terms.items():
                category = self.terms[place].category
                heaviest[category] = max(weight, heaviest.get(category, 0.0))
            for category, weight in heaviest.items():
                covered[category] += weight
        for category, found in best.items():
            score = BEST_TERM * found.score + ALL_TERMS * min(1.0, covered[category] / asked)
            yield Found(category, min(1.0, score), found.term)

    def _words(self, text: str) -> list[Meant]:
        """Each telling word once; neighbours that are one in the lexicon count as one: "wheel chair", "e bike"."""
        written = words_of(text)
        joins = [place for place, pair in enumerate(pairwise(written)) if surface("".join(pair)) in self._vocabulary]
        joined = {"".join(written[place : place + 2]): written[place : place + 2] for place in joins}
        apart = {word for pair in joined.values() for word in pair}
        single = (self.meant(word) for word in telling_words(text) if word not in apart)
        return [*single, *(self._as_one(word, parts) for word, parts in joined.items())]

    def _as_one(self, word: str, parts: Iterable[str]) -> Meant:
        """The joined word, which may still mean what its parts do."""
        whole = self.meant(word)
        terms = dict(whole.terms)
        for part in telling_words(" ".join(parts)):
            for place, weight in self.meant(part).terms.items():
                terms[place] = max(PART_OF_PAIR * weight, terms.get(place, 0.0))
        return Meant(whole.weight, terms)

    def _meant(self, word: str) -> Meant:
        """By its spelling and its stems, and as the end of longer words; one that is not known as slip or compound."""
        plain, *stems = keys_of(word)
        written = self._terms_of([(plain, 1.0)])
        stemmed = self._terms_of((key, STEMMED if written else 1.0) for key in stems)
        beneath = self._over.meant(word) if self._over else NOT_KNOWN
        right = bool(written) or beneath.known
        guessed = self._terms_of(self._vocabulary.ending_in(plain)) | ({} if right else self._slip_or_compound(plain))
        weight = max((written or stemmed).values(), default=beneath.weight)
        terms = {**guessed, **stemmed, **written}
        said = {place: min(weight, mass) for place, mass in terms.items()} if written else terms
        return Meant(weight, said, known=bool(written or stemmed))

    def _slip_or_compound(self, plain: str) -> dict[int, float]:
        """The terms of words spelt nearly so, and of its parts: a term that has both parts is said by both."""
        terms = self._terms_of(self._vocabulary.near(plain))
        apart = [self._terms_of([part]) for part in self._vocabulary.parts(plain)]
        for place in {place for part in apart for place in part}:
            terms[place] = max(terms.get(place, 0.0), sum(part.get(place, 0.0) for part in apart))
        return terms

    def _terms_of(self, keys: Iterable[tuple[str, float]]) -> dict[int, float]:
        terms: dict[int, float] = {}
        for key, sureness in keys:
            for place, weight in self.postings.get(key, {}).items():
                terms[place] = max(weight * sureness, terms.get(place, 0.0))
        return terms


def entries_of(tree: CategoryTree) -> Iterator[Entry]:
    """The names and terms of the leaves of the tree."""
    for leaf in tree.leaves:
        for language, words in tree[leaf].words.items():
            for place, text in enumerate(words):
                yield leaf, language, text, place == 0


def _likeness(said: float, whole: float, asked: float) -> float:
    """Tversky's index: shared, against what is missing of the term and what it does not explain of the text."""
    return said / (said + MISSING * (whole - said) + EXTRA * max(0.0, asked - said))


def _preference(term: Term, language: str | None) -> float:
    spoken = 1.0 if language is None or term.language == primary(language) else OTHER_LANGUAGE
    return spoken if term.is_name else spoken * SYNONYM


def _weights(
    listed: Iterable[tuple[Entry, tuple[str, ...]]], size: int, over: LexiconIndex | None
) -> Callable[[str, str], float]:
    """A weigher of words: 1 for a word of one category alone, towards 0 for one that all of so many have."""
    categories: dict[str, set[str]] = defaultdict(set)
    for (category, language, _, _), words in listed:
        for word in words:
            for key in term_keys(language, word):
                categories[key].add(category)

    def weigh(language: str, word: str) -> float:
        having = max(len(categories[key]) for key in term_keys(language, word))
        weight = log((size + 1) / having) / log(size + 1)
        beneath = over.meant(word) if over else NOT_KNOWN
        return min(weight, beneath.weight) if beneath.known else weight

    return weigh
