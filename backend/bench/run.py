"""One measurement of the matching index: the country, what is asked, how often, and the figures of what came back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from backend.bench.country import Country
from backend.bench.judging import Judge
from backend.bench.latencies import Timed, rate, ratio, significant
from backend.bench.wishes import RADII_M, plain_queries
from matching.engine import Query

Progress: TypeAlias = Callable[[str], None]
Seconds: TypeAlias = dict[int, list[float]]
"""By radius, how long each query took, in the order of the queries."""

WARMING_M = 5_001  # a radius of its own, so that no query is asked before it is measured


@dataclass(frozen=True, slots=True)
class Counts:
    """How many queries of each radius each is asked: fixed beforehand, so that the clock decides nothing.

    judged: how many of them are held against the oracle.
    """

    ours: int = 4_000
    numpy: int = 1_000
    bare: int = 2_000
    kdtree: int = 2_000
    rtree: int = 500
    postgres: int = 500
    scan: int = 150
    warm: int = 500
    full: int = 1_500
    postgres_full: int = 1_000
    judged: int = 20
    judged_full: int = 60
    updates: int = 500


SMALL = Counts(
    ours=40, numpy=20, bare=20, kdtree=20, rtree=20, postgres=20, scan=20, warm=5, full=40, postgres_full=40, updates=10
)


@dataclass
class Run:
    """A country being measured, and to whom it is told how far that is."""

    place: Country
    counts: Counts
    progress: Progress
    judge: Judge
    asked: dict[int, list[Query]] = field(init=False)
    warming: list[Query] = field(init=False)

    def __post_init__(self) -> None:
        most = max(self.counts.ours, self.counts.kdtree)
        self.asked = {radius_m: plain_queries(self.place, radius_m, most) for radius_m in RADII_M}
        self.warming = plain_queries(self.place, WARMING_M, self.counts.warm)

    def first(self, count: int) -> dict[int, list[Query]]:
        """The first so many queries of each radius."""
        return {radius_m: queries[:count] for radius_m, queries in self.asked.items()}

    def later(self, count: int) -> list[Query]:
        """Up to a thousand of each radius that come after the first so many."""
        return [query for queries in self.asked.values() for query in queries[count : count + 1_000]]


def rates(seconds: Mapping[int, list[float]]) -> dict[str, Any]:
    """The figures of each radius, and of the mix of all."""
    mixed = [one for some in seconds.values() for one in some]
    return {**{said(radius_m): rate(some) for radius_m, some in seconds.items()}, "mix": rate(mixed)}


def ratios(theirs: Seconds, ours: Seconds) -> dict[str, float]:
    """How many times as long theirs took as ours, over the queries that both were asked; and the same of the p99."""
    widest = max(theirs)
    both = min(len(theirs[widest]), len(ours[widest]))
    p99 = rate(theirs[widest])["p99_us"] / rate(ours[widest][:both])["p99_us"]
    return {
        **{said(radius_m): ratio(some, ours[radius_m]) for radius_m, some in theirs.items()},
        "mix": ratio(_mixed(theirs, both), _mixed(ours, both)),
        f"p99 at {said(widest)}": significant(p99),
    }


def seconds_of(found: Mapping[int, Timed[Any]]) -> Seconds:
    """Without the answers."""
    return {radius_m: one.seconds for radius_m, one in found.items()}


def said(radius_m: int) -> str:
    """The radius as figures are listed by."""
    return f"{radius_m // 1_000} km"


def _mixed(seconds: Seconds, count: int) -> list[float]:
    return [one for some in seconds.values() for one in some[:count]]
