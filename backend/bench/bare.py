"""An index by itself: asked with numbers that were made beforehand, and answering with numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol, TypeAlias, runtime_checkable

from backend.bench.latencies import significant, timed
from backend.bench.run import Run, rates, seconds_of
from matching.engine import Query

Walk: TypeAlias = Callable[[], Any]
"""A search, ready but for going through the index: it gives numbers."""


@runtime_checkable
class Bare(Protocol):
    """An index that can be asked so."""

    def ready(self, query: Query) -> Walk: ...
    def ids(self, numbers: Any) -> Sequence[str]: ...


def bare(run: Run, name: str, index: Bare) -> dict[str, Any]:
    """The rates of the plain load; a sample of the answers is judged."""
    asked = {radius_m: [index.ready(one) for one in some] for radius_m, some in run.first(run.counts.bare).items()}
    found = {radius_m: timed(_gone, walks) for radius_m, walks in asked.items()}
    for radius_m, queries in run.first(run.counts.judged).items():
        answers = [index.ids(one) for one in found[radius_m].answers[: len(queries)]]
        run.judge.distances(f"{name}, numbers alone", queries, answers)
    return rates(seconds_of(found))


def ratios(theirs: Mapping[str, Any], ours: Mapping[str, Any]) -> dict[str, float]:
    """How many times as long their index by itself took as ours."""
    return {what: significant(theirs["bare"][what]["mean_us"] / one["mean_us"]) for what, one in ours["bare"].items()}


def _gone(walk: Walk) -> Any:
    return walk()
