"""Each target is met, or it is said that it is not."""

from __future__ import annotations

from typing import Any

import pytest

from backend.bench.page import page
from backend.bench.rival_names import FASTAPI_TUNED, FASTAPI_USUAL, KDTREE, POSTGRES
from backend.bench.targets import targets
from tests.backend.bench_figures import BESIDE, COMPARED, SERVED, TUNED, allocation, arrival, matching, reverse


@pytest.mark.parametrize(
    ("large", "unmet"),
    [
        (matching(), set()),
        (matching(12.1), {"growth of the mean cost, 10 k to 1 M listings"}),
        (
            matching(ratio=14.9),
            {
                "queries a second at 1 M, beside PostgreSQL GiST ¹",
                "p99 at 1 M, 20 km, beside PostgreSQL GiST ¹",
                "queries a second at 1 M, all filters, beside PostgreSQL and Python ¹",
                "p99 at 1 M, all filters, beside PostgreSQL and Python ¹",
            },
        ),
        (
            matching() | {"ratios_bare": {KDTREE: {"mix": 4.9}}},
            {"queries a second at 1 M, beside cKDTree, each from numbers to numbers"},
        ),
        (matching() | {"wrong": 1}, {"answers unlike the oracle's, everywhere"}),
    ],
)
def test_a_target_is_met_or_it_is_said_that_it_is_not(large: dict[str, Any], unmet: set[str]) -> None:
    found = list(targets({"matching 10000": matching(4.0), "matching 1000000": large}))

    assert {one.what for one in found if not one.met} == unmet
    assert len(found) == 13


def test_the_reverse_index_has_targets_of_its_own() -> None:
    assert [one.met for one in targets({"reverse 1000000": reverse(99.0)})] == [True, False, True]


def test_deciding_on_arrival_has_targets_of_its_own() -> None:
    assert [one.met for one in targets({"arrival 400": arrival()})] == [False, True, True]


@pytest.mark.parametrize(
    ("found", "met"),
    [
        (allocation(), [True, True, True]),
        (allocation(0.7), [False, True, True]),
        (allocation(proven=False), [True, True, False]),
        (allocation(bound=485, proven=False), [True, False, False]),
    ],
)
def test_a_round_is_held_to_its_time_and_to_its_proof(found: dict[str, Any], met: list[bool]) -> None:
    assert [one.met for one in targets({"allocation 500": found})][:-1] == met


@pytest.mark.parametrize(("longest", "met"), [(0.6, [True, True]), (0.61, [True, False])])
def test_a_round_of_several_draws_is_held_to_its_time_by_the_median_and_by_the_longest(
    longest: float, met: list[bool]
) -> None:
    found = allocation(0.7)
    found["ours"] |= {"draws": 10, "median_s": 0.5, "longest_s": longest}

    assert [one.met for one in targets({"allocation 500": found})][:2] == met
    assert f"| and the longest, s | {longest} |" in page({"allocation 500": found}, [])


def test_of_a_large_round_only_that_most_are_served_has_to_be_proven() -> None:
    large = allocation(13.0, proven=False) | {"needs": 2_000, "units": 1_000}

    assert [one.met for one in targets({"allocation 2000": large})][:-1] == [True, True]


def test_without_postgres_its_targets_are_left_out() -> None:
    large = matching()
    del large["ratios"][POSTGRES], large["ratios_by_numpy"][POSTGRES]
    large["peers_full"], large["ratios_full"] = {}, {}

    assert not any("PostgreSQL" in one.what for one in targets({"matching 1000000": large}))


@pytest.mark.parametrize(("p95_ms", "is_met"), [(149.0, True), (151.0, False)])
def test_the_bot_is_held_to_its_pace(p95_ms: float, is_met: bool) -> None:
    served = {"conditions": {"database": "sqlite"}, "updates": {"per_second": 300.0}}
    paced = {**served, "paced": {"per_second": 50.0, "p95_ms": p95_ms}}

    found = [(target.what, target.met) for target in targets({"service": {"measured": [served, paced]}})]

    assert found[1:3] == [
        ("bot updates a second, stored and answered, sqlite", True),
        ("p95 at 50 bot updates a second, sqlite", is_met),
    ]


def test_searches_are_held_to_their_rate_where_there_are_many_things() -> None:
    alone = {"service 100000": {"measured": [SERVED]}}

    [found, _] = targets(alone)

    assert (found.wanted, found.met) == ("≥ 2000", False)
    assert "| sqlite 3.51 | 100 150 | 1 999 (40) | – | – | 4.2 |" in page(alone, [])


@pytest.mark.parametrize(("ratio", "is_met"), [(10.0, True), (9.99, False)])
def test_searches_are_held_to_their_rate_beside_another_service(ratio: float, is_met: bool) -> None:
    compared = {**BESIDE, "beside": {FASTAPI_USUAL: {**COMPARED, "ratio": ratio}, FASTAPI_TUNED: TUNED}}
    served = {"wrong": 0, "measured": [SERVED, compared]}

    [found] = [one for one in targets({"service 100000": served}) if "beside" in one.what]

    assert found.what == "searches over HTTP, 100,150 things, beside FastAPI over PostgreSQL, as usually written ¹"
    assert (found.wanted, found.met) == ("≥ 10 ×", is_met)
    written = page({"service 100000": served}, [])
    assert "| FastAPI over PostgreSQL, as usually written | 100 150 | 250 (90) |  |  | 60 | 0 |" in written
    assert "| FastAPI over PostgreSQL, tuned | 100 150 | 1 250 (45) |  |  | 60 | 0 |" in written
    assert f"| **ours**, postgres 18.4 | 100 150 | 2 500 (30) | {ratio:g} × | 2 × |  |  |" in written
    assert f"| **ours**, sqlite 3.51 | 100 150 | 1 999 (40) | {ratio * 0.8:.3g} × | 1.6 × |  |  |" in written


def test_an_answer_unlike_the_other_services_is_told() -> None:
    served = {"service 100000": {"wrong": 2, "measured": [BESIDE]}}

    assert [one.met for one in targets(served) if "unlike" in one.what] == [False]


def test_what_the_measuring_took_is_told_and_held_to_its_time() -> None:
    taken = {"reverse 1000000": reverse() | {"took_s": 840.5}, "allocation 500": allocation() | {"took_s": 61.0}}

    *_, found = targets(taken)
    written = page(taken, [])

    assert (found.wanted, found.found, found.met) == ("≤ 15 min", "15 min", False)
    assert "| reverse 1000000 | 840.5 |" in written
    assert "| **all** | 902 |" in written
