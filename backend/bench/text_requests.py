"""Seeded requests out of the lexicon: a term as somebody in a hurry would type it, in every language that it has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from random import Random
from typing import TypeAlias

from matching.categories import CategoryTree
from matching.text_index import Entry, entries_of

HELD_OUT = 0.1
TYPED_LETTERS = 5  # shorter words are not misspelt: one letter makes another word of them
INFLECTED_LETTERS = 4
WISHES: Mapping[str, Sequence[str]] = {
    "en": ("I need a {} for Saturday", "does anyone have a {}?", "looking for {} please", "{}"),
    "de": ("ich brauche am Samstag {}", "hat jemand {}?", "suche {}, danke", "{}"),
    "fr": ("j'ai besoin de {} samedi", "est-ce que quelqu'un a {} ?", "je cherche {} merci", "{}"),
    "es": ("necesito {} el sábado", "¿alguien tiene {}?", "busco {} por favor", "{}"),
    "it": ("mi serve {} sabato", "qualcuno ha {}?", "cerco {} grazie", "{}"),
    "nl": ("ik heb zaterdag {} nodig", "heeft iemand {}?", "ik zoek {} alsjeblieft", "{}"),
    "pl": ("potrzebuję {} na sobotę", "czy ktoś ma {}?", "szukam {} proszę", "{}"),
    "pt": ("preciso de {} no sábado", "alguém tem {}?", "procuro {} por favor", "{}"),
}
ENDINGS: Mapping[str, Sequence[str]] = {
    "en": ("s",),
    "de": ("n", "e", "en", "s"),
    "fr": ("s",),
    "es": ("s", "es"),
    "it": ("e", "i"),
    "nl": ("en", "s"),
    "pl": ("y", "a", "em"),
    "pt": ("s",),
}

Split: TypeAlias = tuple[list[Entry], list[Entry]]


class Spoilt(StrEnum):
    """What was done to the term."""

    NOTHING = "as written"
    TYPO = "a slip"
    ENDING = "another ending"
    HELD_OUT = "not in the index"


@dataclass(frozen=True, slots=True)
class Request:
    """What was typed, what was done to the term, and the leaves that have the term: each of them is right."""

    text: str
    language: str
    spoilt: Spoilt
    right: frozenset[str]


def split(tree: CategoryTree, dice: Random) -> Split:
    """The entries to be indexed, and one in ten whose text is kept out, of every leaf and language; names are kept."""
    entries = list(entries_of(tree))
    names = {text.casefold() for _, _, text, is_name in entries if is_name}
    terms = dict.fromkeys(text.casefold() for _, _, text, _ in entries if text.casefold() not in names)
    out = {term for term in terms if dice.random() < HELD_OUT}
    return (
        [entry for entry in entries if entry[2].casefold() not in out],
        [entry for entry in entries if entry[2].casefold() in out],
    )


def requests(entries: Split, count: int, dice: Random) -> list[Request]:
    """So many, a quarter of each kind, every language as often as it has terms."""
    kept, out = entries
    owners = defaultdict(set)
    for category, _, text, _ in (*kept, *out):
        owners[text.casefold()].add(category)
    found = []
    for number in range(count):
        spoilt = tuple(Spoilt)[number % len(Spoilt)]
        _, language, text, _ = dice.choice(out if spoilt is Spoilt.HELD_OUT else kept)
        asked = dice.choice(WISHES.get(language, ("{}",))).format(_spoil(text, language, spoilt, dice))
        found.append(Request(asked, language, spoilt, frozenset(owners[text.casefold()])))
    return found


def _spoil(text: str, language: str, spoilt: Spoilt, dice: Random) -> str:
    match spoilt:
        case Spoilt.TYPO:
            return _in_one_word(text, TYPED_LETTERS, dice, lambda word: _slip(word, dice))
        case Spoilt.ENDING:
            return _in_one_word(text, INFLECTED_LETTERS, dice, lambda word: _inflected(word, language, dice))
        case _:
            return text


def _in_one_word(text: str, letters: int, dice: Random, change: Callable[[str], str]) -> str:
    words = text.split(" ")
    long = [place for place, word in enumerate(words) if len(word) >= letters]
    if long:
        place = dice.choice(long)
        words[place] = change(words[place])
    return " ".join(words)


def _slip(word: str, dice: Random) -> str:
    """A letter left out, typed twice, or swapped with the next; the first is always right."""
    place = dice.randrange(1, len(word) - 1)
    before, letter, after = word[:place], word[place], word[place + 1 :]
    return dice.choice((before + after, before + letter * 2 + after, before + after[0] + letter + after[1:]))


def _inflected(word: str, language: str, dice: Random) -> str:
    """With an ending of the language, in place of a last vowel where that is how it inflects."""
    ending = dice.choice(ENDINGS.get(language, ("s",)))
    doubled = word[-1] in "aeiou" and ending[0] in "aeiouy"
    return (word[:-1] if doubled else word) + ending
