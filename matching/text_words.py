"""From text to comparable words: without those that say nothing, and with their stems in each language."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from matching.text_spelling import surface
from matching.text_stems import STEMMERS, stem
from matching.text_stop_words import says_nothing

LONGEST_TEXT = 2000  # signs
MOST_WORDS = 64
LONGEST_WORD = 48  # letters; what compares words takes the square of it

WORD = re.compile(r"[^\W_]+")
LETTER_DASH = re.compile(r"(?<!\w)([^\W_])[-\u2010\u2011](?=[^\W_])")  # "e-bike" is "ebike", "3-D" is "3d"


def words_of(text: str) -> tuple[str, ...]:
    """The words in small letters; of a text of any length only the beginning."""
    known = unicodedata.normalize("NFKC", text[:LONGEST_TEXT]).casefold()
    found = WORD.findall(LETTER_DASH.sub(r"\1", known))[:MOST_WORDS]
    return tuple(found) if len(known) <= LONGEST_WORD else tuple(word[:LONGEST_WORD] for word in found)


def telling_words(text: str) -> tuple[str, ...]:
    """The words that say what is meant, each once, without articles, wishes and bare numbers."""
    return telling(words_of(text))


def telling(written: Sequence[str]) -> tuple[str, ...]:
    """Those of the words of one text that say what is meant, each once."""
    nothing = says_nothing(written)
    return tuple(dict.fromkeys(word for word in written if word not in nothing and not word.isdecimal()))


@lru_cache(maxsize=65536)
def keys_of(word: str, languages: tuple[str, ...] = tuple(STEMMERS)) -> tuple[str, ...]:
    """All that the word may be found by, whichever of the languages it is: its surface, and its stems."""
    return tuple(dict.fromkeys([surface(word), *(stem(language, word) for language in languages)]))


@lru_cache(maxsize=65536)
def term_keys(language: str, word: str) -> tuple[str, ...]:
    """What a word of a known language is found by."""
    plain = surface(word)
    if language not in STEMMERS:
        return (plain,)
    return tuple(dict.fromkeys([plain, stem(language, word), stem(language, plain)]))
