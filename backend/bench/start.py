"""What a start takes on a database of n listings: reading their rows, making columns of them, the index, memory."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from time import perf_counter
from typing import Any
from uuid import UUID

from backend.app import opened_database
from backend.bench.country import resting_collector
from backend.bench.latencies import seconds_of, significant
from backend.bench.machine import machine, peak_bytes
from backend.bench.processes import ROOT
from backend.bench.run import Progress
from backend.bench.stock import settings_of
from backend.services import listing_rows, listings, records
from backend.services.cards import Shown
from backend.services.stocking import Stocking
from matching.grid import GridEngine
from matching.stocked import Stocked
from matching.text import text_score

STEPS = 3
KEY = b"start"
JUDGED = 300
"""So many listings, evenly spread, are read once more, one by one."""


def measure(n: int, seed: int, *, progress: Progress = lambda _what: None) -> dict[str, Any]:
    """The steps of a start in seconds; `wrong` counts listings that are not what one gets who asks for that one.

    The database is made in a process of its own, whose memory is none of the start's.
    """
    progress("a database of so many listings")
    with tempfile.TemporaryDirectory(prefix="borrowdale-bench-") as folder:
        making = [sys.executable, "-m", "backend.bench.stock", folder, str(n), str(seed)]
        subprocess.run(making, cwd=ROOT, check=True)  # noqa: S603  # our own program
        progress("the start")
        found = asyncio.run(_started(Path(folder), n, progress))
    return {"machine": machine(), "listings": n, "seed": seed, **found}


async def _started(folder: Path, n: int, progress: Progress) -> dict[str, Any]:
    engine = GridEngine(text_score, compiled=False)
    async with opened_database(settings_of(folder), lambda _line: None):
        with resting_collector():
            stocked, figures = await _read()
            figures["index_built_s"] = seconds_of(lambda: engine.load(stocked.stock()))
            figures["index_sorted_s"] = seconds_of(engine.settle)
        figures["peak_mb"] = peak_bytes() / 1e6
        progress("the same, one by one")
        wrong = abs(len(engine) - n) + await _unlike(engine, stocked.by_id("shown"))
    return {"ours": {name: significant(value) for name, value in figures.items()}, "wrong": wrong}


async def _read() -> tuple[Stocked, dict[str, float]]:
    """As `listings.load_all`, with a watch."""
    begun, making = perf_counter(), 0.0
    stocking = Stocking(KEY, await records.all_of_them(), await listing_rows.beyond())
    async for page in listing_rows.pages(listings.AT_ONCE):
        making += seconds_of(lambda some=page: stocking.add(some))  # type: ignore[misc]  # bound at once
    done = perf_counter()
    stocked = stocking.stocked()
    return stocked, {"rows_read_s": done - begun - making, "columns_made_s": making + perf_counter() - done}


async def _unlike(engine: GridEngine, shown: Mapping[str, Shown]) -> int:
    """How many of some resources stand otherwise in the index than they are read alone."""
    wrong = 0
    for one in list(shown)[:: len(shown) // JUDGED + 1]:
        alone = await listings.load_one(KEY, UUID(one))
        wrong += alone is None or (engine.get(one), shown[one]) != alone
    return wrong
