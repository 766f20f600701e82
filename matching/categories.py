"""The tree of categories: what can be shared, what it is called and what it is for."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from types import MappingProxyType

LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl", "pl")
FALLBACK = "en"


class Kind(StrEnum):
    TOOL = "tool"
    SPACE = "space"
    MACHINERY = "machinery"
    VEHICLE = "vehicle"


class BadCategories(ValueError):
    """The category data breaks its own rules; every fault is listed."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(self.faults))


@dataclass(frozen=True, slots=True)
class Category:
    """One node of the tree; `words` has, by language, the name and then the lexicon's terms."""

    id: str
    words: Mapping[str, tuple[str, ...]]
    children: tuple[str, ...] = ()

    @property
    def parent(self) -> str | None:
        return self.id.rpartition(".")[0] or None

    @property
    def kind(self) -> Kind:
        return Kind(self.id.partition(".")[0])

    @property
    def is_leaf(self) -> bool:
        return not self.children


@dataclass(frozen=True)
class CategoryTree:
    """All categories by id, in the order of the data; an unknown id raises KeyError."""

    by_id: Mapping[str, Category]

    def __contains__(self, category: object) -> bool:
        return category in self.by_id

    def __getitem__(self, category: str) -> Category:
        return self.by_id[category]

    def __iter__(self) -> Iterator[Category]:
        return iter(self.by_id.values())

    def __len__(self) -> int:
        return len(self.by_id)

    @property
    def roots(self) -> tuple[str, ...]:
        return tuple(each.id for each in self if each.parent is None)

    @property
    def leaves(self) -> tuple[str, ...]:
        return tuple(each.id for each in self if each.is_leaf)

    def children(self, category: str) -> tuple[str, ...]:
        return self[category].children

    def parent(self, category: str) -> str | None:
        return self[category].parent

    def kind(self, category: str) -> Kind:
        return self[category].kind

    def name(self, category: str, language: str | None = None) -> str:
        """The name in the language, else in English."""
        words = self[category].words
        return words.get(primary(language), words[FALLBACK])[0]

    def terms(self, category: str, language: str) -> tuple[str, ...]:
        """The lexicon's words for the category in one language, without its name."""
        return self[category].words.get(primary(language), ())[1:]

    def expand(self, category: str) -> frozenset[str]:
        """The ids of the leaves at or below the category."""
        node = self[category]
        if node.is_leaf:
            return frozenset({category})
        return frozenset().union(*(self.expand(child) for child in node.children))

    def path(self, category: str) -> tuple[str, ...]:
        """The ids from the root down to the category itself."""
        parent = self.parent(category)
        return (*(self.path(parent) if parent else ()), category)

    def path_names(self, category: str, language: str | None = None) -> tuple[str, ...]:
        return tuple(self.name(step, language) for step in self.path(category))


def primary(language: str | None) -> str:
    """The primary subtag of a language tag: "de" of "de-AT"; English for none."""
    return (language or FALLBACK).replace("_", "-").partition("-")[0].lower()


Words = Mapping[str, tuple[str, ...]]


def build(entries: Iterable[tuple[str, Words]]) -> CategoryTree:
    """The tree of these (id, words by language); BadCategories lists all that is wrong."""
    listed = tuple(entries)
    faults = tuple(_faults(listed))
    if faults:
        raise BadCategories(faults)
    below: dict[str, list[str]] = {category: [] for category, _ in listed}
    for category in below:
        parent = category.rpartition(".")[0]
        if parent:
            below[parent].append(category)
    return CategoryTree(
        MappingProxyType(
            {
                category: Category(category, MappingProxyType(dict(words)), tuple(below[category]))
                for category, words in listed
            }
        )
    )


def _faults(entries: tuple[tuple[str, Words], ...]) -> Iterator[str]:
    known = {category for category, _ in entries}
    seen: set[str] = set()
    for category, words in entries:
        parent = category.rpartition(".")[0]
        if category in seen:
            yield f"{category}: listed twice"
        seen.add(category)
        if category.partition(".")[0] not in set(Kind):
            yield f"{category}: no such kind"
        if parent and parent not in known:
            yield f"{category}: no parent"
        yield from (f"{category}: no name in {each}" for each in LANGUAGES if not words.get(each))
        if not all(term.strip() for terms in words.values() for term in terms):
            yield f"{category}: an empty word"


@cache
def load() -> CategoryTree:
    """The tree that ships with the program, one file for each kind."""
    folder = resources.files("matching") / "data"
    return build(entry for kind in Kind for entry in _entries((folder / f"{kind}.toml").read_text("utf-8")))


def _entries(text: str) -> Iterator[tuple[str, Words]]:
    for category, words in tomllib.loads(text).items():
        yield category, {language: tuple(terms) for language, terms in words.items()}
