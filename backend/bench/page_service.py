"""The tables of the whole program, and of the service beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from backend.bench.latencies import significant
from backend.bench.page_tables import OURS, Figures, table
from backend.bench.sheets import number

BESIDE = """The same searches, from the same client, asked of a FastAPI service over the PostgreSQL that ours runs on
(`backend/bench/peers/service_fastapi.py`), and how many times as many a second ours answers on either database. The
service looks each token up in the database, and finds what is near as the peer under all filters does; a sample of its
answers is held against ours.
"""
SERVED = {"searches": "searches over HTTP", "writes": "writes over HTTP", "updates": "bot updates"}


def serving(measured: Sequence[Figures]) -> Iterator[str]:
    """A row for each database and size; and, where it was measured, the service beside it."""
    rows = (
        [*_named(one), *(_rate(one[what]) if what in one else "–" for what in SERVED), number(one["cold_start_s"])]
        for one in measured
    )
    yield "A second, and in brackets the p99 in milliseconds; one process, its load from another, 50 connections:\n"
    yield from table(("", "things", *SERVED.values(), "cold start, s"), rows)
    if peers := {one["conditions"]["resources"]: one for one in measured if "beside" in one}:
        yield BESIDE
        rows = (row for size, asked in peers.items() for row in _compared(size, asked, measured))
        yield from table(("", "things", SERVED["searches"], "times as many", "answers compared", "wrong"), rows)


def _compared(size: int, asked: Figures, measured: Sequence[Figures]) -> Iterator[list[str]]:
    theirs, beside = asked["peer_searches"], asked["beside"]
    judged = [number(beside["judged"][what]) for what in ("answers", "wrong")]
    yield [beside["peer"], number(size), _rate(theirs), "", *judged]
    for one in measured:
        if one["conditions"]["resources"] == size:
            times = significant(beside["ratio"] * one["searches"]["per_second"] / asked["searches"]["per_second"])
            name, *rest = _named(one)
            yield [f"{OURS}, {name}", *rest, _rate(one["searches"]), f"{times:g} ×", "", ""]


def _named(one: Figures) -> list[str]:
    return [one["conditions"]["database"], number(one["conditions"]["resources"])]


def _rate(found: Mapping[str, float]) -> str:
    return f"{number(found['per_second'])} ({number(found['p99_ms'])})"
