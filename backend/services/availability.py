"""When a resource can be had: its calendar over a stretch of time, and the best windows for a wished length."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from backend.services import calendars, resources
from backend.services.faults import pointed
from matching.calendar import Stretch, free_calendar
from matching.intervals import Period
from matching.windows import free_windows
from models.errors import Invalid
from models.person import Person

LONGEST = timedelta(days=92)


@dataclass(frozen=True, slots=True)
class Availability:
    """Free units over time, and, where a length was asked for, the windows that have room for it."""

    stretches: list[Stretch]
    windows: list[Period]


async def look(
    actor: Person, resource_id: UUID, asked: tuple[datetime, datetime], *, now: datetime, minutes: int | None = None
) -> Availability:
    """The calendar from one moment to another (at most 92 days), for whoever may see the resource."""
    start, end = asked
    if end <= start:
        raise Invalid.at("/to", "end_before_start")
    if end - start > LONGEST:
        raise Invalid.at("/to", "window_too_wide", max_days=LONGEST.days)
    supply = await calendars.of(await resources.visible(actor, resource_id))
    with pointed():
        window = Period(start, end)
        windows = [] if minutes is None else free_windows(window, supply, now=now, minutes=minutes)
        return Availability(free_calendar(window, supply, now=now), windows)
