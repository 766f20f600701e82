"""One round of the allocation bench, in the form that all subjects have."""

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
    progress(f"{n:,} needs, {units:,} units")
    found = allocation.measure(((n, units),), seed)
    one = found["rounds"][0]
    return {"machine": machine(), "seed": seed, **one}
