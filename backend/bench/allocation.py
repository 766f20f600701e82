"""Rounds and confirm-and-swap, measured against what one would do without them, on the same drawn load."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import combinations, product
from statistics import fmean
from time import perf_counter
from typing import Any, TypeAlias

from backend.bench.contention import Contention, arrivals, in_turn
from backend.bench.figures import percentile
from backend.bench.online import AT_ONCE, Decided, first_come, in_batches, with_swaps
from matching.allocation import allocate, levels
from matching.rounds import Allocation, Choice, Request, Round
from matching.rounds_naive import naive

SIZES = ((100, 60), (500, 300), (2_000, 1_000))
SMALL = ((5, 3), (30, 12))
ONLINE, SMALL_ONLINE = Contention(400, 100, categories=4, days=7), Contention(40, 10, categories=2, days=2)
WEEKS, SMALL_WEEKS = 10, 2
"""How many draws of the load are decided on arrival, as a single one tells as much of luck as of the way."""

NAIVE_SECONDS = 60.0
ENUMERATED = 5
"""Rounds up to this many needs are also solved by going through all allocations."""

FIRST, OURS = "first come, fixed unit", "confirm and swap"

Given: TypeAlias = Mapping[str, Choice]


def measure(sizes: Iterable[tuple[int, int]] = SIZES, seed: int = 1, *, small: bool = False) -> dict[str, Any]:
    """One JSON-able object: for each size ours, peers, ratios and how many answers were wrong; then the same online.

    sizes: needs and units. small: a form for tests, in which the smallest round is checked against all allocations.
    """
    rounds = [_round(needs, units, seed, seconds=5.0 if small else NAIVE_SECONDS) for needs, units in sizes]
    load, weeks = (SMALL_ONLINE, SMALL_WEEKS) if small else (ONLINE, WEEKS)
    online = _online([_week(load, one) for one in range(seed, seed + weeks)], load)
    return {"rounds": rounds, "online": online, "wrong": sum(one["wrong"] for one in (*rounds, online))}


def _round(needs: int, units: int, seed: int, *, seconds: float) -> dict[str, Any]:
    arrived = arrivals(Contention(needs, units, categories=max(2, units // 15)), seed)
    asked = Round(tuple(one.request for one in arrived), seed=f"round {seed}")
    mixed = list(asked.requests)
    random.Random(seed).shuffle(mixed)  # noqa: S311 - an order that can be repeated
    found, took = _timed(lambda: allocate(asked))
    plain, plain_took = _timed(lambda: naive(asked, seconds=seconds))
    answers: dict[str, Given] = {
        "naive milp": plain.given,
        "first come": dict(in_turn(asked.requests, nearest_first=True)),
        "random order": dict(in_turn(mixed, nearest_first=True)),
    }
    peers = {name: _told(asked, given) for name, given in answers.items()}
    peers["naive milp"] |= {"seconds": round(plain_took, 3), "finished": plain.finished}
    wrong = sum(not possible(asked, given) for given in (found.given, *answers.values()))
    return {
        "needs": needs,
        "units": units,
        "ours": _told(asked, found.given) | _proof(found) | {"seconds": round(took, 3)},
        "peers": peers,
        "ratios": {f"served, ours to {name}": _ratio(found.served, len(given)) for name, given in answers.items()}
        | {"seconds, naive milp to ours": _ratio(plain_took, took)},
        "wrong": wrong + (needs <= ENUMERATED and _rank(asked, found.given) != _best_rank(asked)),
    }


@dataclass(frozen=True, slots=True)
class _Week:
    """One draw of the load, decided in each way."""

    ways: Mapping[str, Decided]
    best: Allocation
    wrong: int

    def share(self, name: str) -> float | None:
        """How much of the way from first come to the offline optimum; None where there is no way to go."""
        least = len(self.ways[FIRST].given)
        way = self.best.served - least
        return (len(self.ways[name].given) - least) / way if way else None


def _week(load: Contention, seed: int) -> _Week:
    arrived = arrivals(load, seed)
    asked = Round(tuple(one.request for one in arrived), seed=f"round {seed}")
    ways: dict[str, Decided] = {
        FIRST: first_come(arrived),
        "first come, roomiest time, fixed unit": with_swaps(arrived, AT_ONCE),
        "hourly batches": in_batches(arrived, timedelta(hours=1)),
        "daily batches": in_batches(arrived, timedelta(days=1)),
        OURS: with_swaps(arrived),
    }
    return _Week(ways, allocate(asked), sum(not possible(asked, way.given) for way in ways.values()))


def _online(weeks: list[_Week], load: Contention) -> dict[str, Any]:
    told = {name: _decided(weeks, name) for name in weeks[0].ways}
    told["offline optimum"] = {
        "served": _mean(week.best.served for week in weeks),
        "bound": _mean(week.best.bound for week in weeks),
        "proven": all(week.best.proven for week in weeks),
    }
    ours = told.pop(OURS)
    return {
        "needs": load.needs,
        "units": load.units,
        "weeks": len(weeks),
        "ours": ours,
        "peers": told,
        "ratios": {f"served, ours to {name}": _ratio(ours["served"], one["served"]) for name, one in told.items()},
        "wrong": sum(week.wrong for week in weeks),
    }


def possible(asked: Round, given: Given) -> bool:
    """Whether everybody has one of their choices, and no unit is with two at one time."""
    choices = {request.id: request.choices for request in asked.requests}
    by_unit: dict[str, list[Choice]] = {}
    for choice in given.values():
        by_unit.setdefault(choice.unit, []).append(choice)
    return all(choice in choices[one] for one, choice in given.items()) and not any(
        one.period.overlaps(other.period) for its in by_unit.values() for one, other in combinations(its, 2)
    )


def _best_rank(asked: Round) -> tuple[Any, ...]:
    return max(_rank(asked, given) for given in _all(asked.requests) if possible(asked, given))


def _all(requests: tuple[Request, ...]) -> Iterator[Given]:
    for picked in product(*((None, *request.choices) for request in requests)):
        yield {request.id: one for request, one in zip(requests, picked, strict=True) if one is not None}


def _rank(asked: Round, given: Given) -> tuple[Any, ...]:
    """Served, then the worst off, then less distance; the draw settles the rest."""
    climbed = [level.given for level in levels(asked.requests, given)]
    return len(given), climbed, -sum(choice.distance_m for choice in given.values())


def _told(asked: Round, given: Given) -> dict[str, Any]:
    served, climbed, distance = _rank(asked, given)
    return {"served": served, "by_level": climbed, "distance_m": -distance}


def _proof(found: Allocation) -> dict[str, Any]:
    return {"bound": found.bound, "proven": found.proven, "method": found.method}


def _decided(weeks: list[_Week], name: str) -> dict[str, Any]:
    """Means over the weeks, the share of each beside them; the milliseconds are those of all decisions together."""
    ordered = sorted(second for week in weeks for second in week.ways[name].seconds)
    shares = [share for week in weeks if (share := week.share(name)) is not None]
    return {
        "served": _mean(len(week.ways[name].given) for week in weeks),
        "share": round(fmean(shares), 3) if shares else None,
        "shares": [round(one, 3) for one in shares],
        "p50_ms": percentile(ordered, 50),
        "p99_ms": percentile(ordered, 99),
    }


def _mean(counts: Iterable[int]) -> float:
    return round(fmean(counts), 1)


def _timed(work: Callable[[], Any]) -> tuple[Any, float]:
    began = perf_counter()
    return work(), perf_counter() - began


def _ratio(ours: float, theirs: float) -> float | None:
    return round(ours / theirs, 3) if theirs else None
