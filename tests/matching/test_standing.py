"""What both Standings promise: the scan and the index are asked the same."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from matching.engine import Listing
from matching.geo import Point, cell_of, centre, distance_m
from matching.intervals import Period
from matching.invalid import InvalidValue
from matching.opening import Opening, Window
from matching.rules import Rules
from matching.standing import Standing, Standings, StandingScan
from matching.standing_index import StandingIndex
from tests.matching.moments import at, span, taken
from tests.matching.standing_world import numpy_walk, plain_walk, words_in_common

NOW = at("2026-05-04T08:00")
TOTNES = (50.4319, -3.6840)
SATURDAY = span("2026-05-09T10:00", "2026-05-09T12:00")


def _index(walk: Any) -> StandingIndex:
    return StandingIndex(words_in_common, walk=walk)


@pytest.fixture(
    params=[lambda: StandingScan(words_in_common), lambda: _index(plain_walk()), lambda: _index(numpy_walk())],
    ids=["scan", "plain", "numpy"],
)
def waiting(request: pytest.FixtureRequest) -> Standings:
    found: Standings = request.param()
    return found


def wish(name: str = "wish", at_point: Point = TOTNES, **options: Any) -> Standing:
    plain: dict[str, Any] = {
        "id": name,
        "person": "nora",
        "cell": cell_of(*at_point),
        "radius_m": 5_000,
        "groups": frozenset({"totnes"}),
        "categories": frozenset({"drills"}),
        "until": NOW + timedelta(days=30),
    }
    return Standing(**plain | options)


def drill(at_point: Point = TOTNES, **options: Any) -> Listing:
    plain: dict[str, Any] = {
        "id": "drill",
        "kind": "tool",
        "category": "drills",
        "cell": cell_of(*at_point),
        "groups": frozenset({"totnes"}),
        "owner": "olive",
        "key": b"eight by",
    }
    return Listing(**plain | options)


def ids(waiting: Standings, listing: Listing, **options: Any) -> list[str]:
    return [match.standing_id for match in waiting.found_by(listing, **{"now": NOW} | options)]


def test_they_are_kept_until_they_are_removed(waiting: Standings) -> None:
    for name in "ab":
        waiting.put(wish(name))
    waiting.put(wish("a", text="hammer"))
    waiting.remove("b")
    waiting.remove("never there")
    waiting.position = 17

    assert (len(waiting), waiting.position) == (1, 17)
    assert waiting.get("a") == wish("a", text="hammer")
    assert waiting.get("b") is None
    assert ids(waiting, drill()) == ["a"]


def test_a_match_tells_whose_wish_it_is_and_what_they_would_find(waiting: Standings) -> None:
    waiting.put(wish(period=SATURDAY))

    (match,) = waiting.found_by(drill(), now=NOW)

    assert (match.standing_id, match.person, match.hit.id, match.hit.free) == ("wish", "nora", "drill", SATURDAY)
    assert [reason.code for reason in match.hit.reasons] == ["distance", "free_all", "record"]


def test_the_nearest_come_first_and_equals_by_their_ids(waiting: Standings) -> None:
    for name, north in (("far", 0.03), ("near", 0.01), ("c", 0.0), ("a", 0.0), ("b", 0.0)):
        waiting.put(wish(name, (TOTNES[0] + north, TOTNES[1])))

    assert ids(waiting, drill()) == ["a", "b", "c", "near", "far"]
    assert ids(waiting, drill(), limit=2) == ["a", "b"]
    assert ids(waiting, drill(), limit=4) == ["a", "b", "c", "near"]


@pytest.mark.parametrize("options", [{"person": "olive"}, {"hidden_owners": frozenset({"olive"})}])
def test_nobody_is_told_of_their_own_things_or_of_those_of_whom_they_block(
    waiting: Standings, options: dict[str, Any]
) -> None:
    waiting.put(wish(**options))

    assert ids(waiting, drill()) == []
    assert ids(waiting, drill(owner="otto")) == ["wish"]


@pytest.mark.parametrize(
    ("wanted", "offered", "is_found"),
    [
        ({}, {}, True),
        ({"groups": frozenset({"dartington"})}, {}, False),
        ({"groups": frozenset({"dartington"})}, {"groups": frozenset({"dartington", "totnes"})}, True),
        ({"groups": frozenset()}, {}, False),
        ({}, {"groups": frozenset()}, False),
        ({"kinds": frozenset({"tool", "space"})}, {}, True),
        ({"kinds": frozenset({"space"})}, {}, False),
        ({"kinds": frozenset()}, {}, False),
        ({"categories": frozenset()}, {}, False),
        ({"categories": frozenset({"saws"})}, {}, False),
        ({"categories": frozenset({"saws", "drills"})}, {}, True),
        ({"categories": frozenset("abcdefgh") | {"drills"}}, {}, True),
        ({"categories": frozenset("abcdefgh")}, {}, False),
        ({"categories": None, "text": "red hammer"}, {"words": "hammer"}, True),
        ({"categories": None, "text": "red hammer"}, {"words": "ladder"}, False),
        ({"categories": None}, {"words": "ladder"}, True),
        ({"text": "red hammer"}, {"words": "ladder"}, True),
        ({}, {"certificate": "saw"}, False),
        ({"certificates": frozenset({"car"})}, {"certificate": "saw"}, False),
        ({"certificates": frozenset({"car", "saw"})}, {"certificate": "saw"}, True),
        ({"certificates": frozenset({"car"})}, {}, True),
    ],
)
def test_each_filter_decides(
    waiting: Standings, wanted: dict[str, Any], offered: dict[str, Any], is_found: bool
) -> None:
    waiting.put(wish(**wanted))

    assert ids(waiting, drill(**offered)) == ["wish"] * is_found


def test_words_that_fit_better_come_first(waiting: Standings) -> None:
    for name, text in (("none", "saw"), ("all", "red hammer"), ("half", "red saw")):
        waiting.put(wish(name, text=text))

    assert ids(waiting, drill(words="red hammer")) == ["all", "half", "none"]
    assert ids(waiting, drill(words="red hammer"), limit=1) == ["all"]


def test_what_is_past_is_never_found_from_the_very_moment_on(waiting: Standings) -> None:
    instant = timedelta.resolution
    waiting.put(wish("until", until=NOW))
    waiting.put(wish("period", period=Period(NOW - timedelta(hours=1), NOW), duration_minutes=1))

    assert ids(waiting, drill()) == []
    assert ids(waiting, drill(), now=NOW - instant) == ["until"]
    assert ids(waiting, drill(), now=NOW - timedelta(minutes=1)) == ["until", "period"]


def test_a_freed_window_matters_to_those_whose_time_it_touches(waiting: Standings) -> None:
    waiting.put(wish("saturday", period=SATURDAY))
    waiting.put(wish("some hour", period=span("2026-05-08T00:00", "2026-05-10T00:00"), duration_minutes=60))
    waiting.put(wish("any time"))

    assert ids(waiting, drill(), freed=span("2026-05-09T11:59", "2026-05-09T15:00")) == ["saturday", "some hour"]
    assert ids(waiting, drill(), freed=span("2026-05-09T12:00", "2026-05-09T15:00")) == ["some hour"]
    assert ids(waiting, drill(), freed=span("2026-05-09T09:00", "2026-05-09T10:00")) == ["some hour"]
    assert ids(waiting, drill(), freed=span("2026-05-10T00:00", "2026-05-11T00:00")) == []


def test_what_is_taken_is_not_found_and_what_is_partly_free_is_for_the_flexible(waiting: Standings) -> None:
    waiting.put(wish("saturday", period=SATURDAY))
    waiting.put(wish("an hour", period=SATURDAY, duration_minutes=60))
    booked = drill(busy=taken(span("2026-05-09T11:00", "2026-05-09T13:00")))

    (match,) = waiting.found_by(booked, now=NOW)

    assert (match.standing_id, match.hit.free) == ("an hour", span("2026-05-09T10:00", "2026-05-09T11:00"))
    assert ids(waiting, replace(booked, units=(1, 2))) == ["an hour", "saturday"]
    assert ids(waiting, replace(booked, units=())) == []


@pytest.mark.parametrize(
    ("start", "end", "is_found"),
    [
        ("2026-05-04T09:00", "2026-05-04T10:00", True),
        ("2026-05-04T08:59", "2026-05-04T10:00", False),
        ("2026-05-09T22:00", "2026-05-10T00:00", True),
        ("2026-05-09T22:00", "2026-05-10T00:01", False),
    ],
)
def test_lead_time_and_horizon_are_kept_to_the_minute(waiting: Standings, start: str, end: str, is_found: bool) -> None:
    waiting.put(wish(period=span(start, end)))

    assert ids(waiting, drill(rules=Rules(lead_minutes=60, horizon_days=5))) == ["wish"] * is_found


@pytest.mark.parametrize(
    ("start", "end", "is_found"),
    [
        ("2026-05-09T10:00", "2026-05-09T18:00", True),
        ("2026-05-09T09:59", "2026-05-09T18:00", False),
        ("2026-05-09T10:00", "2026-05-09T18:01", False),
        ("2026-05-09T12:00", "2026-05-10T12:00", True),
        ("2026-05-09T18:00", "2026-05-10T12:00", False),
        ("2026-05-09T12:00", "2026-05-10T10:00", False),
        ("2026-05-09T12:00", "2026-05-11T12:00", False),
    ],
)
def test_it_is_handed_over_in_open_time(waiting: Standings, start: str, end: str, is_found: bool) -> None:
    weekend = Opening("UTC", (Window(5, 600, 1080), Window(6, 601, 1080)))
    waiting.put(wish(period=span(start, end)))

    assert ids(waiting, drill(opening=weekend)) == ["wish"] * is_found


@pytest.mark.parametrize(
    ("rules", "is_found"),
    [
        (Rules(min_minutes=120), True),
        (Rules(min_minutes=121), False),
        (Rules(max_minutes=120), True),
        (Rules(max_minutes=119), False),
        (Rules(max_minutes=119, closed_days="none"), False),
        (Rules(min_minutes=1_440), False),
        (Rules(granularity=60), True),
        (Rules(granularity=25), False),
        (Rules(granularity="day"), False),
    ],
)
def test_lengths_and_grids_are_the_owners(waiting: Standings, rules: Rules, is_found: bool) -> None:
    waiting.put(wish(period=SATURDAY))

    assert ids(waiting, drill(rules=rules)) == ["wish"] * is_found


@pytest.mark.parametrize(
    ("asked", "offered"),
    [
        ((-16.8, 179.9995), (-16.8, -179.9995)),
        ((-16.8, -179.9995), (-16.8, 179.9995)),
        ((89.9999, 10.0), (89.9999, -170.0)),
        ((-89.99, 0.0), (-89.99, 179.0)),
    ],
)
def test_neighbours_are_found_at_the_edges_of_the_map(waiting: Standings, asked: Point, offered: Point) -> None:
    waiting.put(wish("near", asked, radius_m=4_000))
    waiting.put(wish("anywhere", (0.0, 90.0), radius_m=20_016_000))

    assert ids(waiting, drill(offered)) == ["near", "anywhere"]


def test_whole_metres_decide_who_is_near_enough(waiting: Standings) -> None:
    """Just beyond the half of a metre: rounded it is one too far, though the chord has that much to spare."""
    home = centre(cell_of(*TOTNES))
    points = [centre(cell_of(TOTNES[0] + number / 10_000, TOTNES[1], 13)) for number in range(800)]
    point = next(one for one in points if 0.5 < distance_m(home, one) % 1 < 0.509)
    cell, metres = cell_of(*point, 13), int(distance_m(home, point))
    waiting.put(wish(radius_m=metres))

    assert ids(waiting, drill(cell=cell)) == []
    waiting.put(wish(radius_m=metres + 1))
    assert ids(waiting, drill(cell=cell)) == ["wish"]


def test_a_wish_for_the_other_end_of_the_earth_is_met_there(waiting: Standings) -> None:
    waiting.put(wish("everywhere", (0.0, 0.0), radius_m=20_016_000))
    waiting.put(wish("half", (0.0, 0.0), radius_m=10_000_000))

    assert ids(waiting, drill((0.0, 179.9999))) == ["everywhere"]


def test_a_wish_that_no_query_could_be_made_of_is_refused() -> None:
    for options in (
        {"radius_m": -1},
        {"cell": "nowhere"},
        {"duration_minutes": 5},
        {"until": NOW.replace(tzinfo=None)},
    ):
        with pytest.raises(InvalidValue):
            wish(**options)
