"""What there is to borrow in the demo town: read from `data`, given to owners by chance."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from random import Random
from typing import Any

from backend.demo.people import ADA, BEN, HOST, LENA, MORWENNA, Neighbour
from backend.demo.terms import TERMS, Terms

FILES = ("tools.toml", "bigger.toml")
CONDITIONS = ("good", "good", "good", "worn", "new", "needs_care")
LENT_BY = {
    "SDS hammer drill in its case": ADA,
    "Small cordless screwdriver for flat-packs": ADA,
    "Kärcher pressure washer": ADA,
    "Lastenrad für zwei Kinder und den Großeinkauf": LENA,
    "Akku-Rasenmäher": LENA,
}


@dataclass(frozen=True, slots=True)
class Lot:
    """One resource to be: `owner` is a Telegram id; what stands at the hub belongs to the group."""

    title: str
    description: str
    category: str
    owner: int
    where: str
    terms: str
    units: int
    value: int | None
    condition: str
    days_ago: int

    @property
    def lent_on(self) -> Terms:
        """Its terms."""
        return TERMS[self.terms]

    @property
    def common(self) -> bool:
        """Whether the group owns it."""
        return self.where == "hub"


def lots(people: tuple[Neighbour, ...], rng: Random) -> tuple[Lot, ...]:
    """Every resource, in the order in which they were offered."""
    found = [_lot(entry, *title, people, rng) for entry in _entries() for title in _titles(entry)]
    return tuple(sorted(found, key=lambda lot: (-lot.days_ago, lot.title)))


def data(name: str) -> dict[str, Any]:
    """A file of the demo town's."""
    return tomllib.loads((resources.files("backend.demo") / "data" / name).read_text("utf-8"))


def _entries() -> Iterator[dict[str, Any]]:
    for name in FILES:
        yield from data(name)["thing"]


def _titles(entry: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for language in ("en", "de"):
        yield from ((title, language) for title in entry.get(language, ()))


def _lot(entry: dict[str, Any], title: str, language: str, people: tuple[Neighbour, ...], rng: Random) -> Lot:
    where = entry.get("where", "home")
    owner = _owner(where, title, [one for one in people if one.language == language], rng)
    return Lot(
        title=title,
        description=entry[f"{language}_says"],
        category=entry["category"],
        owner=owner.telegram_id,
        where=where,
        terms=entry.get("terms", "home"),
        units=entry.get("units", 1),
        value=entry.get("value"),
        condition=rng.choice(CONDITIONS),
        days_ago=_offered(owner, title if where == "home" else None, rng),
    )


def _owner(where: str, title: str, speakers: list[Neighbour], rng: Random) -> Neighbour:
    known = {one.telegram_id: one for one in speakers}
    chosen = rng.choice([one for one in speakers if one.telegram_id != BEN])
    if where == "hub":
        return known[MORWENNA]
    if where == "loft":
        return next(one for one in speakers if one.name == HOST)
    return known[LENT_BY[title]] if title in LENT_BY else chosen


def _offered(owner: Neighbour, title: str | None, rng: Random) -> int:
    """How many days ago: on the day after they joined, or later; a few things came in this week."""
    if title is None:
        return owner.days_ago - 1
    if title not in LENT_BY and rng.random() < 0.06:
        return rng.randint(1, 6)
    return rng.randint(62, owner.days_ago - 1)
