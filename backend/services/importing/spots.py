"""Where the things of a list are: at a place that the group has, or at one that the list lets us open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from backend.services import places
from backend.services.importing.columns import Column, bare
from backend.services.importing.sheet import Row
from backend.services.locating import SUGGESTED, locate
from backend.services.wording import clean_line
from models.errors import Fault, Invalid
from models.group import Group
from models.person import Person
from models.place import Place, PlaceKind

Where = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Spot:
    """A place of the group (`place_id`), or one to be opened at this point (degrees)."""

    name: str
    point: tuple[float, float]
    place_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Spots:
    """The spot for every place that the list names, and the faults of the lines whose place nobody knows."""

    by_where: dict[Where, Spot]
    faults: tuple[Fault, ...]


def where(row: Row) -> Where:
    """What a line says of its place."""
    return row.cells.get(Column.PLACE, ""), row.cells.get(Column.POINT, "")


async def spots_of(rows: Iterable[Row], group: Group, *, now: datetime) -> Spots:
    """Find every place named; a line that names none goes to the group's first place, or to its centre."""
    known = await Place.filter(group_id=group.id, public=True).order_by("created_at", "id")
    found: dict[Where, Spot | Invalid] = {}
    faults: list[Fault] = []
    for row in rows:
        said = where(row)
        if said not in found:
            found[said] = await _spot(said, group, known, now)
        if isinstance(refused := found[said], Invalid):
            faults.extend(Fault(f"/{row.line}/{Column.PLACE}", fault.code, fault.params) for fault in refused.faults)
    return Spots({said: spot for said, spot in found.items() if isinstance(spot, Spot)}, tuple(faults))


async def opened(actor: Person, group: Group, spots: Spots, *, now: datetime) -> dict[Where, UUID]:
    """The places of the spots; those that are not there yet are opened as hubs, one for each name."""
    ids: dict[str, UUID] = {}
    for spot in spots.by_where.values():
        if spot.place_id is None and bare(spot.name) not in ids:
            hub = places.Opened(group.id, PlaceKind.HUB, spot.name, spot.point)
            ids[bare(spot.name)] = (await places.add(actor, hub, now=now)).id
    return {said: spot.place_id or ids[bare(spot.name)] for said, spot in spots.by_where.items()}


def to_open(spots: Spots) -> tuple[str, ...]:
    """The names of the places that the list would open."""
    names: dict[str, str] = {}
    for spot in spots.by_where.values():
        if spot.place_id is None:
            names.setdefault(bare(spot.name), spot.name)
    return tuple(names.values())


async def _spot(said: Where, group: Group, known: list[Place], now: datetime) -> Spot | Invalid:
    name, point = said
    if not name and not point:
        return _usual(group, known)
    for place in known:
        if bare(place.name) == bare(name):
            return _at(place)
    try:
        found = await locate(point or name, group, now=now)
        return Spot(clean_line(name or found.label, pointer="", longest=places.NAME_LONGEST), (found.lat, found.lon))
    except Invalid as refused:
        if not point and refused.faults[0].code == "place_not_found":
            names = tuple(place.name for place in known[:SUGGESTED])
            return Invalid.at("", "unknown_place", **({"places": names} if names else {}))
        return refused


def _usual(group: Group, known: list[Place]) -> Spot:
    """The place of the group's own name, which an earlier list may have had opened; else its first."""
    own = [place for place in known if bare(place.name) == bare(group.name)]
    return _at((own or known)[0]) if known else Spot(group.name, (group.centre_lat, group.centre_lon))


def _at(place: Place) -> Spot:
    return Spot(place.name, (place.lat or 0.0, place.lon or 0.0), place.id)
