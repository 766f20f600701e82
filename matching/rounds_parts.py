"""A round as columns (one for each way to serve a request) and the sets of columns of which one at most can be had."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from matching.rounds import Choice, Request

Clique: TypeAlias = tuple[int, ...]
"""Positions of columns that exclude each other."""


@dataclass(frozen=True, slots=True)
class Column:
    """One way to serve one request."""

    request: Request
    choice: Choice


def columns(requests: Iterable[Request]) -> list[Column]:
    """All columns in canonical order, by id and then nearest first; a choice that is named twice counts once."""
    ordered = sorted(requests, key=lambda request: request.id)
    return [Column(request, choice) for request in ordered for choice in _distinct(request.choices)]


def _distinct(choices: tuple[Choice, ...]) -> list[Choice]:
    nearest: dict[tuple[object, str], Choice] = {}
    for choice in sorted(choices):
        nearest.setdefault((choice.period, choice.unit), choice)
    return list(nearest.values())


def cliques(part: list[Column]) -> list[Clique]:
    """Every set of which one at most can be had: the choices of a request, and what overlaps on a unit.

    Two periods of a unit overlap exactly if some clique holds both: intervals that all overlap in pairs share an
    instant (Helly), so that the maximal cliques are found by a sweep over the starts.
    """
    by_request: defaultdict[str, list[int]] = defaultdict(list)
    by_unit: defaultdict[str, list[int]] = defaultdict(list)
    for position, column in enumerate(part):
        by_request[column.request.id].append(position)
        by_unit[column.choice.unit].append(position)
    found = [tuple(positions) for positions in by_request.values()]
    for positions in by_unit.values():
        found.extend(_overlapping(part, positions))
    return found


def _overlapping(part: list[Column], positions: list[int]) -> Iterator[Clique]:
    """The maximal sets of one unit's periods that share an instant."""
    active: list[int] = []
    for position in sorted(positions, key=lambda one: part[one].choice.period):
        start = part[position].choice.period.start
        lasting = [one for one in active if part[one].choice.period.end > start]
        if len(lasting) < len(active):
            yield tuple(active)
        active = [*lasting, position]
    yield tuple(active)


def split(whole: list[Column], *, by_person: bool = True) -> list[list[int]]:
    """The positions of each part that has nothing to do with the others: no clique in common, and no person.

    by_person: False where it no longer matters who gets what.
    """
    roots = list(range(len(whole)))
    for clique in cliques(whole):
        _join(roots, clique)
    persons: defaultdict[str, list[int]] = defaultdict(list)
    for position, column in enumerate(whole):
        persons[column.request.person].append(position)
    for positions in persons.values() if by_person else ():
        _join(roots, positions)
    parts: defaultdict[int, list[int]] = defaultdict(list)
    for position in range(len(whole)):
        parts[_root(roots, position)].append(position)
    return list(parts.values())


def _join(roots: list[int], positions: Iterable[int]) -> None:
    found = [_root(roots, position) for position in positions]
    least = min(found)
    for root in found:
        roots[root] = least


def _root(roots: list[int], position: int) -> int:
    while roots[position] != position:
        roots[position] = roots[roots[position]]
        position = roots[position]
    return position
