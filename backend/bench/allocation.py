"""Rounds, measured against what one would do without them, on the same drawn load."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import combinations, product
from statistics import median
from time import perf_counter
from typing import Any, TypeAlias

from backend.bench.contention import Contention, arrivals, in_turn
from matching.allocation import allocate, levels
from matching.rounds import Allocation, Choice, Request, Round
from matching.rounds_naive import naive

SIZES = ((100, 60), (500, 300), (2_000, 1_000))
SMALL = ((5, 3), (30, 12))
NAIVE_SECONDS = 60.0
QUICK_S = 5.0
"""Rounds that take no longer are decided twice: the quicker time counts, and the answer must be the same."""
DRAWS, DRAWN = 10, 500
"""Of rounds of up to so many needs so many are drawn: how long a proof takes differs by much from one to the next."""
ENUMERATED = 5
"""Rounds up to this many needs are also solved by going through all allocations."""

Given: TypeAlias = Mapping[str, Choice]


def measure(sizes: Iterable[tuple[int, int]] = SIZES, seed: int = 1, *, small: bool = False) -> dict[str, Any]:
    """One JSON-able object: for each size ours, peers, ratios and how many answers were wrong.

    sizes: needs and units. small: a form for tests, in which the smallest round is checked against all allocations.
    """
    rounds = [_round(needs, units, seed, seconds=5.0 if small else NAIVE_SECONDS) for needs, units in sizes]
    return {"rounds": rounds, "wrong": sum(one["wrong"] for one in rounds)}


def _round(needs: int, units: int, seed: int, *, seconds: float) -> dict[str, Any]:
    asked = _drawn(needs, units, seed)
    mixed = list(asked.requests)
    random.Random(seed).shuffle(mixed)  # noqa: S311 - an order that can be repeated
    found, took, differs = _allocated(asked)
    others = [_allocated(_drawn(needs, units, seed + more)) for more in range(1, DRAWS if needs <= DRAWN else 1)]
    plain, plain_took = _timed(lambda: naive(asked, seconds=seconds))
    answers: dict[str, Given] = {
        "naive milp": plain.given,
        "first come": dict(in_turn(asked.requests, nearest_first=True)),
        "random order": dict(in_turn(mixed, nearest_first=True)),
    }
    peers = {name: _told(asked, given) for name, given in answers.items()}
    peers["naive milp"] |= {"seconds": round(plain_took, 3), "finished": plain.finished}
    wrong = sum(not possible(asked, given) for given in (found.given, *answers.values()))
    wrong += differs + sum(other for _, _, other in others)
    return {
        "needs": needs,
        "units": units,
        "ours": _told(asked, found.given) | _proof(found) | _times([took, *(other for _, other, _ in others)]),
        "peers": peers,
        "ratios": {f"served, ours to {name}": ratio(found.served, len(given)) for name, given in answers.items()}
        | {"seconds, naive milp to ours": ratio(plain_took, took)},
        "wrong": wrong + (needs <= ENUMERATED and _rank(asked, found.given) != _best_rank(asked)),
    }


def _drawn(needs: int, units: int, seed: int) -> Round:
    arrived = arrivals(Contention(needs, units, categories=max(2, units // 15)), seed)
    return Round(tuple(one.request for one in arrived), seed=f"round {seed}")


def _allocated(asked: Round) -> tuple[Allocation, float, bool]:
    """What ours gives, in how many seconds, and whether it gave something else when it was asked again."""
    found, took = _timed(lambda: allocate(asked))
    if took >= QUICK_S:
        return found, took, False
    again, took_again = _timed(lambda: allocate(asked))
    return found, min(took, took_again), again != found


def _times(seconds: list[float]) -> dict[str, Any]:
    """That of the first; and of all of them, where several were drawn, the median and the longest."""
    first, several = {"seconds": round(seconds[0], 3)}, sorted(seconds)
    if len(several) == 1:
        return first
    return first | {"draws": len(several), "median_s": round(median(several), 3), "longest_s": round(several[-1], 3)}


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


def _timed(work: Callable[[], Any]) -> tuple[Any, float]:
    began = perf_counter()
    return work(), perf_counter() - began


def ratio(ours: float, theirs: float) -> float | None:
    """How many times theirs ours is, where there is something to divide by."""
    return round(ours / theirs, 3) if theirs else None
