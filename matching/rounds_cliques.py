"""Which columns exclude each other, told as tightly as can be, and which can be left out from the start.

Sets of one unit's columns are whole numbers here: bit n stands for the n-th of them.
"""

from collections import defaultdict
from collections.abc import Iterator
from itertools import permutations
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from matching.rounds_parts import Column

Clique: TypeAlias = tuple[int, ...]
"""Positions of columns that exclude each other."""

MOST_SPLIT = 400
"""No more sets in which a request's columns lie apart are told for a unit: they add no rule, they help the proof."""


class Unit:
    """The columns of one unit; others: for each, which columns of other requests overlap it."""

    def __init__(self, piece: list[Column], positions: list[int]) -> None:
        self.positions = positions
        self.far = [piece[one].choice.distance_m for one in positions]
        self.starts = np.array([piece[one].choice.period.start.timestamp() for one in positions])
        self.ends = np.array([piece[one].choice.period.end.timestamp() for one in positions])
        self.requests = defaultdict[str, list[int]](list)
        for number, one in enumerate(positions):
            self.requests[piece[one].request.id].append(number)
        overlapping = _bits((self.starts[:, None] < self.ends) & (self.starts < self.ends[:, None]))
        own = {number: sum(1 << each for each in group) for group in self.requests.values() for number in group}
        self.others = [overlaps & ~own[number] for number, overlaps in enumerate(overlapping)]


def undominated(piece: list[Column]) -> list[Column]:
    """The columns without those that another choice of the same request makes needless.

    It is on the same unit, no further away, and whatever is in its way is in the way of the needless one too: what
    serves anybody through the one serves as many, as near, through the other. Of two that are alike the first stays.
    """
    kept = sorted(unit.positions[number] for unit in _units(piece) for number in _needed(unit))
    return [piece[position] for position in kept]


def _needed(unit: Unit) -> list[int]:
    alive, before = (1 << len(unit.positions)) - 1, 0
    while alive != before:
        before = alive
        for group in unit.requests.values():
            for number in reversed(group):
                if any(_dominates(unit, one, number, alive) for one in group if one != number and alive >> one & 1):
                    alive &= ~(1 << number)
    return [number for number in range(len(unit.positions)) if alive >> number & 1]


def _dominates(unit: Unit, one: int, other: int, alive: int) -> bool:
    return unit.far[one] <= unit.far[other] and not unit.others[one] & ~unit.others[other] & alive


def cliques(piece: list[Column]) -> list[Clique]:
    """The columns of each request, then every greatest set of one unit's columns that all exclude each other.

    These are two kinds: intervals that all overlap share an instant (Helly), and columns of one request that lie apart
    go with all that overlap both the first and the last of them.
    """
    requests = defaultdict[str, list[int]](list)
    for position, column in enumerate(piece):
        requests[column.request.id].append(position)
    found = [tuple(positions) for positions in requests.values()]
    for unit in _units(piece):
        found.extend(
            tuple(one for number, one in enumerate(unit.positions) if members >> number & 1)
            for members in _greatest(unit, {*_at_instants(unit), *_apart(unit)})
        )
    return found


def _at_instants(unit: Unit) -> list[int]:
    """What is had at the start of each."""
    return _bits((unit.starts <= unit.starts[:, None]) & (unit.starts[:, None] < unit.ends))


def _apart(unit: Unit) -> list[int]:
    """What overlaps two columns of a request, with all columns of that request which it overlaps."""
    found = set()
    for group in unit.requests.values():
        pairs = permutations(group, 2)
        apart = ((one, other) for one, other in pairs if unit.ends[one] <= unit.starts[other])
        shared = {unit.others[one] & unit.others[other] for one, other in apart}
        for others in shared - {0}:
            found.add(others | sum(1 << one for one in group if not others & ~unit.others[one]))
    return sorted(found, key=lambda members: (-members.bit_count(), members))[:MOST_SPLIT]


def _greatest(unit: Unit, sets: set[int]) -> Iterator[int]:
    """Those that are within no other, and not of one request alone."""
    kept = [sum(1 << one for one in group) for group in unit.requests.values()]
    for members in sorted(sets, key=lambda one: (-one.bit_count(), one)):
        if all(members & ~larger for larger in kept):
            kept.append(members)
            yield members


def _units(piece: list[Column]) -> list[Unit]:
    positions = defaultdict[str, list[int]](list)
    for position, column in enumerate(piece):
        positions[column.choice.unit].append(position)
    return [Unit(piece, group) for group in positions.values()]


def _bits(rows: npt.NDArray[np.bool_]) -> list[int]:
    """Each row as one number."""
    return [int.from_bytes(row.tobytes(), "little") for row in np.packbits(rows, axis=1, bitorder="little")]
