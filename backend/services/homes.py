"""Where somebody lives: one cell is kept for everybody's eyes, the point in a table of its own."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from tortoise.expressions import F

from backend.services import groups
from backend.services.locating import check_point
from matching.geo import cell_of
from models.errors import Invalid, NotFound, TooMany
from models.group import Group
from models.journal import Journal
from models.person import Person
from models.place import ExactPoint, Place, PlaceKind
from models.transaction import execute, transactional

MOVES_PER_90_DAYS = 3
LOOKS_PER_DAY = 10


@transactional
async def settle(actor: Person, group: Group, point: tuple[float, float], *, now: datetime) -> Place:
    """Say where one lives (degrees); the group decides how large the cell is that others may learn."""
    await groups.membership(actor, group.id)
    await Person.filter(id=actor.id).select_for_update().first()
    check_point(*point, group)
    cell = cell_of(*point, resolution=group.cell_resolution)
    home = await of(actor)
    if home is None:
        home = await _first_home(actor, group, cell, now)
    elif home.cell != cell:
        await _move(actor, home, cell, now)
    await _keep_point(home, point)
    return await Place.get(id=home.id)


async def of(person: Person) -> Place | None:
    """The person's home, if they have said where it is."""
    return await Place.filter(owner_id=person.id, kind=PlaceKind.HOME).first()


async def require(person: Person) -> Place:
    """The person's home; refused with what to do where there is none yet."""
    home = await of(person)
    if home is None:
        raise Invalid.at("/home", "no_home")
    return home


async def cell(person: Person) -> str:
    """The cell of the person's home, by one plain query, as every search wants it; refused like `require`."""
    rows = await execute("SELECT cell FROM places WHERE owner_id = $1 AND kind = 'home'", [person.id])
    if not rows:
        raise Invalid.at("/home", "no_home")
    return str(rows[0]["cell"])


@transactional
async def look_up(actor: Person, place: Place, *, now: datetime) -> ExactPoint | None:
    """The exact point of a private place, for one whom a service has let in; the look is recorded and counted."""
    await Person.filter(id=actor.id).select_for_update().first()
    looks = await Journal.filter(actor_id=actor.id, verb="place.looked_up", at__gt=now - timedelta(days=1)).count()
    if looks >= LOOKS_PER_DAY:
        raise TooMany(retry_after_s=86_400)
    Journal.write("place.looked_up", actor=actor, subject=place, now=now)
    return await ExactPoint.get_or_none(place_id=place.id)


async def usable(actor: Person, place_id: UUID) -> Place:
    """A place where this person may put their things: their own, or a public one of a group of theirs."""
    place = await Place.get_or_none(id=place_id)
    own = [group.id for group in await groups.of(actor)]
    if place is None or not (place.owner_id == actor.id or (place.public and place.group_id in own)):
        raise NotFound(what="place")
    return place


async def _first_home(actor: Person, group: Group, cell: str, now: datetime) -> Place:
    home = await Place.create(
        kind=PlaceKind.HOME, name="", owner=actor, cell=cell, time_zone=group.time_zone, created_at=now
    )
    await Person.filter(id=actor.id).update(home_id=home.id, time_zone=group.time_zone, version=F("version") + 1)
    Journal.write("home.settled", actor=actor, subject=home, now=now)
    return home


async def _move(actor: Person, home: Place, cell: str, now: datetime) -> None:
    since = now - timedelta(days=90)
    if await Journal.filter(actor_id=actor.id, verb="home.moved", at__gt=since).count() >= MOVES_PER_90_DAYS:
        raise TooMany(retry_after_s=86_400)
    await Place.filter(id=home.id).update(cell=cell, version=F("version") + 1)
    Journal.write("home.moved", actor=actor, subject=home, now=now)


async def _keep_point(home: Place, point: tuple[float, float]) -> None:
    kept = await ExactPoint.filter(place_id=home.id).update(lat=point[0], lon=point[1])
    if not kept:
        await ExactPoint.create(place_id=home.id, lat=point[0], lon=point[1])
