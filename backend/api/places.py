"""Places: the caller's home, and the hubs, co-working spaces and labs of their groups."""

from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from backend.api.hours import Hours, hours_in, hours_out
from backend.api.inputs import Input, Latitude, Line, Longitude, PageQuery, named
from backend.api.outputs import PlaceBrief, brief_fields
from backend.api.pages import Page
from backend.api.routing import Answer, Asked, Route, created
from backend.services import places
from models.place import Place, PlaceKind


class PlaceIn(Input):
    """A place that is open to all of a group."""

    group_id: UUID
    kind: Literal["hub", "coworking", "lab"]
    name: Annotated[Line, Field(max_length=80)]
    lat: Latitude
    lon: Longitude
    address: Annotated[str, Field(max_length=200)] = ""
    time_zone: Line | None = None
    """The group's, unless another is said."""
    opening: Hours | None = None


class PlaceOut(PlaceBrief):
    """Somewhere things are or happen."""

    address: str | None
    group_id: UUID | None
    opening: Hours | None
    created_at: datetime
    version: int


async def list_places(asked: Asked[PageQuery, Any]) -> Answer:
    """The caller's home and the public places of their groups, the oldest first."""
    after = asked.after(tuple[UUID])
    rows = await places.of(asked.person, after=after[0] if after else None, limit=asked.limit + 1)
    return asked.page(rows, position=lambda place: (place.id,), present=present)


async def open_place(asked: Asked[Any, PlaceIn]) -> Answer:
    """Put a public place on the group's map; only its stewards can."""
    given = asked.body
    opened = places.Opened(
        group_id=given.group_id,
        kind=PlaceKind(given.kind),
        name=given.name,
        point=(given.lat, given.lon),
        address=given.address,
        time_zone=given.time_zone,
        opening=hours_in(given.opening),
    )
    with named("place", ""):
        place = await places.add(asked.person, opened, now=asked.now)
    return created(present(place), location=f"/v1/places/{place.id}", version=place.version)


async def get_place(asked: Asked[Any, Any]) -> Answer:
    """A place that the caller may know of."""
    place = await places.get(asked.person, asked.id)
    return Answer(present(place), version=place.version)


def present(place: Place) -> PlaceOut:
    return PlaceOut(
        **brief_fields(place),
        address=place.address if place.public else None,
        group_id=place.group_id,
        opening=hours_out(place.opening),
        created_at=place.created_at,
        version=place.version,
    )


_MADE = HTTPStatus.CREATED

ROUTES = [
    Route("GET", "/v1/places", list_places, query=PageQuery, gives=Page[PlaceOut]),
    Route("POST", "/v1/places", open_place, body=PlaceIn, gives=PlaceOut, status=_MADE, idempotent=True, etag=True),
    Route("GET", "/v1/places/{id}", get_place, gives=PlaceOut, etag=True),
]
