"""Where a model of meaning may be put beside the lexicon; none is shipped, and nothing needs one."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Protocol

from matching.categories import LANGUAGES, load, primary
from matching.text_index import Found
from matching.text_words import words_of

ENCODED = 0.4  # how much of a score the encoder has; the lexicon, which knows the tree's own words, has the rest


class Encoder(Protocol):
    """Says how near in meaning texts are: a model of sentences in any language, say."""

    def similarity(self, asked: str, terms: Sequence[str]) -> Sequence[float]:
        """For each term, in order, 0 (has nothing to do with what is asked) to 1 (means the same)."""


def blended(found: Sequence[Found], encoder: Encoder, asked: str, language: str | None) -> list[Found]:
    """What the lexicon found and what the encoder holds alike, mixed, best first; ties by the order of the tree."""
    if not words_of(asked):
        return list(found)
    by_words = {each.category: each for each in found}
    by_meaning = _nearest(encoder, asked, language)
    categories = dict.fromkeys((*by_meaning, *by_words))
    mixed = (_mixed(by_words.get(category), by_meaning.get(category)) for category in categories)
    return sorted(mixed, key=lambda each: -each.score)


def _mixed(by_words: Found | None, by_meaning: Found | None) -> Found:
    """One category's two finds as one, with the term of the one that speaks more for it."""
    parts = [(1 - ENCODED, by_words), (ENCODED, by_meaning)]
    scored = [(share * each.score, each) for share, each in parts if each]
    _, surest = max(scored, key=lambda pair: pair[0])
    return Found(surest.category, sum(score for score, _ in scored), surest.term)


def _nearest(encoder: Encoder, asked: str, language: str | None) -> dict[str, Found]:
    """For each leaf the nearest of its words, in the order of the tree."""
    leaves, terms = _words(primary(language))
    best: dict[str, Found] = {}
    for leaf, term, score in zip(leaves, terms, encoder.similarity(asked, terms), strict=True):
        if leaf not in best or score > best[leaf].score:
            best[leaf] = Found(leaf, score, term)
    return best


@lru_cache(maxsize=len(LANGUAGES))
def _words(language: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """All leaves' words in a language: the same object each time, so that an encoder may keep what it made of it."""
    tree = load()
    listed = [(leaf, term) for leaf in tree.leaves for term in (tree.name(leaf, language), *tree.terms(leaf, language))]
    return tuple(leaf for leaf, _ in listed), tuple(term for _, term in listed)
