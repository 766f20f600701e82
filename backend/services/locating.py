"""Finding the place that somebody typed: coordinates, a Plus Code, an area of the group, or what a geocoder knows."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from backend.services.wording import folded
from matching.geo import Point, parse_coordinates, parse_plus_code, validate_point, within
from matching.invalid import InvalidValue
from models.errors import Invalid
from models.group import Area, Group

TEXT_LONGEST = 200
SUGGESTED = 10


@dataclass(frozen=True, slots=True)
class Found:
    """Where it is (degrees), what to call it, and whom to thank wherever it is shown."""

    lat: float
    lon: float
    label: str
    attribution: str = ""


class Geocoder(Protocol):
    """Something that knows addresses; it may take seconds, so no transaction is open while it is asked."""

    async def find(self, text: str, group: Group, *, now: datetime) -> Found | None:
        """The place by this name near the group, or None where there is none or nobody answers."""


async def locate(text: str, group: Group, *, now: datetime, geocoder: Geocoder | None = None) -> Found:
    """The place that the text means within the group's reach; refused with what to do instead.

    Invalid at `/place`: `required`, `string_too_long`, `place_not_found` (`areas`, if there are any),
    `several_places` (`areas`), `out_of_range`, `too_far` (`group`, `reach_m`).
    """
    typed = text.strip()
    if not typed:
        raise Invalid.at("/place", "required")
    if len(typed) > TEXT_LONGEST:
        raise Invalid.at("/place", "string_too_long", max_length=TEXT_LONGEST)
    found = _point(typed, group) or await _area(typed, group)
    if found is None and geocoder is not None:
        found = await geocoder.find(typed, group, now=now)
    if found is None:
        areas = await _names(group)
        raise Invalid.at("/place", "place_not_found", **({"areas": areas} if areas else {}))
    check_point(found.lat, found.lon, group)
    return found


def check_point(lat: float, lon: float, group: Group) -> None:
    """Refuse what is no point on the earth, or lies beyond the group's reach (the sea, another country)."""
    try:
        validate_point(lat, lon)
    except InvalidValue as wrong:
        raise Invalid.at("/place", "out_of_range") from wrong
    if not within((group.centre_lat, group.centre_lon), (lat, lon), group.reach_m):
        raise Invalid.at("/place", "too_far", group=group.name, reach_m=group.reach_m)


def _point(typed: str, group: Group) -> Found | None:
    point = parse_coordinates(typed) or parse_plus_code(typed, near=(group.centre_lat, group.centre_lon))
    if point is not None:
        return Found(*point, label=_figures(point))
    if not any(character.isalpha() for character in typed) and any(character in ".,;" for character in typed):
        raise Invalid.at("/place", "out_of_range")
    return None


def _figures(point: Point) -> str:
    return f"{point[0]:.5f}, {point[1]:.5f}"


async def _area(typed: str, group: Group) -> Found | None:
    areas = await Area.filter(group_id=group.id).order_by("name")
    wanted = _bare(typed)
    named = [area for area in areas if area.folded == folded(typed)]
    alike = named or [area for area in areas if _bare(area.name) == wanted]
    begun = alike or [area for area in areas if wanted and _bare(area.name).startswith(wanted)]
    if len(begun) > 1:
        raise Invalid.at("/place", "several_places", areas=tuple(area.name for area in begun[:SUGGESTED]))
    return Found(begun[0].lat, begun[0].lon, label=begun[0].name) if begun else None


async def _names(group: Group) -> tuple[str, ...]:
    areas = await Area.filter(group_id=group.id).order_by("name").limit(SUGGESTED)
    return tuple(area.name for area in areas)


def _bare(name: str) -> str:
    """The name as people type it in a hurry: no case, no accents, single spaces."""
    apart = unicodedata.normalize("NFKD", folded(name))
    return "".join(character for character in apart if not unicodedata.combining(character))
