"""The ways in which a request of a round could be served, by the real rules of the things; no database here.

Distances are reckoned by their bands, from the cell of the home to the cell of the thing: whatever the allocation is
made from is published, and a metre more than a band says would tell where somebody lives.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from uuid import UUID

from matching.capacity import blocked_by_unit, untouched
from matching.geo import band, distance_between_cells
from matching.intervals import Period
from matching.rounds import Choice
from matching.slots import ROUND_MINUTES, slots
from matching.supply import Supply
from matching.wall import MINUTE, on_grid
from matching.windows import fitting_minutes

MOST = 30
"""Choices of one request: twice as many served one more of 300 in a trial, and took three times as long."""
LOOKED_AT = 1_200
"""Starts that are tried for one request, over all its things."""
STEPS_MINUTES = (30, 60, 120, 180, 240, 360, 720)
"""Coarser and coarser starts on the clock, the same for everybody, so that what is given packs well."""


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing of a round: its calendar as it stands, the cell where it is, and whom its owner is kept apart from."""

    id: UUID
    cell: str
    supply: Supply
    apart: frozenset[UUID] = frozenset()

    @property
    def gap_minutes(self) -> int:
        """What its bookings keep free between them."""
        return max(self.supply.rules.buffer_before_minutes, self.supply.rules.buffer_after_minutes)

    def booked(self, choice: Choice) -> Period:
        """The period to be booked for a choice: without the gap that was put to its end."""
        return Period(choice.period.start, choice.period.end - self.gap_minutes * MINUTE)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A request: from which cell, where in time and for how long."""

    cell: str
    window: Period
    minutes: int


def choices(wanted: Wanted, things: Sequence[Thing], *, now: datetime) -> tuple[Choice, ...]:
    """At most `MOST` choices, spread over the things and the window; none where nothing can be had."""
    each = LOOKED_AT // max(1, len(things))
    found = [(choice, thing.supply.zone) for thing in things for choice in _of(wanted, thing, now, each)]
    return tuple(_thinned(found))


def _of(wanted: Wanted, thing: Thing, now: datetime, most: int) -> Iterator[Choice]:
    """The periods that can be had, with each unit that is free throughout."""
    near = band(distance_between_cells(wanted.cell, thing.cell)).low_m
    for period in _periods(wanted, thing.supply, now, most):
        taken = Period(period.start, period.end + thing.gap_minutes * MINUTE)
        for unit in free_units(thing.supply, period, now):
            yield Choice(near, taken, str(unit))


def _periods(wanted: Wanted, supply: Supply, now: datetime, most: int) -> list[Period]:
    """By steps of the clock that make no more than `most`; where those meet nothing, the first on the thing's grid."""
    minutes = fitting_minutes(supply.rules, wanted.minutes)
    if minutes is None:
        return []
    starts = wanted.window.length // MINUTE
    step = next((step for step in STEPS_MINUTES if starts // step <= most), STEPS_MINUTES[-1])
    if supply.rules.granularity != "day" and starts // ROUND_MINUTES > most:
        coarse = list(islice(slots(wanted.window, supply, now=now, minutes=minutes, step=step), most))
        if coarse:
            return coarse
    return list(islice(slots(wanted.window, supply, now=now, minutes=minutes), most))


def free_units(supply: Supply, period: Period, now: datetime) -> list[int]:
    """The units that nobody has in that period."""
    return untouched(blocked_by_unit(supply.units, supply.busy, supply.claim(period, now)), period)


def _thinned(found: list[tuple[Choice, str]]) -> list[Choice]:
    """The finest step of the clock that leaves few enough; else so many, evenly spread."""
    kept = [choice for choice, _zone in found]
    for step in STEPS_MINUTES:
        if len(kept) <= MOST:
            return kept
        kept = [choice for choice, zone in found if on_grid(zone, choice.period.start, step)] or kept
    if len(kept) <= MOST:
        return kept
    ordered = sorted(kept, key=lambda choice: (choice.period, choice.distance_m, choice.unit))
    return [ordered[place * len(ordered) // MOST] for place in range(MOST)]
