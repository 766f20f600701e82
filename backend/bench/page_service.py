"""The tables of the whole program, and of the services beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from backend.bench.latencies import significant
from backend.bench.page_tables import OURS, Figures, table
from backend.bench.sheets import number

BESIDE = """The same searches, from the same client, asked of FastAPI services over the PostgreSQL that ours runs on,
and how many times as many a second ours answers on either database; a sample of their answers is held against ours.
Both look each token up in the database. The one as usually written (`backend/bench/peers/service_usual.py`) has
everything there: one SQL statement finds what is near, wanted and not taken and puts it in order, hours and terms are
read out of its rows, and FastAPI puts the answer through its model. The tuned one (`service_tuned.py`) finds as the
peer under all filters does and writes the answer itself; it keeps all listings in memory with their hours, terms, words
and cards, as they were at its start, so that the database is asked only who asks, what is near and what is taken. It
stands here to show what that alone is worth, and has no target.
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
    if asked := [one for one in measured if "beside" in one]:
        yield BESIDE
        names = list(dict.fromkeys(name for one in asked for name in one["beside"]))
        rows = (row for one in asked for row in _compared(names, one, measured))
        times = (f"times as many as {name}" for name in names)
        yield from table(("", "things", SERVED["searches"], *times, "answers compared", "wrong"), rows)


def _compared(names: Sequence[str], asked: Figures, measured: Sequence[Figures]) -> Iterator[list[str]]:
    """The others that were asked on this database, then ours on each database of this size."""
    size, beside, blank = asked["conditions"]["resources"], asked["beside"], [""] * len(names)
    for name, found in beside.items():
        judged = [number(found["judged"][what]) for what in ("answers", "wrong")]
        yield [name, number(size), _rate(found["searches"]), *blank, *judged]
    for one in measured:
        if one["conditions"]["resources"] == size:
            share = one["searches"]["per_second"] / asked["searches"]["per_second"]
            times = [f"{significant(beside[name]['ratio'] * share):g} ×" if name in beside else "–" for name in names]
            database, *rest = _named(one)
            yield [f"{OURS}, {database}", *rest, _rate(one["searches"]), *times, "", ""]


def _named(one: Figures) -> list[str]:
    return [one["conditions"]["database"], number(one["conditions"]["resources"])]


def _rate(found: Mapping[str, float]) -> str:
    return f"{number(found['per_second'])} ({number(found['p99_ms'])})"
