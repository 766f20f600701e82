"""Where a booking leaves most room for whoever comes after it.

Of the times that would do, the one at which least is taken of what the wish accepts; then the place with the least
idle time beside it, as time that lies together is of more use than time in pieces (best fit: Johnson, 1973).
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import TypeAlias

from matching.intervals import Period
from matching.pools_plan import Held, Plan

Harm: TypeAlias = tuple[timedelta, timedelta]
"""Time taken of what is accepted, then idle time beside: the less, the more is left for others."""


def calmest(plan: Plan, alternatives: list[Held]) -> list[Held]:
    """The alternatives of one booking, those first at whose time least is taken; where that is equal, as they came."""
    return sorted(alternatives, key=lambda one: taken(plan, one))


def roomiest(plan: Plan, alternatives: list[Held]) -> tuple[Held, str] | None:
    """The alternative and the unit, free as all stands, that leave most room; None: nothing is free at any time."""
    found = min(_free(plan, alternatives), key=lambda one: one[0], default=None)
    return None if found is None else found[1:]


def _free(plan: Plan, alternatives: list[Held]) -> Iterator[tuple[Harm, Held, str]]:
    for one in alternatives:
        units = [unit for unit in plan.options(one) if plan.is_free(one.period, unit)]
        gone = taken(plan, one) if units else timedelta()
        yield from (((gone, beside(plan, one.period, unit)), one, unit) for unit in units)


def taken(plan: Plan, one: Held) -> timedelta:
    """How much time of the units that it accepts is gone within its period, all units together."""
    shared = (
        min(other.end, one.period.end) - max(other.start, one.period.start)
        for unit in plan.accepted(one)
        for other in plan.on(unit)
        if other.overlaps(one.period)
    )
    return sum(shared, timedelta())


def beside(plan: Plan, period: Period, unit: str) -> timedelta:
    """The idle time of the unit to the nearest booking before or after the period, in which it is free."""
    gaps = (max(period.start - other.end, other.start - period.end) for other in plan.on(unit))
    return min(gaps, default=timedelta.max)
