"""One spelling for words that people type with accents, umlauts and ligatures, or without."""

import re
import unicodedata
from functools import lru_cache

DIGRAPHS = re.compile(r"(?<=[^q])([aou])e")
STROKES = str.maketrans({"ł": "l", "đ": "d", "ø": "o"})  # Unicode takes no stroke off a letter


def unaccented(word: str) -> str:
    """The letters alone: "łąka" is "laka", "maçã" is "maca"."""
    if word.isascii():
        return word
    plain = unicodedata.normalize("NFKD", word.translate(STROKES))
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


@lru_cache(maxsize=65536)
def surface(word: str) -> str:
    """The word as typed on any keyboard: "Säge", "Saege" and "sage" are one, and so are "ijzer" and "yzer"."""
    return DIGRAPHS.sub(r"\1", unaccented(word)).replace("ij", "y")
