"""When one thing can be had: its free time, and the starts from which a loan of a given length fits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from uuid import UUID

from backend.services import calendars, resources
from matching.calendar import Stretch, free_calendar
from matching.intervals import Period
from matching.slots import slots
from models.errors import Invalid
from models.person import Person
from models.resource import Unit

LONGEST_LOOK = timedelta(days=92)
MOST_SLOTS = 500


@dataclass(frozen=True, slots=True)
class Look:
    """From when to when somebody looks, and for how long they want the thing."""

    start: datetime
    end: datetime
    duration_minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Availability:
    """stretches: the window, cut wherever something changes; slots: what may be asked for, of the wished length."""

    time_zone: str
    units: int
    stretches: tuple[Stretch, ...]
    slots: tuple[Period, ...]


async def look(actor: Person, resource_id: UUID, look: Look, *, now: datetime) -> Availability:
    """The calendar of a thing that the person may know of; who has it stays unsaid."""
    window = _window(look, now)
    supply = await calendars.of(await resources.visible(actor, resource_id))
    wished: Iterable[Period] = ()
    if look.duration_minutes is not None:
        wished = slots(window, supply, now=now, minutes=look.duration_minutes)
    return Availability(
        time_zone=supply.zone,
        units=len(supply.units),
        stretches=tuple(free_calendar(window, supply, now=now)),
        slots=tuple(islice(wished, MOST_SLOTS)),
    )


async def units_of(resource_id: UUID) -> int:
    """How many pieces there are."""
    return await Unit.filter(resource_id=resource_id, retired_at=None).count()


def _window(look: Look, now: datetime) -> Period:
    if look.end <= look.start:
        raise Invalid.at("/to", "end_before_start")
    if look.end <= now:
        raise Invalid.at("/to", "in_the_past")
    if look.end - look.start > LONGEST_LOOK:
        raise Invalid.at("/to", "too_far_ahead", days=LONGEST_LOOK.days)
    return Period(max(look.start, now), look.end)
