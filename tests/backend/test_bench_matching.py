"""The oracle and the peers of the matching bench are right, and a wrong answer would be counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random

import orjson
import pytest

from backend.bench import terms, wishes
from backend.bench.country import START, country, full
from backend.bench.judging import Judge
from backend.bench.latencies import Timed, quicker, rate, ratio
from backend.bench.matching import STEPS, measure
from backend.bench.oracle import Oracle
from backend.bench.peers import postgres
from backend.bench.peers.columns import columns
from backend.bench.peers.kdtree import KDTrees
from backend.bench.peers.rtree import RTree
from backend.bench.peers.scan import Scan
from backend.bench.rival_names import KDTREE, POSTGRES, POSTGRES_FULL, RTREE, SCAN
from backend.bench.run import SMALL, ratios
from matching.brute_force import BruteForce
from matching.capacity import Busy
from matching.engine import Hit, Query
from matching.geo import EXACT, Band, cell_of
from matching.intervals import Period
from matching.text import text_score
from tests.backend.bench_listings import listing


def _no_words(_asked: str, _words: str) -> float:
    return 0.0


def test_the_oracle_finds_what_brute_force_over_everything_finds() -> None:
    place = country(4_000, 7)
    offered, asked = full(place), wishes.full_queries(place, 60)
    brute = BruteForce(text_score, wishes.IN_USE)
    for one in offered:
        brute.put(one)
    oracle = Oracle(offered, text_score, wishes.IN_USE)

    found = [oracle.search(query) for query in asked]

    assert found == [brute.search(query) for query in asked]
    assert sum(map(len, found)) > 20


@pytest.mark.parametrize(("lat", "lon"), [(0.0, 179.99), (0.0, -179.99), (89.99, 10.0), (-89.9, 170.0), (60.0, 0.0)])
@pytest.mark.parametrize("radius_m", [0, 5_000, 400_000, 12_000_000])
def test_the_oracle_leaves_nothing_out_at_the_ends_of_the_earth(lat: float, lon: float, radius_m: int) -> None:
    dice = Random(f"{lat} {lon}")
    points = [
        (max(-90.0, min(90.0, lat + dice.gauss(0, 3))), (lon + dice.gauss(0, 9) + 180) % 360 - 180) for _ in range(200)
    ]
    offered = [listing(number, cell_of(*point)) for number, point in enumerate([*points, (-lat, lon), (lat, lon)])]
    query = _query(cell_of(lat, lon), radius_m)
    brute = BruteForce(_no_words, wishes.DISTANCE_ONLY)
    for one in offered:
        brute.put(one)

    found = Oracle(offered, _no_words, wishes.DISTANCE_ONLY).search(query)

    assert found == brute.search(query)
    assert found


def _query(cell: str, radius_m: int) -> Query:
    return Query(
        cell=cell,
        radius_m=radius_m,
        now=START,
        groups=frozenset({terms.EVERYBODY}),
        categories=frozenset({"a"}),
        period=Period(START + timedelta(days=1), START + timedelta(days=2)),
        limit=1_000,
    )


HERE, THERE = cell_of(50.0, 8.0), cell_of(50.1, 8.0)


@pytest.fixture
def judge() -> Judge:
    taken = Busy(1, START, START + timedelta(days=9))
    offered = [listing(0, HERE), listing(1, HERE), listing(2, THERE)]
    offered.append(replace(listing(3, HERE), busy=(taken,)))
    return Judge(Oracle(offered, _no_words, wishes.DISTANCE_ONLY), offered)


@pytest.mark.parametrize(
    ("chosen", "wrong"),
    [
        (["0", "1"], 0),
        (["1", "0"], 0),  # equally far: a peer may choose
        (["0", "2"], 1),  # passes one that is nearer
        (["0"], 1),
        (["0", "0"], 1),
        (["0", "3"], 1),  # is taken
        ([], 1),
    ],
)
def test_a_peer_must_find_free_ones_that_are_as_near_as_can_be(judge: Judge, chosen: list[str], wrong: int) -> None:
    judge.distances("a peer", [replace(_query(HERE, 20_000), limit=2)], [chosen])

    assert judge.as_dict() == {"a peer": {"answers": 1, "hits": len(chosen), "wrong": wrong}}


@pytest.mark.parametrize("taken", [0, 30, 150])
async def test_every_peer_looks_on_where_the_nearest_are_taken(tmp_path: Path, taken: int) -> None:
    busy = (Busy(1, START, START + timedelta(days=9)),)
    near = [listing(number, HERE) for number in range(150)]
    far = [listing(number, THERE) for number in range(150, 210)]
    offered = [*(replace(one, busy=busy) for one in near[:taken]), *near[taken:], *far]
    judge = Judge(Oracle(offered, _no_words, wishes.DISTANCE_ONLY), offered)
    queries = [replace(_query(HERE, radius_m), limit=20) for radius_m in (0, 1_000, 5_000, 20_000)]
    known = columns(offered)

    for make in (KDTrees, RTree, Scan):
        judge.distances(make.__name__, queries, [make(known).search(query) for query in queries])
    async with postgres.loaded(known, tmp_path) as peer:
        judge.distances("PostgreSQL", queries, [await peer.search(query) for query in queries])

    assert judge.wrong == 0
    assert {one["hits"] for one in judge.as_dict().values()} == {80 if taken < 150 else 20}


@pytest.mark.parametrize(("here", "radius_m", "found"), [(0, 20_000, 20), (5, 15_000, 15)])
async def test_postgres_finds_who_is_nearer_on_earth_and_further_on_the_map(
    tmp_path: Path, here: int, radius_m: int, found: int
) -> None:
    middle, north, south = (cell_of(50.0 + metres / 111_195, 8.0, EXACT) for metres in (0, 14_985, -15_015))
    cells = [*[middle] * here, *[south] * 60, *[north] * 10]
    offered = [listing(number, cell) for number, cell in enumerate(cells)]
    judge = Judge(Oracle(offered, _no_words, wishes.DISTANCE_ONLY), offered)
    queries = [replace(_query(middle, radius_m), limit=20)]

    async with postgres.loaded(columns(offered), tmp_path) as peer:
        judge.distances("PostgreSQL", queries, [await peer.search(query) for query in queries])

    assert judge.as_dict() == {"PostgreSQL": {"answers": 1, "hits": found, "wrong": 0}}


def test_ours_must_be_the_same_in_every_number_and_every_word(judge: Judge) -> None:
    query = replace(_query(HERE, 5_000), limit=1)
    right = judge.oracle.search(query)
    best = right[0].id
    far = Hit(best, Band(1_000, 2_000), right[0].score, right[0].reasons, right[0].free)

    for answer in (right, [far], []):
        judge.hits("hits", [query], [answer])
    for ids in ([best], ["another"], [best, best], []):
        judge.ids("ids", [query], [ids])

    assert judge.as_dict()["hits"]["wrong"] == 2
    assert judge.as_dict()["ids"]["wrong"] == 3
    assert judge.wrong == 5


def test_ratios_are_of_the_queries_that_both_were_asked() -> None:
    assert ratio([4.0, 4.0], [1.0, 1.0, 900.0]) == 4.0
    assert ratio([4.0, 4.0, 900.0], [1.0, 1.0]) == 4.0
    assert ratios({1_000: [2.0], 20_000: [6.0]}, {1_000: [1.0, 7.0], 20_000: [2.0, 50.0]}) == {
        "1 km": 2.0,
        "20 km": 3.0,
        "mix": 2.67,
        "p99 at 20 km": 3.0,
    }


def test_of_two_rounds_the_quicker_time_counts_and_the_first_answer() -> None:
    assert quicker(Timed(["a", "b"], [3.0, 1.0]), Timed(["c", "d"], [2.0, 5.0])) == Timed(["a", "b"], [2.0, 1.0])


def test_a_rate_names_latencies_that_were_seen() -> None:
    assert rate([0.001, 0.003, 0.002, 0.002]) == {
        "per_second": 500.0,
        "mean_us": 2_000.0,
        "p50_us": 2_000.0,
        "p99_us": 3_000.0,
        "done": 4,
    }


def test_a_small_run_finds_no_wrong_answer_and_has_every_figure() -> None:
    told: list[str] = []

    found = measure(20_000, 3, counts=SMALL, progress=told.append)

    assert {name: one["wrong"] for name, one in found["judged"].items()} == dict.fromkeys(found["judged"], 0)
    assert found["wrong"] == 0
    assert all(one["hits"] > 100 for name, one in found["judged"].items() if "listing" not in name)
    assert set(found["peers"]) == set(found["ratios"]) == {KDTREE, RTREE, SCAN, POSTGRES}
    assert set(found["peers_full"]) == set(found["ratios_full"]) == {POSTGRES_FULL}
    assert found["judged"][f"all filters, {POSTGRES_FULL}"]["answers"] == SMALL.postgres_full
    assert set(found["ours"]["plain"]) == {"1 km", "5 km", "20 km", "mix"}
    assert found["ours"]["plain"]["mix"]["done"] == 3 * SMALL.ours
    assert len(told) == STEPS
    assert orjson.loads(orjson.dumps(found)) == found
