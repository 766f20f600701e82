"""The measurement of rounds and of confirm-and-swap runs, repeats itself and finds nothing wrong."""

from __future__ import annotations

from dataclasses import replace

import orjson
import pytest

from backend.bench import arrival
from backend.bench.allocation import SMALL, measure, possible
from backend.bench.arrival import FIRST, OURS, _decided, _told, _Week, _week
from backend.bench.contention import Contention, arrivals
from backend.bench.online import AT_ONCE, Decided, with_swaps
from matching.allocation import allocate
from matching.rounds import Round

SMALL_ONLINE = Contention(40, 10, categories=2, days=2)


def test_a_small_measurement_finds_nothing_wrong() -> None:
    found = measure(SMALL, small=True)

    assert found["wrong"] == 0
    assert orjson.loads(orjson.dumps(found)) == found
    assert [(one["needs"], one["units"]) for one in found["rounds"]] == list(SMALL)
    for ours in (one["ours"] for one in found["rounds"]):
        assert 0 < ours["median_s"] <= ours["longest_s"] >= ours["seconds"]


def test_ours_serves_at_least_as_many_as_every_peer() -> None:
    found = measure(SMALL, seed=2, small=True)

    for one in found["rounds"]:
        assert one["ours"]["served"] >= max(peer["served"] for peer in one["peers"].values())


def test_on_arrival_in_small_nothing_is_wrong_and_nobody_beats_the_optimum() -> None:
    told: list[str] = []

    found = arrival.measure(40, 2, weeks=2, progress=told.append)

    assert (found["needs"], found["units"], found["weeks"], found["wrong"]) == (40, 10, 2, 0)
    assert found["peers"]["offline optimum"]["bound"] >= found["ours"]["served"]
    assert found["peers"]["first come, fixed unit"]["share"] in {0.0, None}
    assert orjson.loads(orjson.dumps(found)) == found
    assert len(told) == 2


def test_what_is_decided_on_arrival_is_the_mean_of_several_draws() -> None:
    weeks = [_week(SMALL_ONLINE, seed) for seed in (1, 3)]

    found = _told(weeks, SMALL_ONLINE)

    served = [len(week.ways[OURS].given) for week in weeks]
    assert (found["weeks"], found["ours"]["served"]) == (2, sum(served) / 2)
    assert len(found["ours"]["shares"]) == 2
    assert found["ours"]["share"] == pytest.approx(sum(found["ours"]["shares"]) / 2, abs=0.001)
    assert found["wrong"] == 0


def test_where_first_come_is_the_best_there_is_no_share() -> None:
    nobody = Decided()

    week = _Week({FIRST: nobody, OURS: nobody}, allocate(Round((), "seed")), wrong=0)

    assert _decided([week], OURS)["share"] is None


def test_with_everything_settled_at_once_nobody_is_swapped() -> None:
    arrived = arrivals(SMALL_ONLINE, 1)

    assert len(with_swaps(arrived, AT_ONCE).given) <= len(with_swaps(arrived).given)


def test_the_load_is_the_same_for_the_same_seed() -> None:
    load = Contention(20, 8, categories=2)

    assert arrivals(load, 1) == arrivals(load, 1)
    assert arrivals(load, 1) != arrivals(load, 2)


def test_a_unit_with_two_at_one_time_is_noticed() -> None:
    asked = Round(tuple(one.request for one in arrivals(Contention(20, 8, categories=2), 1)), "seed")
    given = allocate(asked).given
    first, second = list(given)[:2]

    assert possible(asked, given)
    assert not possible(asked, {**given, second: given[first]})
    twins = tuple(replace(asked.requests[0], id=name) for name in ("one", "other"))
    assert not possible(Round(twins, "seed"), {one.id: one.choices[0] for one in twins})
