"""The ground the demo town stands on: parts of Totnes and villages around, and two public places."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any

from matching.geo import Point
from models.place import PlaceKind

CENTRE: Point = (50.4316, -3.6839)
ZONE = "Europe/London"
REACH_M = 15_000

AREAS: dict[str, Point] = {
    "Totnes centre": (50.4316, -3.6862),
    "The Narrows": (50.4321, -3.6893),
    "Bridgetown": (50.4318, -3.6762),
    "Follaton": (50.4333, -3.7002),
    "Steamer Quay": (50.4290, -3.6806),
    "Baltic Wharf": (50.4253, -3.6795),
    "Puddavine": (50.4381, -3.6960),
    "Dartington": (50.4490, -3.7085),
    "Berry Pomeroy": (50.4395, -3.6570),
    "Littlehempston": (50.4563, -3.6644),
    "Harberton": (50.4105, -3.7230),
    "Harbertonford": (50.3935, -3.7140),
    "Ashprington": (50.4056, -3.6622),
    "Staverton": (50.4683, -3.7060),
}
"""Names that the stewards drew up, each with its middle (degrees)."""


def hours(*windows: tuple[str, str, str]) -> dict[str, Any]:
    """Weekly opening as `matching.opening` reads it, from ("02", "17:00", "19:00"): the weekdays, from, until."""
    return {
        "weekly": [
            {"weekday": int(weekday), "start": start, "end": end} for days, start, end in windows for weekday in days
        ]
    }


@dataclass(frozen=True, slots=True)
class Spot:
    """A public place of the group."""

    kind: PlaceKind
    name: str
    point: Point
    address: str
    opening: dict[str, Any]


SPOTS = {
    "hub": Spot(
        PlaceKind.HUB,
        "Dart Tool Library",
        (50.4285, -3.6811),
        "Steamer Quay Road, Totnes",
        hours(("2", "17:00", "19:00"), ("5", "10:00", "13:00")),
    ),
    "loft": Spot(
        PlaceKind.COWORKING,
        "The Wool Loft",
        (50.4308, -3.6828),
        "The Plains, Totnes",
        hours(("01234", "08:00", "18:30")),
    ),
}


def near(area: str, rng: Random) -> Point:
    """A front door somewhere in the area."""
    lat, lon = AREAS[area]
    return round(lat + rng.uniform(-0.003, 0.003), 5), round(lon + rng.uniform(-0.0045, 0.0045), 5)
