"""Confirm-and-swap: who is served when everything is decided as it comes in, beside other ways to decide."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from statistics import fmean
from typing import Any

from backend.bench.allocation import possible, ratio
from backend.bench.contention import Contention, arrivals
from backend.bench.figures import percentile
from backend.bench.machine import machine
from backend.bench.online import AT_ONCE, Decided, first_come, in_batches, with_swaps
from backend.bench.run import Progress
from matching.allocation import allocate
from matching.rounds import Allocation, Round

WEEKS = 10
"""How many draws of the load are decided, as a single one tells as much of luck as of the way."""
STEPS = WEEKS
DAYS, CATEGORIES, NEEDS_A_UNIT = 7, 4, 4

FIRST, OURS = "first come, fixed unit", "confirm and swap"


def measure(n: int, seed: int, *, weeks: int = WEEKS, progress: Progress = lambda _what: None) -> dict[str, Any]:
    """Several draws of n needs for a quarter as many units, each decided in every way; means over the draws."""
    load = Contention(n, -(-n // NEEDS_A_UNIT), categories=CATEGORIES, days=DAYS)
    decided = []
    for number in range(weeks):
        progress(f"draw {number + 1} of {weeks}")
        decided.append(_week(load, seed + number))
    return {"machine": machine(), "seed": seed, **_told(decided, load)}


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


def _told(weeks: list[_Week], load: Contention) -> dict[str, Any]:
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
        "ratios": {f"served, ours to {name}": ratio(ours["served"], one["served"]) for name, one in told.items()},
        "wrong": sum(week.wrong for week in weeks),
    }


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
