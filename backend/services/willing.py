"""Whom to ask for a need: whoever has what fits it best, was not asked yet, and not too often this week."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from uuid import UUID

from backend.services import blocks, needs, resources
from models.inquiry import Ask
from models.need import Need
from models.person import Person
from models.resource import Listed, Resource

A_WEEK = timedelta(days=7)
_LOOKED_AT = 50

Chosen = list[tuple[UUID, list[Person]]]


async def willing(need: Need, count: int, *, now: datetime) -> Chosen:
    """So many things with whom to ask for each: the owner, or those stewards of a commons who may be asked."""
    candidates = await _candidates(need, now)
    everybody = sorted({need.person_id, *(person.id for _, people in candidates for person in people)}, key=str)
    # Two needs may ask the same person at the same moment, or one of the two sides block the other: the locks, in one
    # order, keep the count right, and whoever is blocked by then is not asked.
    locked = await Person.filter(id__in=everybody).order_by("id").select_for_update()
    free = await _who_may_be_asked(locked, now) - await blocks.apart_from(need.person_id)
    chosen: Chosen = []
    taken: set[UUID] = set()
    for resource_id, people in candidates:
        able = [person for person in people if person.id in free and person.id not in taken]
        if able and len(chosen) < count:
            chosen.append((resource_id, able))
            taken.update(person.id for person in people)
    return chosen


async def _candidates(need: Need, now: datetime) -> Chosen:
    """What fits, best first, with those who decide on it; nothing that anybody decides on who was asked."""
    found = await needs.matches(need.person, need.id, now=now, limit=_LOOKED_AT)
    rows = Resource.filter(id__in=[one.card.id for one in found], state=Listed.LISTED)
    known = {resource.id: resource for resource in await rows}
    done = {ask.person_id for ask in await Ask.filter(need_id=need.id)} | {need.person_id}
    candidates = [(one.card.id, await resources.deciders(known[one.card.id])) for one in found if one.card.id in known]
    return [one for one in candidates if not any(person.id in done for person in one[1])]


async def _who_may_be_asked(people: list[Person], now: datetime) -> set[UUID]:
    """Those who were asked less often in the last seven days than they agreed to."""
    ids = [person.id for person in people]
    recent = await Ask.filter(person_id__in=ids, asked_at__gt=now - A_WEEK).values_list("person_id", flat=True)
    often = Counter(UUID(str(person_id)) for person_id in recent)
    return {person.id for person in people if person.may_act() and often[person.id] < person.asks_a_week}
