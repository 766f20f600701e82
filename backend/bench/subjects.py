"""What can be measured by `borrowdale bench`, besides the service: each a module with a `measure` of its own.

They are imported when they are measured: some need packages that the program itself does without.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

Progress: TypeAlias = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Subject:
    """Where its `measure` is, what it is and what `n` counts; the usual `n`, and those of `make bench`."""

    module: str
    words: str
    counted: str
    usual: int
    sizes: tuple[int, ...]


SUBJECTS: Mapping[str, Subject] = {
    "matching": Subject(
        "matching", "what is free near by, beside other indexes", "listings", 100_000, (10_000, 100_000, 1_000_000)
    ),
    "reverse": Subject("reverse", "whom a new thing is told to", "searches", 100_000, (10_000, 100_000, 1_000_000)),
    "allocation": Subject("rounds", "many needs, few things: who gets what", "needs", 500, (100, 500, 2_000)),
    "arrival": Subject("arrival", "the same, each decided as it comes in", "needs", 400, (400,)),
    "start": Subject("start", "from a database full of listings to an index", "listings", 100_000, (100_000,)),
    "text": Subject("text", "from words to categories, in every language", "requests", 1_000, (1_500,)),
}


class NotMeasurable(RuntimeError):
    """A package that the measurement needs is not installed."""


def measure(subject: Subject, n: int, seed: int, progress: Progress) -> dict[str, Any]:
    """The figures of one subject: machine, ours, peers, ratios, wrong."""
    found: dict[str, Any] = _module(subject).measure(n, seed, progress=progress)
    return found


def steps(subject: Subject) -> int | None:
    """How often it will tell how far it is, where it knows."""
    return getattr(_module(subject), "STEPS", None)


def _module(subject: Subject) -> Any:
    try:
        return importlib.import_module(f"backend.bench.{subject.module}")
    except ModuleNotFoundError as missing:
        raise NotMeasurable(f"{missing.name} is not installed; pip install 'borrowdale[bench]' brings it") from missing
