"""Bookable starts: a grid of wall-clock times, each held against terms and bookings."""

from collections.abc import Iterator
from datetime import datetime

from matching import wall
from matching.intervals import Period
from matching.refusals import refusals
from matching.supply import Asked, Supply
from matching.wall import DAY_MINUTES, MINUTE

ROUND_MINUTES = 15
"""The grid on which times are proposed where the owner set none."""


def starts_on_grid(supply: Supply, period: Period) -> Iterator[datetime]:
    """Every start in the period that the owner's grid allows; quarters of an hour where there is none."""
    if supply.rules.granularity == "day":
        return wall.midnights(supply.zone, period)
    return wall.grid(supply.zone, period, supply.rules.granularity or ROUND_MINUTES)


def slots(window: Period, supply: Supply, *, now: datetime, minutes: int, step: int | None = None) -> Iterator[Period]:
    """The bookable periods of `minutes` in the window, in order, one on each `step` of the local day.

    Without a step the owner's grid is used; by the day, `minutes` counts whole local days.
    """
    starts = wall.grid(supply.zone, window, step) if step else starts_on_grid(supply, window)
    for start in starts:
        asked = Asked(start=start, end=_end(supply, start, minutes), now=now)
        if window.contains(asked.period) and not any(refusals(asked, supply)):
            yield asked.period


def first_start(window: Period, supply: Supply, *, now: datetime, minutes: int) -> datetime | None:
    """The first bookable start in the window, on the owner's grid."""
    return next((slot.start for slot in slots(window, supply, now=now, minutes=minutes)), None)


def _end(supply: Supply, start: datetime, minutes: int) -> datetime:
    if supply.rules.granularity == "day":
        return wall.later(supply.zone, start, -(-minutes // DAY_MINUTES) * wall.DAY)
    return start + minutes * MINUTE
