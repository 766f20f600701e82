"""Like units stay interchangeable: where a wish, or a change, fits only if others change units, they do, unnoticed.

Nobody is told which unit they will get, so that nobody has to be told of a swap. What is out, or starts within `LOCK`,
keeps its unit: by then somebody may have put it aside.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from backend.services import calendars
from matching.availability import Verdict, check
from matching.capacity import Busy, free_units, is_overdue
from matching.intervals import FOREVER, Period
from matching.pools import Confirmed, Held, Pool, Wish, fits
from matching.reasons import Refusal
from matching.supply import Asked, Supply
from matching.wall import MINUTE
from models.booking import Booking
from models.journal import Journal
from models.lifecycle import State

LOCK = timedelta(hours=24)
_NEW = "new"
_UNITS = frozenset({Refusal.NO_UNIT_FREE, Refusal.STILL_OUT})


def possible(supply: Supply, asked: Asked, only: int | None = None) -> int | None:
    """The unit that serves; None where at no time all are taken, but others would have to change units for it.

    only: the unit that it must be, as it is out already. Refused, with all reasons and the nearest alternatives, where
    no swap could help.
    """
    verdict = _verdict(supply, asked, only)
    if not verdict.free and not _swaps_might_do(verdict, supply, asked):
        raise calendars.refused(verdict)
    return verdict.unit


def _verdict(supply: Supply, asked: Asked, only: int | None) -> Verdict:
    units = supply.units if only is None else (only,)
    return check(asked, supply.opening, supply.rules, units, supply.busy)


def _swaps_might_do(verdict: Verdict, supply: Supply, asked: Asked) -> bool:
    """Whether only units are lacking, and not so many that all of them are taken at one moment."""
    claim = supply.claim(asked.period, asked.now, asked.exclude)
    return {reason.code for reason in verdict.reasons} <= _UNITS and free_units(supply.units, supply.busy, claim) > 0


async def find_room(supply: Supply, asked: Asked, only: int | None = None) -> Confirmed:
    """The units of everybody when one is free throughout; refused where that cannot be.

    The caller holds the resource's lock. The search is put to a thread, as it can take some hundredths of a second.
    """
    wish = Wish(_NEW, (_taken(asked.period, supply),), None if only is None else frozenset({str(only)}))
    others = tuple(one for one in supply.busy if asked.exclude is None or one.booking != asked.exclude)
    found = await asyncio.to_thread(fits, pool(replace(supply, busy=others), asked.now), wish)
    if found is None:
        raise calendars.refused(_verdict(supply, asked, only))
    return found


async def make_room(supply: Supply, asked: Asked, only: int | None = None) -> int:
    """Move bookings to other units so that one is free throughout, and say which.

    A booking that changes is put there with its new time, as its old one may be in the way of those who move.
    """
    found = await find_room(supply, asked, only)
    unit = int(found.assignment[_NEW])
    changing = await Booking.filter(id=asked.exclude) if asked.exclude is not None else []
    await _lift(changing)
    await _move({UUID(one): int(found.assignment[one]) for one in found.swapped}, now=asked.now)
    for row in changing:
        fields = {"state": row.state, "unit_id": unit, "starts_at": asked.start, "ends_at": asked.end}
        await Booking.filter(id=row.id).update(**fields)
    return unit


def pool(supply: Supply, now: datetime) -> Pool:
    """The units as the pure rules want them; whatever may not move is in nobody's way but its own unit's."""
    free = [one for one in supply.busy if _may_move(one, now)]
    held = tuple(Held(str(one.booking), _taken(Period(one.start, one.end), supply), unit=str(one.unit)) for one in free)
    fixed = {
        str(unit): tuple(_kept(one, supply, now) for one in supply.busy if one.unit == unit and one not in free)
        for unit in supply.units
    }
    return Pool(tuple(str(unit) for unit in supply.units), held, fixed)


def _may_move(one: Busy, now: datetime) -> bool:
    return one.booking is not None and one.start > now + LOCK


def _taken(period: Period, supply: Supply) -> Period:
    """The period with the gap that the thing needs, put to its end."""
    gap = max(supply.rules.buffer_before_minutes, supply.rules.buffer_after_minutes)
    return Period(period.start, period.end + gap * MINUTE)


def _kept(one: Busy, supply: Supply, now: datetime) -> Period:
    """The same for what stays where it is; what is overdue is gone for good, as far as anybody knows."""
    return Period(one.start, FOREVER) if is_overdue(one, now) else _taken(Period(one.start, one.end), supply)


async def _lift(rows: list[Booking]) -> None:
    """Take bookings off the board until each is put back: two that change places would collide."""
    await Booking.filter(id__in=[row.id for row in rows]).update(state=State.EXPIRED)


async def _move(units: dict[UUID, int], *, now: datetime) -> None:
    """Give each booking its unit."""
    rows = await Booking.filter(id__in=list(units))
    await _lift(rows)
    for row in sorted(rows, key=lambda row: str(row.id)):
        await Booking.filter(id=row.id).update(state=row.state, unit_id=units[row.id])
        Journal.write(
            "booking.swapped",
            subject=row,
            group_id=row.group_id,
            now=now,
            resource_id=row.resource_id,
            unit_id=units[row.id],
        )
