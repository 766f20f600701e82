"""Confirm and swap: like things stay interchangeable until shortly before the start, so that more bookings fit.

A wish is confirmed at once if all that is confirmed still fits together with it. Which unit a booking gets is settled,
and told, only at the lock; until then its unit is a note for the planner, and may be swapped.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeAlias

from matching.intervals import Period
from matching.invalid import InvalidValue
from matching.pools_exact import rearrange
from matching.pools_plan import Held, Plan
from matching.pools_room import calmest, roomiest
from matching.pools_swap import Search

STEPS, NODES = 200, 200
"""Enough for nearly all swaps, and few enough that the slowest decision in a hundred takes less than 50 ms."""

Assignment: TypeAlias = Mapping[str, str]
"""From the ids of bookings to the units that they have."""

__all__ = ["Assignment", "Confirmed", "Held", "Pool", "Wish", "fits", "planned", "to_lock"]


@dataclass(frozen=True, slots=True)
class Pool:
    """Like units, what is held of them, and when single ones cannot be had (maintenance, not back, another's hands).

    steps, nodes: the work that one search for a chain of swaps and one exact search may take; counted and never timed,
    so that the same question has the same answer.
    """

    units: tuple[str, ...]
    held: tuple[Held, ...] = ()
    blocked: Mapping[str, tuple[Period, ...]] = field(default_factory=dict)
    steps: int = STEPS
    nodes: int = NODES

    def __post_init__(self) -> None:
        if len({one.id for one in self.held}) != len(self.held):
            raise InvalidValue("/held", "not_unique")


@dataclass(frozen=True, slots=True)
class Wish:
    """A request that arrives. periods: those that would do, all alike; a fixed wish has one.

    An id that is held already is a booking that is to be changed, and does not count against itself.
    """

    id: str
    periods: tuple[Period, ...]
    allowed: frozenset[str] | None = None

    def __post_init__(self) -> None:
        if not self.periods:
            raise InvalidValue("/periods", "missing")


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What a wish gets, and the units of all bookings with it; `swapped` are the ones whose unit changed."""

    period: Period
    assignment: Assignment
    swapped: tuple[str, ...]


def fits(pool: Pool, wish: Wish) -> Confirmed | None:
    """The period that leaves others most room, of those that are free or that swaps can make free; None: refused.

    Where one is free nobody is moved. Locked bookings never move. Where a chain of swaps finds no room, all the periods
    are put to an exact search, which looks no further than `pools_exact.MOST_COLUMNS` round the wish: a yes always
    holds, a no is proven up to there.
    """
    plan = _plan(replace(pool, held=tuple(one for one in pool.held if one.id != wish.id)))
    if plan.unplaced():
        return None
    newcomers = [Held(wish.id, period, wish.allowed) for period in wish.periods]
    if not _placed(plan, newcomers, pool):
        return None
    return _confirmed(pool, plan, plan.places[wish.id].booking.period)


def planned(pool: Pool) -> Assignment:
    """A unit for everything held that can have one, as it is noted where that still works; a missing id found none."""
    return _assignment(pool, _plan(pool))


def to_lock(pool: Pool, until: datetime) -> tuple[Held, ...]:
    """The bookings that start by then and are not locked yet, now with their unit and locked: each is told once."""
    assignment = planned(pool)
    due = (one for one in pool.held if not one.locked and one.period.start <= until and one.id in assignment)
    return tuple(replace(one, unit=assignment[one.id], locked=True) for one in due)


def _plan(pool: Pool) -> Plan:
    """The noted units as far as they hold, in order of start, then a place for the others."""
    plan = Plan(pool.units, pool.held, pool.blocked)
    for one in plan.unplaced():
        if not Search(plan, pool.steps).place(one):
            rearrange(plan, [one], pool.nodes)
    return plan


def _placed(plan: Plan, newcomers: list[Held], pool: Pool) -> bool:
    """Whether one of them now has a unit: a free one, or else by swaps, or else by the exact search."""
    free = roomiest(plan, newcomers)
    if free is not None:
        plan.put(*free)
        return True
    ordered = calmest(plan, newcomers)
    by_swaps = any(Search(plan, pool.steps).place(one) for one in ordered)
    return by_swaps or rearrange(plan, ordered, pool.nodes)


def _assignment(pool: Pool, plan: Plan) -> Assignment:
    locked = {one.id: one.unit for one in pool.held if one.locked and one.unit is not None}
    return dict(sorted((locked | {one: place.unit for one, place in plan.places.items()}).items()))


def _confirmed(pool: Pool, plan: Plan, period: Period) -> Confirmed:
    assignment = _assignment(pool, plan)
    swapped = (one.id for one in pool.held if one.unit is not None and assignment[one.id] != one.unit)
    return Confirmed(period, assignment, tuple(swapped))
