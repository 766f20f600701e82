"""Makes the compiled search ready, and finds out whether it is the quicker one on this machine."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from matching.engine import Listing, Query
from matching.geo import cell_of
from matching.grid.engine import GridEngine
from matching.intervals import Period
from matching.stock import stock_of
from matching.wall import DAY

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
EVERYONE = frozenset({"group"})


def is_compiled_faster(clock: Callable[[], float]) -> bool:
    """Whether the compiled search answers sooner by that clock, once both were tried.

    Compiling takes half a minute where it is not on disk yet. It works on an engine of its own, so in any thread.
    """
    engine = GridEngine(lambda _asked, words: float(len(words) % 2))
    engine.load(stock_of(a_listing(number) for number in range(200)))
    return _seconds(engine, clock, compiled=True) < _seconds(engine, clock, compiled=False)


def _seconds(engine: GridEngine, clock: Callable[[], float], *, compiled: bool) -> float:
    engine.compiled = compiled
    for query in _queries():
        engine.search(query)
    begun = clock()
    for query in _queries():
        engine.search(query)
    return clock() - begun


def a_listing(number: int) -> Listing:
    """One of a few hundred in a small town."""
    cell = cell_of(50 + number % 20 / 100, number // 20 / 100)
    key = number.to_bytes(8, "big")
    return Listing(id=str(number), kind="tool", category="any", cell=cell, groups=EVERYONE, owner="", key=key)


def _queries() -> list[Query]:
    """At no time, for some hours, for some hours of some day, and by words."""
    wish = Query(cell=cell_of(50.1, 0.05), radius_m=5_000, now=NOON, groups=EVERYONE)
    tomorrow = replace(wish, period=Period(NOON + DAY, NOON + DAY + timedelta(hours=4)))
    return [wish, tomorrow, replace(tomorrow, duration_minutes=60), replace(wish, text="drill")]
