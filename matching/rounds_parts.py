"""A round as columns, one for each way to serve a request, and the pieces of it that share no unit and no request."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from matching.draw import draw_rank
from matching.rounds import Choice, Request


@dataclass(frozen=True, slots=True)
class Column:
    """One way to serve one request."""

    request: Request
    choice: Choice


def columns(requests: Iterable[Request], seed: str = "") -> list[Column]:
    """All columns, in an order that is drawn: by the rank of the request, then nearest first, then by that of the unit.

    Nothing that comes after looks at a name, so that equals have equal chances. A choice that is named
    twice counts once.
    """
    ordered = sorted(requests, key=lambda request: (draw_rank(seed, request.id), request.id))
    return [Column(request, choice) for request in ordered for choice in _distinct(request.choices, seed)]


def _distinct(choices: tuple[Choice, ...], seed: str) -> list[Choice]:
    nearest: dict[tuple[object, str], Choice] = {}
    for choice in sorted(choices):
        nearest.setdefault((choice.period, choice.unit), choice)
    return sorted(
        nearest.values(), key=lambda one: (one.distance_m, one.period, draw_rank(seed, "unit", one.unit), one.unit)
    )


def pieces(whole: list[Column]) -> list[list[Column]]:
    """The columns of each piece, by its first: no unit and no request belongs to two of them."""
    return [[whole[one] for one in group] for group in joined((one.request.id, one.choice.unit) for one in whole)]


def joined(labelled: Iterable[tuple[object, ...]]) -> list[list[int]]:
    """The positions that labels in common link, directly or through others; labels at different places differ."""
    roots: dict[tuple[int, object], tuple[int, object]] = {}
    firsts = []
    for labels in labelled:
        placed = list(enumerate(labels))
        found = [_root(roots, one) for one in placed]
        roots.update(dict.fromkeys(found, found[0]))
        firsts.append(found[0])
    groups: defaultdict[tuple[int, object], list[int]] = defaultdict(list)
    for position, first in enumerate(firsts):
        groups[_root(roots, first)].append(position)
    return list(groups.values())


def _root(roots: dict[tuple[int, object], tuple[int, object]], one: tuple[int, object]) -> tuple[int, object]:
    while roots.setdefault(one, one) != one:
        roots[one] = roots[roots[one]]
        one = roots[one]
    return one
