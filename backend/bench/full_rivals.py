"""The peer under the full load: the same queries as ours, each answer with every hit made whole."""

from __future__ import annotations

import asyncio
import gc
import tempfile
from pathlib import Path
from typing import Any

from backend.bench.latencies import rate, ratio, significant, timed_waiting
from backend.bench.ours import Asked
from backend.bench.peers import postgres_full
from backend.bench.peers.full_ranking import sought
from backend.bench.rival_names import POSTGRES_FULL
from backend.bench.run import Run
from backend.bench.wishes import IN_USE

Figures = dict[str, Any]


def in_postgres(run: Run, asked: Asked) -> tuple[Figures, Figures]:
    """The figures, and how many times as long it took as ours for the same queries: the mean and the p99."""
    run.progress(POSTGRES_FULL)
    return asyncio.run(_in_postgres(run, asked))


async def _in_postgres(run: Run, asked: Asked) -> tuple[Figures, Figures]:
    queries, others = asked.queries[: run.counts.postgres_full], asked.queries[run.counts.postgres_full :]
    with tempfile.TemporaryDirectory(prefix="borrowdale-bench-") as name:
        async with postgres_full.loaded(sought(asked.listings, asked.fit, IN_USE), Path(name)) as peer:
            gc.collect()
            gc.freeze()
            await timed_waiting(peer.search, others)  # until what is read often stands in its buffers
            found = await timed_waiting(peer.search, queries)
    asked.judge.hits(f"all filters, {POSTGRES_FULL}", queries[: run.counts.judged_full], found.answers)
    figures = {"built_s": significant(peer.built_s), "version": peer.version, "asked": rate(found.seconds)}
    return figures, _ratios(found.seconds, asked.seconds)


def _ratios(theirs: list[float], ours: list[float]) -> Figures:
    p99 = rate(theirs)["p99_us"] / rate(ours[: len(theirs)])["p99_us"]
    return {"mean": ratio(theirs, ours), "p99": significant(p99)}
