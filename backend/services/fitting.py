"""The period to ask for inside a wished stretch of time; where there is none, why, and what else."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from backend.services import calendars, pools, resources, round_collecting
from backend.services.faults import pointed
from matching.intervals import Period
from matching.slots import slots
from matching.supply import Asked, Supply
from matching.wall import MINUTE
from matching.windows import best_window, fitting_minutes, free_windows
from models.errors import Invalid
from models.person import Person

AN_HOUR = 60


async def fit(
    actor: Person, resource_id: UUID, window: tuple[datetime, datetime], *, now: datetime, minutes: int | None = None
) -> Period:
    """The first place for `minutes` in the window, or without a length the longest free part of it.

    Refused as a booking of the whole window would be, where nothing in it can be had.
    """
    if window[1] <= window[0]:
        raise Invalid.at("/ends_at", "end_before_start")
    resource = await resources.visible(actor, resource_id)
    supply = await calendars.of(resource)
    with pointed():
        wished = Period(*window)
        found = _longest(wished, supply, now) if minutes is None else _first(wished, supply, now, minutes)
    if found is None:
        end = wished.end if minutes is None else wished.start + minutes * MINUTE
        asked = Asked(start=wished.start, end=end, now=now)
        pools.possible(supply, asked)  # others may have to change units for it, which is not seen above
        found = asked.period
    await round_collecting.require_none(actor, resource, found.start, found.end)
    return found


def _first(window: Period, supply: Supply, now: datetime, minutes: int) -> Period | None:
    fitting = fitting_minutes(supply.rules, minutes)
    return None if fitting is None else next(slots(window, supply, now=now, minutes=fitting), None)


def _longest(window: Period, supply: Supply, now: datetime) -> Period | None:
    shortest = min(AN_HOUR, max(1, window.length // MINUTE))
    windows = free_windows(window, supply, now=now, minutes=shortest)
    if not windows:
        return None
    best, most = best_window(windows), supply.rules.max_minutes
    if most is None or best.length <= most * MINUTE:
        return best
    return _first(best, supply, now, most)
