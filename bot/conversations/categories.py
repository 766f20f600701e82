"""Choosing what sort of thing it is: guessed from its name, or found by walking down the tree."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from hashlib import blake2b

from backend.language import mark, sentence
from matching.categories import load
from matching.text import guess_categories

GUESSED = 4
TOP = "top"

_ELSE = mark("Something else")
_ALL_OTHERS = mark("Anything else: {category}")
_UP = mark("⬆ All categories")

Option = tuple[str, tuple[str, ...]]


def code_of(category: str) -> str:
    """The category in eight signs that a button can carry, whatever the length of its id."""
    return urlsafe_b64encode(blake2b(category.encode(), digest_size=6).digest()).decode()


def category_of(code: str) -> str | None:
    """The category behind a button's code, if there is still such a one."""
    return next((each.id for each in load() if code_of(each.id) == code), None)


def name_of(category: str, language: str) -> str:
    """The category as people of the language call it, with what it belongs to."""
    tree = load()
    if category not in tree:
        return category
    return " › ".join(tree.path_names(category, language))


def guessed(words: str, language: str) -> list[Option]:
    """The likeliest categories for a thing of this name, and the way to all others."""
    found = guess_categories(words, language=language, limit=GUESSED)
    return [
        *((load().name(each.category, language), ("is", code_of(each.category))) for each in found),
        (sentence(language, _ELSE), ("in", TOP)),
    ]


def below(category: str | None, language: str) -> list[Option]:
    """What stands under a category, or at the top of the tree; one may also stay at the category itself."""
    tree = load()
    if category is None or category not in tree:
        return [_option(root, language) for root in tree.roots]
    here = sentence(language, _ALL_OTHERS, category=tree.name(category, language))
    return [
        *(_option(child, language) for child in tree.children(category)),
        (here, ("is", code_of(category))),
        (sentence(language, _UP), ("in", TOP)),
    ]


def _option(category: str, language: str) -> Option:
    tree = load()
    return tree.name(category, language), ("is" if tree[category].is_leaf else "in", code_of(category))
