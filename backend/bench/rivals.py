"""The peers under the plain load, one after another."""

from __future__ import annotations

import asyncio
import gc
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol

from backend.bench.bare import Bare, bare
from backend.bench.latencies import Timed, seconds_of, significant, timed, timed_waiting
from backend.bench.peers import postgres
from backend.bench.peers.columns import Columns
from backend.bench.peers.kdtree import KDTrees
from backend.bench.peers.rtree import RTree
from backend.bench.peers.scan import Scan
from backend.bench.rival_names import KDTREE, POSTGRES, RTREE, SCAN
from backend.bench.run import Run, Seconds, rates
from backend.bench.run import seconds_of as taken
from matching.engine import Query


class Peer(Protocol):
    """Another way to answer the plain load in this process."""

    def search(self, query: Query) -> list[str]:
        """The ids of the nearest that are free."""


Measured = tuple[dict[str, Any], Seconds]
IN_PROCESS: Mapping[str, tuple[Callable[[Columns], Peer], str]] = {
    KDTREE: (KDTrees, "kdtree"),
    RTREE: (RTree, "rtree"),
    SCAN: (Scan, "scan"),
}


def in_process(run: Run, name: str, columns: Columns) -> Measured:
    """The figures of one peer, and how long each query took."""
    run.progress(name)
    make, kind = IN_PROCESS[name]
    made: list[Peer] = []
    building = seconds_of(lambda: made.append(make(columns)))
    gc.collect()
    gc.freeze()
    timed(made[0].search, run.warming)
    asked = run.first(getattr(run.counts, kind))
    found = {radius_m: timed(made[0].search, some) for radius_m, some in asked.items()}
    figures, seconds = _judged(run, name, building, found)
    if isinstance(made[0], Bare):
        figures["bare"] = bare(run, name, made[0])
    return figures, seconds


def in_postgres(run: Run, columns: Columns) -> Measured:
    """The same, asked of a server over its socket."""
    run.progress(POSTGRES)
    return asyncio.run(_in_postgres(run, columns))


async def _in_postgres(run: Run, columns: Columns) -> Measured:
    with tempfile.TemporaryDirectory(prefix="borrowdale-bench-") as name:
        async with postgres.loaded(columns, Path(name)) as peer:
            asked, others = run.first(run.counts.postgres), run.later(run.counts.postgres)
            await timed_waiting(peer.search, others)  # until what is read often stands in its buffers
            found = {radius_m: await timed_waiting(peer.search, some) for radius_m, some in asked.items()}
            figures, seconds = _judged(run, POSTGRES, peer.built_s, found)
            return {**figures, "version": peer.version}, seconds


def _judged(run: Run, name: str, building: float, found: Mapping[int, Timed[list[str]]]) -> Measured:
    for radius_m, queries in run.first(run.counts.judged).items():
        run.judge.distances(name, queries, found[radius_m].answers)
    return {"built_s": significant(building), "plain": rates(taken(found))}, taken(found)
