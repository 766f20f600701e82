"""Right answers at any size: brute force over the listings that are not out of reach for certain."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from matching.brute_force import BruteForce
from matching.engine import Hit, Listing, Query, TextScore
from matching.geo import EARTH_RADIUS_M, Point, centre, distance_between_cells
from matching.score import Weights

SLACK_M = 2


@dataclass(frozen=True, slots=True)
class Box:
    """What is outside is further than the radius, whatever the way."""

    middle: Point
    high: float
    wide: float

    def has(self, lon: float) -> bool:
        """Whether the meridian may come near enough."""
        return abs((lon - self.middle[1] + 180) % 360 - 180) <= self.wide


@dataclass(frozen=True, slots=True)
class Shelf:
    """The listings of one category from south to north."""

    points: Sequence[Point]
    listings: Sequence[Listing]

    def inside(self, box: Box) -> Iterator[Listing]:
        lat, _ = box.middle
        first = bisect_left(self.points, lat - box.high, key=_lat)
        last = bisect_right(self.points, lat + box.high, key=_lat)
        return (self.listings[place] for place in range(first, last) if box.has(self.points[place][1]))


class Oracle:
    """Leaves out other categories and what is too far north, south, east or west."""

    def __init__(self, listings: Iterable[Listing], text_score: TextScore, weights: Weights) -> None:
        by_category = defaultdict(list)
        points: dict[str, Point] = {}
        for one in listings:
            if one.cell not in points:
                points[one.cell] = centre(one.cell)
            by_category[one.category].append(one)
        self._shelves = {name: _shelf(some, points) for name, some in by_category.items()}
        self._text_score, self._weights = text_score, weights

    def of(self, listings: Iterable[Listing]) -> Oracle:
        """One that judges alike, of some listings alone."""
        return Oracle(listings, self._text_score, self._weights)

    def search(self, query: Query) -> list[Hit]:
        """What `BruteForce` over all of them finds."""
        brute, box = BruteForce(self._text_score, self._weights), _box(query)
        for name in self._shelves if query.categories is None else query.categories:
            if name in self._shelves:
                for one in self._shelves[name].inside(box):
                    brute.put(one)
        return brute.search(query)


def metres(query: Query, listings: Iterable[Listing]) -> list[int]:
    """How far each is from where was asked."""
    return [distance_between_cells(query.cell, one.cell) for one in listings]


def _box(query: Query) -> Box:
    """A meridian as many degrees away as `wide` touches the circle: sin(wide) = sin(radius) / cos(latitude)."""
    middle, reach = centre(query.cell), (query.radius_m + SLACK_M) / EARTH_RADIUS_M
    holds_a_pole = reach >= math.radians(90 - abs(middle[0]))
    wide = math.pi if holds_a_pole else math.asin(math.sin(reach) / math.cos(math.radians(middle[0])))
    return Box(middle, math.degrees(reach), math.degrees(wide))


def _shelf(listings: list[Listing], points: dict[str, Point]) -> Shelf:
    listings.sort(key=lambda one: points[one.cell][0])
    return Shelf([points[one.cell] for one in listings], listings)


def _lat(point: Point) -> float:
    return point[0]
