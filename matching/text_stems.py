"""What stays of a word in each language when its endings go."""

import re
from collections.abc import Callable
from functools import lru_cache
from threading import Lock

from matching.text_snowball import stemmers
from matching.text_spelling import surface

NT = re.compile("nt$")
FLEETING = re.compile(r"e(?=[kclł]$)")
HARD = {"c": "k", "dz": "g", "rz": "r"}
SOFTENED = re.compile(f"(?:{'|'.join(HARD)})$")
SNOWBALL = stemmers()
_stemming = Lock()  # a stemmer keeps the word that it works on in itself


@lru_cache(maxsize=65536)
def stem(language: str, word: str) -> str:
    """The stem in one language, marked with it: words of two languages never meet by their stems."""
    with _stemming:
        return f"{language}:{surface(STEMMERS[language](word))}"


def _dutch(word: str) -> str:
    """Cut twice, as once leaves "fiets" of "fietsen", but "fiet" of "fiets"; and "tent" as short as "tentje"."""
    return NT.sub("n", SNOWBALL["nl"](SNOWBALL["nl"](word)))


def _polish(word: str) -> str:
    """Cut, and the end of the stem made one: "młotek, młotka", "wiertarka, wiertarce", "kajaków, kajakow"."""
    accented = f"{word[:-2]}ów" if word.endswith("ow") else word
    cut = FLEETING.sub("", SNOWBALL["pl"](accented))
    return SOFTENED.sub(lambda found: HARD[found[0]], cut)


STEMMERS: dict[str, Callable[[str], str]] = {**SNOWBALL, "nl": _dutch, "pl": _polish}
