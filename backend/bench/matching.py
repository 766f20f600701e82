"""The matching index of n listings under load, beside other ways to do the same work."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backend.bench import bare, full_rivals, ours, rivals
from backend.bench.country import country, plain
from backend.bench.databases import WITHOUT_POSTGRES, has_postgres
from backend.bench.judging import Judge
from backend.bench.machine import machine
from backend.bench.oracle import Oracle
from backend.bench.peers.columns import columns
from backend.bench.rival_names import POSTGRES, POSTGRES_FULL
from backend.bench.run import Counts, Progress, Run, Seconds, ratios
from backend.bench.wishes import DISTANCE_ONLY
from matching.grid import GridEngine

STEPS = 10
USUAL = Counts()


def measure(n: int, seed: int, *, counts: Counts = USUAL, progress: Progress = lambda _what: None) -> dict[str, Any]:
    """Load, ask and change the index, and ask its peers the same; `wrong` counts answers unlike the oracle's."""
    progress("a country of so many listings")
    place = country(n, seed)
    listings = plain(place)
    run = Run(place, counts, progress, Judge(Oracle(listings, ours.no_words, DISTANCE_ONLY), listings))
    grid = GridEngine(ours.no_words, DISTANCE_ONLY)
    figures, seconds = ours.plain_load(run, grid, listings)
    numpy, by_numpy = ours.without_compiler(run, grid)
    del grid
    known = columns(listings)
    measured = {name: rivals.in_process(run, name, known) for name in rivals.IN_PROCESS}
    if has_postgres():
        measured[POSTGRES] = rivals.in_postgres(run, known)
    everything, asked = ours.full_load(run)
    beside = {POSTGRES_FULL: full_rivals.in_postgres(run, asked)} if has_postgres() else {}
    return {
        "machine": machine(),
        "listings": n,
        "seed": seed,
        "ours": {**figures, "full": everything, "numpy": numpy},
        **_compared(measured, figures, seconds),
        "ratios_by_numpy": {name: ratios(theirs, by_numpy) for name, (_, theirs) in measured.items()},
        "peers_full": {name: found for name, (found, _) in beside.items()},
        "ratios_full": {name: ratio for name, (_, ratio) in beside.items()},
        "judged": {**run.judge.as_dict(), **asked.judge.as_dict()},
        "wrong": run.judge.wrong + asked.judge.wrong,
        "left_out": [] if has_postgres() else [WITHOUT_POSTGRES],
    }


def _compared(measured: Mapping[str, rivals.Measured], figures: Mapping[str, Any], seconds: Seconds) -> dict[str, Any]:
    return {
        "peers": {name: found for name, (found, _) in measured.items()},
        "ratios": {name: ratios(theirs, seconds) for name, (_, theirs) in measured.items()},
        "ratios_bare": {name: bare.ratios(found, figures) for name, (found, _) in measured.items() if "bare" in found},
    }
