"""What several answers are made of."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from matching.geo import centre
from models.person import Person
from models.place import Place, PlaceKind


class Output(BaseModel):
    """Part of an answer."""

    model_config = ConfigDict(use_attribute_docstrings=True)


class PersonBrief(Output):
    """A neighbour, as others see them."""

    id: UUID
    name: str


class Period(Output):
    """From a moment to another, the second not included."""

    start: datetime
    end: datetime


class PlaceBrief(Output):
    """Where something is: exact where the place is public, else the middle of its cell."""

    id: UUID
    kind: PlaceKind
    name: str
    exact: bool
    """Whether `lat` and `lon` are the place itself, and not the middle of its neighbourhood."""
    lat: float
    lon: float
    cell: str
    """The H3 cell; all that is ever known of a home."""
    time_zone: str


def person_brief(person: Person) -> PersonBrief:
    return PersonBrief(id=person.id, name=person.name)


def place_brief(place: Place) -> PlaceBrief:
    return PlaceBrief(**brief_fields(place))


def brief_fields(place: Place) -> dict[str, Any]:
    """The fields of a place that everybody may see who may know of it."""
    exact = place.public and place.lat is not None and place.lon is not None
    lat, lon = (place.lat, place.lon) if exact else centre(place.cell)
    return {
        "id": place.id,
        "kind": place.kind,
        "name": place.name if place.public else "",
        "exact": exact,
        "lat": lat,
        "lon": lon,
        "cell": place.cell,
        "time_zone": place.time_zone,
    }
