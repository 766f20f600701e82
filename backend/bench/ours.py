"""Our index under the plain load and under the full one, compiled and by numpy."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from backend.bench.bare import bare
from backend.bench.changes import changes
from backend.bench.country import full
from backend.bench.judging import Judge
from backend.bench.latencies import rate, seconds_of, significant, timed
from backend.bench.machine import resident_bytes
from backend.bench.oracle import Oracle
from backend.bench.run import Run, Seconds, rates
from backend.bench.run import seconds_of as taken
from backend.bench.wishes import IN_USE, full_queries
from matching.engine import Hit, Listing, Query, TextScore
from matching.grid import GridEngine
from matching.stock import stock_of
from matching.text import text_score

REMEMBERED_FITS = 1 << 20


@dataclass(frozen=True, slots=True)
class Asked:
    """The full load, for a peer: what is offered, how words fit, the queries, and how long ours took for each."""

    listings: Sequence[Listing]
    fit: TextScore
    judge: Judge
    queries: Sequence[Query]
    seconds: list[float]


def plain_load(run: Run, grid: GridEngine, listings: Sequence[Listing]) -> tuple[dict[str, Any], Seconds]:
    """Fill the index; the figures, and how long each query took."""
    run.progress("our index")
    figures = _filled(grid, listings, run.warming)
    found = {radius_m: timed(grid.best_ids, queries) for radius_m, queries in run.first(run.counts.ours).items()}
    alone = bare(run, "ours", grid)
    whole = {radius_m: timed(_all_of(grid), queries) for radius_m, queries in run.first(run.counts.numpy).items()}
    for radius_m, queries in run.first(run.counts.judged).items():
        run.judge.ids("ours", queries, found[radius_m].answers)
        run.judge.hits("ours, whole hits", queries, whole[radius_m].answers)
    run.progress("changes to our index")
    figures |= changes(grid, run.place, run.counts.updates, run.judge)
    return {**figures, "plain": rates(taken(found)), "bare": alone, "whole_hits": rates(taken(whole))}, taken(found)


def without_compiler(run: Run, grid: GridEngine) -> tuple[dict[str, Any], Seconds]:
    """The plain load, answered of the same index by numpy alone."""
    run.progress("our index without the compiler")
    grid.compiled = False
    grid.settle()  # as it was before the changes
    timed(_all_of(grid), run.warming)
    found = {radius_m: timed(grid.best_ids, queries) for radius_m, queries in run.first(run.counts.numpy).items()}
    for radius_m, queries in run.first(run.counts.judged).items():
        run.judge.ids("ours by numpy", queries, found[radius_m].answers)
    return {"plain": rates(taken(found))}, taken(found)


def full_load(run: Run) -> tuple[dict[str, Any], Asked]:
    """Hours, rules, groups, hidden owners, certificates, text, flexible wishes and every weight at once."""
    run.progress("all filters at once")
    listings, fit = full(run.place), lru_cache(maxsize=REMEMBERED_FITS)(text_score)
    judge = Judge(Oracle(listings, fit, IN_USE), listings)
    asked = full_queries(run.place, run.counts.full + run.counts.warm)
    queries, warming = asked[: run.counts.full], asked[run.counts.full :]
    grid, seconds = GridEngine(fit, IN_USE), dict[str, list[float]]()
    figures: dict[str, Any] = _filled(grid, listings, warming)
    for name, count in (("compiled", run.counts.full), ("numpy", run.counts.judged_full)):
        grid.compiled = name == "compiled"
        timed(_all_of(grid), warming[:count])
        found = timed(_all_of(grid), queries[:count])
        judge.hits(f"all filters, {name}", queries[: run.counts.judged_full], found.answers)
        figures[name], seconds[name] = {"asked": rate(found.seconds)}, found.seconds
    return figures, Asked(listings, fit, judge, queries, seconds["compiled"])


def no_words(_asked: str, _words: str) -> float:
    """The plain load asks for no text."""
    return 0.0


def _filled(grid: GridEngine, listings: Sequence[Listing], warming: Sequence[Query]) -> dict[str, Any]:
    """What loading takes in time and memory; afterwards everything that a query needs is compiled and in its cache."""
    before = resident_bytes()
    loading = seconds_of(lambda: grid.load(stock_of(listings)))
    sorting = seconds_of(grid.settle)
    gc.collect()
    gc.freeze()
    after = resident_bytes()
    first = seconds_of(lambda: grid.best_ids(warming[0]))
    timed(_all_of(grid), warming)
    return {
        "load_s": significant(loading),
        "sort_s": significant(sorting),
        "first_query_s": significant(first),
        "bytes_each": round(grid.nbytes / len(listings)),
        "resident_bytes_each": round(max(0, after - before) / len(listings)),
    }


def _all_of(grid: GridEngine) -> Callable[[Query], list[Hit]]:
    """A search all of whose hits are made, with their bands and reasons."""
    return lambda query: list(grid.search(query))
