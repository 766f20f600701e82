"""One round of the allocation bench, and deciding on arrival beside it, in the form that all subjects have."""

from __future__ import annotations

from typing import Any

from backend.bench import allocation
from backend.bench.machine import machine
from backend.bench.run import Progress

STEPS = 1
UNITS = dict(allocation.SIZES)


def measure(n: int, seed: int, *, progress: Progress = lambda _what: None) -> dict[str, Any]:
    """A round of n needs, for as many units as it is usually measured with, else for three where there are five."""
    units = UNITS.get(n, -(-n * 3 // 5))
    progress(f"{n:,} needs, {units:,} units, and others decided on arrival")
    found = allocation.measure(((n, units),), seed)
    one, online = found["rounds"][0], found["online"]
    return {
        "machine": machine(),
        "needs": n,
        "units": units,
        "seed": seed,
        **{part: {"round": one[part], "on arrival": online[part]} for part in ("ours", "peers", "ratios")},
        "on_arrival": {part: online[part] for part in ("needs", "units", "weeks")},
        "wrong": found["wrong"],
    }
