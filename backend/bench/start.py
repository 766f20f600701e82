"""What a start takes on a database of n listings: reading their rows, making listings of them, the index, memory."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
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
from backend.services.listings import Entry
from matching.grid import GridEngine
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
            entries, figures = await _read()
            figures["index_loaded_s"] = seconds_of(lambda: engine.load(entry.listing for entry in entries))
            figures["index_sorted_s"] = seconds_of(engine.settle)
        figures["peak_mb"] = peak_bytes() / 1e6
        progress("the same, one by one")
        wrong = abs(len(engine) - n) + await _unlike(engine, entries)
    return {"ours": {name: significant(value) for name, value in figures.items()}, "wrong": wrong}


async def _read() -> tuple[list[Entry], dict[str, float]]:
    """As `listings.load_all`, with a watch."""
    begun, making, entries = perf_counter(), 0.0, list[Entry]()
    maker = listings.Maker(KEY, await records.all_of_them(), await listing_rows.beyond())
    async for page in listing_rows.pages(listings.AT_ONCE):
        making += seconds_of(lambda some=page: entries.extend(maker.entries(some)))  # type: ignore[misc]  # bound at once
    return entries, {"rows_read_s": perf_counter() - begun - making, "listings_made_s": making}


async def _unlike(engine: GridEngine, entries: list[Entry]) -> int:
    """How many of some listings stand otherwise in the index, or are read otherwise alone."""
    some = entries[:: len(entries) // JUDGED + 1]
    alone = [await listings.load_one(KEY, UUID(one.listing.id)) for one in some]
    return sum(
        single != one or engine.get(one.listing.id) != one.listing for one, single in zip(some, alone, strict=True)
    )
