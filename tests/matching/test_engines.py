import random
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from typing import Any

import pytest

from matching.brute_force import BruteForce
from matching.capacity import Busy
from matching.engine import Engine, Hit, Listing, Query, TextScore
from matching.geo import Band, Point, cell_of, centre, distance_m
from matching.grid import GridEngine
from matching.opening import Opening, Window
from matching.reasons import Fit, Reason
from matching.record import Record
from matching.rules import Rules
from matching.score import Weights
from matching.stock import stock_of
from tests.matching.moments import at, hours, span, taken

NOW = at("2026-05-04T08:00")
SATURDAY = "2026-05-09"
TOTNES = (50.4319, -3.6840)
HERE = cell_of(*TOTNES)
NO_DATA_YET = Reason(Fit.RECORD, {"lent": 0, "asked": 0, "answered": 0})


def words_in_common(request: str, words: str) -> float:
    wanted = set(request.split())
    return len(wanted & set(words.split())) / len(wanted)


ENGINES: dict[str, Callable[[TextScore, Weights], Engine]] = {
    "brute force": BruteForce,
    "compiled": GridEngine,
    "without compiler": partial(GridEngine, compiled=False),
}


@pytest.fixture(params=ENGINES, autouse=True)
def kind_of_engine(request: pytest.FixtureRequest) -> None:
    """All that is said here is true of every engine."""
    chosen[:] = [ENGINES[request.param]]


chosen: list[Callable[[TextScore, Weights], Engine]] = []


def engine(*listings: Listing, weights: Weights | None = None) -> Engine:
    found = chosen[0](words_in_common, weights or Weights())
    for listing in listings:
        found.put(listing)
    return found


def drill(name: str = "drill", at_point: Point = TOTNES, **options: Any) -> Listing:
    plain: dict[str, Any] = {
        "id": name,
        "kind": "tool",
        "category": "drills",
        "cell": cell_of(*at_point),
        "groups": frozenset({"totnes"}),
        "owner": "olive",
        "key": name.encode()[:8].ljust(8, b"\0"),
    }
    return Listing(**plain | options)


def query(**options: Any) -> Query:
    plain: dict[str, Any] = {"cell": HERE, "radius_m": 20_000, "now": NOW, "groups": frozenset({"totnes"})}
    return Query(**plain | options)


def north(metres: float) -> Point:
    """A point so far north of the asker's cell centre, whichever cell it falls in."""
    lat, lon = centre(HERE)
    return lat + metres / 111_195, lon


def ids(hits: list[Hit]) -> list[str]:
    return [hit.id for hit in hits]


def test_an_engine_keeps_what_is_put_until_it_is_removed() -> None:
    index = engine(drill("a"), drill("b"))
    index.put(drill("a", title="newer"))
    index.remove("b")
    index.remove("never there")

    assert (len(index), index.position) == (1, 0)
    assert index.get("a") == drill("a", title="newer")
    assert index.get("b") is None
    assert ids(index.search(query())) == ["a"]


def test_many_are_loaded_at_once_and_one_is_booked_by_its_name() -> None:
    index = engine()
    index.load(stock_of([drill("a"), drill("b"), drill("a", title="the last one counts")]))
    wanted = hours(SATURDAY, "14:00-18:00")[0]
    index.book("b", *taken(wanted))

    assert index.chore() is None
    assert index.get("a") == drill("a", title="the last one counts")
    assert index.get("b") == drill("b", busy=taken(wanted))
    assert ids(index.search(query(period=wanted))) == ["a"]


def test_the_follower_moves_the_position() -> None:
    index = engine()
    index.position = 17

    assert index.position == 17


def test_nearer_comes_first_and_distance_leaves_as_a_band() -> None:
    index = engine(drill("far", north(12_000)), drill("here"), drill("near", north(3_000)))

    hits = index.search(query())

    assert [(hit.id, hit.band) for hit in hits] == [
        ("here", Band(0, 1_000)),
        ("near", Band(2_000, 5_000)),
        ("far", Band(10_000, 25_000)),
    ]
    assert hits[0].reasons == (Reason(Fit.DISTANCE, {"low_m": 0, "high_m": 1_000}), NO_DATA_YET)
    assert all(one.score > other.score for one, other in pairwise(hits))


@pytest.mark.parametrize("far", range(3_000, 15_000, 1_000), ids=str)
def test_the_radius_is_measured_between_cell_centres_in_whole_metres(far: int) -> None:
    listing = drill("x", north(far))
    metres = round(distance_m(centre(HERE), centre(listing.cell)))
    index = engine(listing)

    assert ids(index.search(query(radius_m=metres))) == ["x"]
    assert index.search(query(radius_m=metres - 1)) == []


@pytest.mark.parametrize(
    ("asked", "offered"),
    [((-16.8, 179.9995), (-16.8, -179.9995)), ((89.9999, 10.0), (89.9999, -170.0)), ((-89.99, 0.0), (-89.99, 179.0))],
    ids=["antimeridian", "north pole", "south pole"],
)
def test_neighbours_are_found_at_the_edges_of_the_map(asked: Point, offered: Point) -> None:
    assert ids(engine(drill("x", offered)).search(query(cell=cell_of(*asked), radius_m=4_000))) == ["x"]


@pytest.mark.parametrize(
    ("options", "is_found"),
    [
        ({}, True),
        ({"groups": frozenset({"dartington", "totnes"})}, True),
        ({"groups": frozenset({"dartington"})}, False),
        ({"groups": frozenset()}, False),
        ({"hidden_owners": frozenset({"olive"})}, False),
        ({"kinds": frozenset({"tool"})}, True),
        ({"kinds": frozenset({"space"})}, False),
        ({"categories": frozenset({"drills", "saws"})}, True),
        ({"categories": frozenset({"saws"})}, False),
        ({"categories": frozenset()}, False),
    ],
)
def test_only_what_may_be_seen_and_is_asked_for_is_found(options: dict[str, Any], is_found: bool) -> None:
    assert bool(engine(drill()).search(query(**options))) == is_found


def test_words_alone_must_fit_and_beside_a_category_only_rank() -> None:
    index = engine(drill("plain", words="garden"), drill("hammer", words="hammer drill concrete"))

    by_words = index.search(query(text="concrete drill"))
    by_category = index.search(query(text="concrete drill", categories=frozenset({"drills"})))

    assert ids(by_words) == ["hammer"]
    assert ids(by_category) == ["hammer", "plain"]
    assert by_words[0].reasons[-2] == Reason(Fit.TEXT, {"fit": 1.0})


def test_an_owner_who_answers_and_is_trusted_comes_before_a_stranger_next_door() -> None:
    known = Record(lent=14, asked=20, answered=20, trusted_by=9)
    index = engine(drill("stranger"), drill("answers never", record=Record(asked=9)), drill("known", record=known))

    hits = index.search(query())

    assert ids(hits) == ["known", "stranger", "answers never"]
    assert hits[0].reasons[1:] == (
        Reason(Fit.RECORD, {"lent": 14, "asked": 20, "answered": 20}),
        Reason(Fit.TRUST, {"people": 9}),
    )


def test_what_needs_a_certificate_is_shown_to_those_who_hold_it() -> None:
    index = engine(drill("lathe", certificate="turning"), drill("drill"))

    assert ids(index.search(query())) == ["drill"]
    assert ids(index.search(query(certificates=frozenset({"turning", "diving"})))) == ["drill", "lathe"]


def test_weights_decide_between_near_and_fitting() -> None:
    near, fitting = drill("near", words="drill"), drill("fitting", north(6_000), words="drill concrete")
    wish = query(text="drill concrete")

    by_distance = engine(near, fitting, weights=Weights(distance=1, text=0.1)).search(wish)
    by_words = engine(near, fitting, weights=Weights(distance=0.1, text=1)).search(wish)

    assert (ids(by_distance), ids(by_words)) == (["near", "fitting"], ["fitting", "near"])


def test_a_fixed_period_must_be_free_from_end_to_end() -> None:
    wanted, overlapping, following = hours(SATURDAY, "14:00-18:00", "17:59-19:00", "18:00-19:00")
    index = engine(
        drill("taken", busy=taken(overlapping)),
        drill("free", busy=taken(following)),
        drill("second unit", units=(1, 2), busy=taken(overlapping)),
        drill("too short", rules=Rules(max_minutes=60)),
        drill("late", busy=(Busy(1, at("2026-05-01T00:00"), at("2026-05-02T00:00"), out=True),)),
        drill("closed", opening=Opening("UTC", (Window(0, 0, 1440),))),
    )

    hits = index.search(query(period=wanted))

    assert ids(hits) == ["free", "second unit"]
    assert {hit.free for hit in hits} == {wanted}
    assert hits[0].reasons[-2] == Reason(Fit.FREE_ALL)


def test_flexible_demand_finds_the_best_window_and_ranks_by_the_share_that_is_free() -> None:
    weekend = span(f"{SATURDAY}T00:00", "2026-05-11T00:00")
    shed = Opening("UTC", (Window(5, 600, 960), Window(6, 600, 720)))
    index = engine(
        drill("a few hours", opening=shed, rules=Rules(cross_closed=False)),
        drill("always"),
        drill("never", busy=taken(weekend)),
    )

    hits = index.search(query(period=weekend, duration_minutes=120))

    assert [(hit.id, hit.free) for hit in hits] == [
        ("always", weekend),
        ("a few hours", hours(SATURDAY, "10:00-16:00")[0]),
    ]
    assert hits[1].reasons[-2] == Reason(
        Fit.FREE_FROM, {"start": at(f"{SATURDAY}T10:00"), "end": at(f"{SATURDAY}T16:00")}
    )


def test_equal_scores_are_settled_by_the_key_and_never_by_the_order_of_adding() -> None:
    listings = [drill(f"id {number}", key=bytes([number * 37 % 256]) * 8) for number in range(50)]
    expected = [one.id for one in sorted(listings, key=lambda one: one.key)][:20]

    for seed in range(5):
        random.Random(seed).shuffle(listings)
        assert ids(engine(*listings).search(query())) == expected


def test_two_homes_of_one_cell_give_the_same_answers() -> None:
    lat, lon = centre(HERE)
    homes = [(lat + 0.002, lon + 0.001), (lat - 0.002, lon - 0.003)]
    dice = random.Random(7)
    wishes = [
        query(
            cell=cell_of(lat + dice.uniform(-0.1, 0.1), lon + dice.uniform(-0.1, 0.1)), radius_m=dice.randint(0, 12_000)
        )
        for _ in range(300)
    ]

    answers = [[engine(drill("x", home), drill("y", north(2_000))).search(wish) for wish in wishes] for home in homes]

    assert answers[0] == answers[1]


def test_a_search_gives_no_more_than_its_limit() -> None:
    index = engine(*(drill(f"{number:03}") for number in range(30)))

    assert ids(index.search(query(limit=3))) == ["000", "001", "002"]
    assert len(index.search(query())) == 20
