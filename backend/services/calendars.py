"""A resource's calendar as the rules want it: when it is open, its limits, its units and what holds them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from matching.availability import Verdict, check
from matching.capacity import Busy
from matching.opening import Opening, always
from matching.opening import from_dict as opening_from
from matching.rules import Rules
from matching.rules import from_dict as rules_from
from matching.supply import Asked, Supply
from models.booking import Booking
from models.errors import Because, Instead, Unavailable
from models.lifecycle import HOLDING, State
from models.resource import Resource, Unit
from models.transaction import execute, for_update

_RESOURCE = "SELECT id FROM resources WHERE id = $1"
_BOOKED = "SELECT id FROM resources WHERE id = (SELECT resource_id FROM bookings WHERE id = $1)"


def unit_for(supply: Supply, asked: Asked) -> int:
    """The unit that serves; refused with all reasons and the nearest alternatives."""
    verdict = check(asked, supply.opening, supply.rules, supply.units, supply.busy)
    if verdict.unit is None:
        raise refused(verdict)
    return verdict.unit


def refused(verdict: Verdict) -> Unavailable:
    """A verdict of the rules as a refusal."""
    return Unavailable(
        reasons=tuple(Because(str(reason.code), dict(reason.params)) for reason in verdict.reasons),
        alternatives=tuple(Instead("time", {"start": p.start, "end": p.end}) for p in verdict.alternatives),
    )


async def lock(resource_id: UUID, *, skip_locked: bool = False) -> bool:
    """Make whoever else decides on this resource wait until this transaction has ended; read what counts after it.

    False where there is none, or where somebody has it and that is skipped.
    """
    return bool(await execute(_RESOURCE + for_update(skip_locked=skip_locked), [resource_id]))


async def lock_of(booking_id: UUID, *, skip_locked: bool = False) -> bool:
    """The same for the resource of a booking."""
    return bool(await execute(_BOOKED + for_update(skip_locked=skip_locked), [booking_id]))


async def of(resource: Resource) -> Supply:
    """The calendar as it stands in this transaction; the resource comes with its place."""
    units = await Unit.filter(resource_id=resource.id, retired_at=None).order_by("id").values_list("id", flat=True)
    held = await Booking.filter(resource_id=resource.id, state__in=sorted(HOLDING)).values(
        "id", "unit_id", "starts_at", "ends_at", "state"
    )
    rules = rules_from(resource.rules)
    return Supply(
        opening=opening_of(resource.opening, resource.place.opening, resource.place.time_zone),
        rules=rules,
        units=tuple(int(str(unit)) for unit in units),
        busy=tuple(busy(row, rules) for row in held),
    )


def opening_of(own: dict[str, Any] | None, places: dict[str, Any] | None, zone: str) -> Opening:
    """The resource's own hours, else its place's, else always, in the place's zone."""
    hours = own or places
    return always(zone) if hours is None else opening_from({"zone": zone, **hours})


def busy(row: dict[str, Any], rules: Rules) -> Busy:
    """A booking's row as something that holds a unit, with the buffers of its resource."""
    return Busy(
        unit=row["unit_id"],
        start=row["starts_at"],
        end=row["ends_at"],
        before_minutes=rules.buffer_before_minutes,
        after_minutes=rules.buffer_after_minutes,
        booking=str(row["id"]),
        out=State(row["state"]) is State.OUT,
    )
