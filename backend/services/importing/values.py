"""From the text of a cell to a value: counts, money, wear, and the category that words suggest."""

from __future__ import annotations

import re
from functools import cache

from backend.services.importing.columns import bare
from backend.services.resources import UNITS_MOST
from matching.categories import LANGUAGES, load
from matching.text import guess_categories
from models.resource import Condition

# A wrong guess is worse than a line that asks for its category; by trial, chance likenesses stay below.
GUESSES, SURE = 20, 0.65
VALUE_MOST = 1_000_000_000
FIGURES_LONGEST = 40
_COUNT = re.compile(r"(\d{1,6})(?:[.,]0+)?\s*(?:[x×]|[^\W\d]+\.?)?")
_MONEY = re.compile(r"[^\d.,'’\s\-−]*\s*(\d[\d.,'’\s\u00a0\u202f]*?)\s*(?:[.,][-–—])?\s*[^\d.,'’\s\-−]*")
_GROUPS = re.compile(r"['’\s\u00a0\u202f]")

WEAR: dict[Condition, str] = {
    Condition.NEW: "new, as new, like new, brand new, mint, excellent, neu, wie neu, neuwertig, sehr gut,"
    " neuf, comme neuf, excellent état, nuevo, como nuevo, excelente",
    Condition.GOOD: "good, very good, ok, okay, fine, used, working, gut, in ordnung, gebraucht, funktioniert,"
    " bon, bon état, très bon, correct, d'occasion, bueno, bien, buen estado, usado, funciona",
    Condition.WORN: "worn, fair, acceptable, old, well used, abgenutzt, gebrauchsspuren, alt, stark gebraucht,"
    " usé, usagé, vieux, moyen, gastado, viejo, regular",
    Condition.NEEDS_CARE: "needs care, needs repair, poor, damaged, broken, repair, to repair, fragile,"
    " pflegebedürftig, reparaturbedürftig, defekt, kaputt, schlecht, beschädigt,"
    " à réparer, abîmé, cassé, mauvais, en panne, a reparar, por reparar, roto, malo, dañado, averiado",
}
_WEAR = {bare(word): condition for condition, words in WEAR.items() for word in words.split(",")} | {
    bare(condition): condition for condition in Condition
}


class Unread(ValueError):
    """A cell that cannot be read as what its column says; the code and figures of the fault."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def units(text: str) -> int:
    """How many pieces: "2", "2.0", "3 Stück", "4x"; one where nothing is said."""
    found = _COUNT.fullmatch(text.strip() or "1") if len(text) <= FIGURES_LONGEST else None
    if not found:
        raise Unread("int_parsing")
    if not 1 <= (count := int(found[1])) <= UNITS_MOST:
        raise Unread("out_of_range", ge=1, le=UNITS_MOST)
    return count


def money(text: str) -> int | None:
    """An amount in minor units: "12.50", "1.234,50 €", "CHF 80.-"; None where nothing is said."""
    if not text.strip():
        return None
    found = _MONEY.fullmatch(text.strip()) if len(text) <= FIGURES_LONGEST else None
    if not found:
        raise Unread("not_money")
    minor = _minor(_GROUPS.sub("", found[1]))
    if minor > VALUE_MOST:
        raise Unread("out_of_range", ge=0, le=VALUE_MOST)
    return minor


def condition(text: str) -> Condition:
    """How worn, in any of the usual words; good where nothing is said."""
    if not text.strip():
        return Condition.GOOD
    if (known := _WEAR.get(bare(text))) is None:
        raise Unread("unknown_condition", expected=tuple(Condition))
    return known


def category(said: str, title: str) -> str:
    """The category that was named, by its id or by a name or word of any language; else the one that words suggest."""
    tree, named = load(), _named()
    known = next((named[word] for word in _candidates(said) if word in named), None)
    if known is not None and tree[known].is_leaf:
        return known
    guessed = _guessed(title, within=known) or _guessed(said if known is None else "", within=None)
    if (chosen := guessed or known) is None:
        raise Unread("unknown_category")
    return chosen


def _minor(figures: str) -> int:
    last = max(figures.rfind("."), figures.rfind(","))
    mark = figures[last] if last >= 0 else ""
    decimals = len(figures) - last - 1
    is_fraction = bool(mark) and figures.count(mark) == 1 and decimals in (1, 2)
    whole = figures[:last] if is_fraction else figures
    fraction = figures[last + 1 :] if is_fraction else ""
    return int(re.sub(r"[.,]", "", whole) or "0") * 100 + int(fraction.ljust(2, "0"))


def _candidates(said: str) -> list[str]:
    """The cell whole, then its parts from the right: "Tools > Drills" is a drill."""
    parts = [part for part in re.split(r"[>/,;|]", said) if part.strip()]
    return [word for word in (bare(text) for text in (said, *reversed(parts))) if word]


@cache
def _named() -> dict[str, str]:
    """Every id, name and word of the tree; where two categories share a word, neither has it."""
    tree = load()
    names = {bare(tree.name(node.id, language)): node.id for node in tree for language in LANGUAGES}
    words: dict[str, set[str]] = {}
    for node in tree:
        for language in LANGUAGES:
            for term in tree.terms(node.id, language):
                words.setdefault(bare(term), set()).add(node.id)
    clear = {word: next(iter(ids)) for word, ids in words.items() if len(ids) == 1}
    return clear | names | {bare(node.id): node.id for node in tree} | {node.id: node.id for node in tree}


def _guessed(text: str, *, within: str | None) -> str | None:
    """The likeliest leaf that the text means, below the branch that was named if one was."""
    if not text.strip():
        return None
    allowed = frozenset(load().leaves) if within is None else load().expand(within)
    sure = (one.category for one in guess_categories(text, limit=GUESSES) if one.score >= SURE)
    return next((category for category in sure if category in allowed), None)
