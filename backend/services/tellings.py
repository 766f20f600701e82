"""Telling people what came up: several finds in one notice, only so many notices a day and a week, none of it lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from tortoise.queryset import QuerySet

from backend.services import resources
from backend.services.one_by_one import one_by_one
from backend.services.telling import after_quiet_hours, tell
from matching.geo import Band, band, distance_between_cells
from models.alert import Alert, Find, Telling
from models.fields import identifier
from models.need import Need, NeedState
from models.notice import NoticeKind
from models.person import Person
from models.place import Place, PlaceKind
from models.resource import Listed, Resource
from models.transaction import execute, for_update, transactional

_DUE = "SELECT person_id FROM finds WHERE telling_id IS NULL AND tell_at <= $1 GROUP BY person_id LIMIT $2"
_CLAIM = "SELECT id FROM persons WHERE id = $1"


@dataclass(frozen=True, slots=True)
class Budget:
    """How many notices of this sort a person gets at most, in any day and in any seven."""

    a_day: int = 3
    a_week: int = 10

    @property
    def spans(self) -> tuple[tuple[int, timedelta], ...]:
        return (self.a_day, timedelta(days=1)), (self.a_week, timedelta(days=7))


USUAL = Budget()


@dataclass(frozen=True, slots=True)
class Came:
    """Something that came up, as its finder sees it: whose it is, how far away, and what they wanted it for."""

    find: Find
    resource: Resource
    near: Band
    wish: Need | Alert

    @property
    def owner(self) -> str:
        """The name of whoever lends it."""
        holder = self.resource.owner or self.resource.owner_group
        return holder.name if holder else ""


async def tell_due(*, now: datetime, budget: Budget = USUAL, limit: int = 200) -> int:
    """Owe everybody who has one coming their next notice; how many were owed."""
    rows = await execute(_DUE, [now, limit])
    return await one_by_one([identifier(row["person_id"]) for row in rows], partial(_tell, now=now, budget=budget))


@transactional
async def _tell(person_id: UUID, *, now: datetime, budget: Budget) -> int:
    """One notice of all that is untold, unless another process is at it, or it is night, or there were enough."""
    if not await execute(_CLAIM + for_update(skip_locked=True), [person_id]):
        return 0
    untold = _untold(person_id)
    if not await untold.filter(tell_at__lte=now).exists():
        return 0
    person = await Person.get(id=person_id)
    later = await _not_before(person, now, budget)
    if later > now:
        await untold.update(tell_at=later)
        return 0
    ids = [find.id for find in await untold]
    came = await _in_point(person, ids, now=now)
    await Find.filter(id__in=set(ids) - {one.find.id for one in came}).delete()
    if not came:
        return 0
    telling = await Telling.create(person_id=person_id, told_at=now)
    await Find.filter(id__in=[one.find.id for one in came]).update(telling_id=telling.id)
    tell(person, NoticeKind.THINGS_FOUND, now=now, telling_id=telling.id)
    return 1


async def told(actor: Person, telling_id: UUID, *, now: datetime) -> list[Came]:
    """What a notice was about, as far as it still has a point: each thing once, the nearest first."""
    ids = await Find.filter(telling_id=telling_id, person_id=actor.id).values_list("id", flat=True)
    each: dict[UUID, Came] = {}
    for one in await _in_point(actor, list(ids), now=now):
        each.setdefault(one.resource.id, one)
    return list(each.values())


async def untold(actor: Person, *, now: datetime) -> list[Came]:
    """What came up and is kept for a later notice: to be seen by who asks."""
    ids = await _untold(actor.id).values_list("id", flat=True)
    return await _in_point(actor, list(ids), now=now)


def _untold(person_id: UUID) -> QuerySet[Find]:
    return Find.filter(person_id=person_id, telling_id=None)


async def _not_before(person: Person, now: datetime, budget: Budget) -> datetime:
    """`now`, or the morning, or when the oldest of too many notices no longer counts; whichever is last."""
    moments = [after_quiet_hours(now, person.time_zone) if person.quiet_hours else now]
    for most, span in budget.spans:
        last = await Telling.filter(person_id=person.id, told_at__gt=now - span).order_by("-told_at").limit(most)
        if len(last) == most:
            moments.append(last[-1].told_at + span)
    return max(moments)


async def _in_point(person: Person, ids: Sequence[object], *, now: datetime) -> list[Came]:
    """The finds that still have a point, the nearest first."""
    if not ids or not person.may_act():
        return []
    rows = Find.filter(id__in=ids).select_related(
        "need", "alert", "resource__place", "resource__owner", "resource__owner_group"
    )
    home = await Place.filter(owner_id=person.id, kind=PlaceKind.HOME).first()
    came = [_came(find, home) for find in await rows if _stands(find, now) and _can_be_had(find.resource)]
    seen = {one.resource.id: one.resource for one in came}
    reached = {each.id for each in seen.values() if await resources.reaches(person, each)}
    return sorted((one for one in came if one.resource.id in reached), key=_order)


def _came(find: Find, home: Place | None) -> Came:
    wish = find.need or find.alert
    if wish is None:
        raise RuntimeError(f"find {find.id} is for nothing")
    cell = wish.cell if isinstance(wish, Need) else home.cell if home else find.resource.place.cell
    return Came(find, find.resource, band(distance_between_cells(cell, find.resource.place.cell)), wish)


def _stands(find: Find, now: datetime) -> bool:
    if find.need is not None:
        return find.need.state is NeedState.OPEN and now < find.need.expires_at
    return find.alert is not None and find.alert.stands(now)


def _can_be_had(resource: Resource) -> bool:
    lends = resource.owner is None or resource.owner.may_act()
    return lends and resource.state is Listed.LISTED and bool(resource.place.cell)


def _order(one: Came) -> tuple[int, str]:
    return one.near.low_m, str(one.find.id)
