"""What a request means: text to categories, and text against the text of a listing."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from matching.categories import load
from matching.text_encoder import Encoder, blended
from matching.text_index import Lexicon, LexiconIndex, entries_of
from matching.text_prepared import read, shipped
from matching.text_spelling import surface
from matching.text_typos import distance, slips_allowed
from matching.text_words import telling_words

LEAST_SCORE = 0.18  # below, most guesses are of words that only happen to have letters of a term
PART_OF_WORD = 4  # letters
TYPO, COMPOUND = 0.85, 0.7  # how much of a word is found in one spelt nearly so, in one put together with it
SAME_CATEGORY = 0.85  # what it is worth that both texts mean one category, whatever their words
COMPARED_GUESSES = 3


@dataclass(frozen=True, slots=True)
class Guess:
    """A leaf that the text may mean; `score` from 0 to 1, `why` the term of the lexicon that said so."""

    category: str
    score: float
    why: str


def guess_categories(
    text: str,
    *,
    language: str | None = None,
    limit: int = 5,
    lexicon: Lexicon | None = None,
    encoder: Encoder | None = None,
) -> list[Guess]:
    """The leaves that a text in any of the languages may mean, likeliest first; `language` only settles ties.

    `lexicon` may be a group's own; an `encoder` adds what a model of meaning says.
    """
    found = (lexicon or shipped_lexicon()).find(text, language, None if encoder else limit)
    ranked = blended(found, encoder, text, language)[:limit] if encoder else found
    likely = (each for each in ranked if each.score >= LEAST_SCORE)
    return [Guess(each.category, round(each.score, 4), each.term) for each in likely]


def text_score(query: str, document: str) -> float:
    """How much of the query the document answers, 0 to 1, by its words or by meaning the same in another language."""
    asked, offered = _prepared(query), _prepared(document)
    words = _shared_words(asked, offered)
    meaning = _shared_meaning(asked, offered)
    return round(max(words, SAME_CATEGORY * meaning, (words + meaning) / 2), 4)


@cache
def shipped_lexicon() -> LexiconIndex:
    """The index of the categories that come with the program; building it takes a moment, once."""
    entries = list(entries_of(load()))
    return LexiconIndex(entries, listed=read(shipped(), entries))


@dataclass(frozen=True, slots=True)
class Word:
    """A word ready to be compared: its surface, all that it is found by, and how much it tells, 0 to 1."""

    plain: str
    keys: frozenset[str]
    weight: float


@dataclass(frozen=True, slots=True)
class Prepared:
    """A text ready to be compared: its words, the keys of them all, and the likeliest categories."""

    words: tuple[Word, ...]
    keys: frozenset[str]
    meanings: tuple[Guess, ...]


@lru_cache(maxsize=20_000)
def _prepared(text: str) -> Prepared:
    known = shipped_lexicon().words
    words = tuple(
        Word(surface(each), frozenset((surface(each), *known.found_by(each))), known.meant(each).telling)
        for each in telling_words(text)
    )
    return Prepared(
        words=words,
        keys=frozenset().union(*(each.keys for each in words)),
        meanings=tuple(guess_categories(text, limit=COMPARED_GUESSES)),
    )


def _shared_words(asked: Prepared, offered: Prepared) -> float:
    whole = sum(word.weight for word in asked.words)
    if not whole:
        return 0.0
    return sum(word.weight * _found_in(word, offered) for word in asked.words) / whole


def _found_in(word: Word, offered: Prepared) -> float:
    if not offered.keys.isdisjoint(word.keys):
        return 1.0
    return max((_alike(word.plain, other.plain) for other in offered.words), default=0.0)


def _alike(word: str, other: str) -> float:
    shorter, longer = sorted((word, other), key=len)
    if len(shorter) < PART_OF_WORD:
        return 0.0
    allowed = slips_allowed(shorter)
    if len(longer) - len(shorter) <= allowed and distance(word, other, allowed) <= allowed:
        return TYPO
    return COMPOUND if longer.startswith(shorter) or longer.endswith(shorter) else 0.0


def _shared_meaning(asked: Prepared, offered: Prepared) -> float:
    """The surest category that both mean, as sure as the less sure of the two is of it."""
    return _surest(
        min(one.score, other.score)
        for one in asked.meanings
        for other in offered.meanings
        if one.category == other.category
    )


def _surest(scores: Iterable[float]) -> float:
    return max(scores, default=0.0)
