"""Public places: hubs, co-working spaces and labs, exact and open to all of a group."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise.expressions import Q

from backend.services import groups
from backend.services.locating import check_point
from backend.services.people import checked_zone, require_active
from backend.services.resources import check_terms
from backend.services.wording import clean_line, clean_optional
from matching.geo import cell_of
from models.errors import Invalid, NotFound
from models.journal import Journal
from models.person import Person
from models.place import Place, PlaceKind
from models.transaction import transactional

NAME_LONGEST, ADDRESS_LONGEST = 80, 200


@dataclass(frozen=True, slots=True)
class Opened:
    """A place as its steward describes it; the point in degrees, the hours as `matching.opening` reads them."""

    group_id: UUID
    kind: PlaceKind
    name: str
    point: tuple[float, float]
    address: str = ""
    time_zone: str | None = None
    opening: dict[str, Any] | None = None


@transactional
async def add(actor: Person, opened: Opened, *, now: datetime) -> Place:
    """Put a public place on the group's map; a home never becomes one."""
    require_active(actor)
    await groups.require_steward(actor, opened.group_id)
    if opened.kind is PlaceKind.HOME:
        raise Invalid.at("/kind", "home_is_private")
    group = await groups.get(actor, opened.group_id)
    check_point(*opened.point, group)
    check_terms(None, opened.opening)
    lat, lon = opened.point
    place = await Place.create(
        kind=opened.kind,
        name=clean_line(opened.name, pointer="/name", longest=NAME_LONGEST),
        group=group,
        cell=cell_of(lat, lon, resolution=group.cell_resolution),
        public=True,
        lat=lat,
        lon=lon,
        address=clean_optional(opened.address, pointer="/address", longest=ADDRESS_LONGEST),
        time_zone=checked_zone(opened.time_zone or group.time_zone),
        opening=opened.opening,
        created_at=now,
    )
    Journal.write("place.opened", actor=actor, subject=place, group_id=group.id, now=now)
    return place


async def of(actor: Person, *, after: UUID | None = None, limit: int = 20) -> list[Place]:
    """The person's own home and the public places of their groups, the oldest first."""
    own = [group.id for group in await groups.of(actor)]
    seen = Place.filter(Q(owner_id=actor.id) | Q(public=True, group_id__in=own))
    if after is not None:
        seen = seen.filter(id__gt=after)
    return await seen.order_by("id").limit(limit)


async def get(actor: Person, place_id: UUID) -> Place:
    """A place that this person may know of."""
    own = [group.id for group in await groups.of(actor)]
    place = await Place.get_or_none(Q(owner_id=actor.id) | Q(public=True, group_id__in=own), id=place_id)
    if place is None:
        raise NotFound(what="place")
    return place
