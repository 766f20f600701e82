"""The start's measurement in small: its database is the bench's country, and nothing is read wrongly from it."""

from __future__ import annotations

import asyncio
from pathlib import Path

from backend.app import opened_database
from backend.bench import start
from backend.bench.country import country, full
from backend.bench.stock import settings_of, stocked
from backend.services import listings, stocking
from backend.services.cards import Entry
from matching.grid import GridEngine
from matching.text import text_score

STARTED = {"rows_read_s", "columns_made_s", "index_built_s", "index_sorted_s", "peak_mb"}


async def read(folder: Path) -> list[Entry]:
    async with opened_database(settings_of(folder), lambda _line: None):
        return list(stocking.entries(await listings.load_all(b"key")))


def test_a_small_start_has_every_figure_and_finds_nothing_wrong() -> None:
    told: list[str] = []

    found = start.measure(400, 7, progress=told.append)

    assert (found["listings"], found["wrong"]) == (400, 0)
    assert found["ours"].keys() == STARTED
    assert len(told) == start.STEPS


def test_the_database_holds_the_country(tmp_path: Path) -> None:
    place = country(300, 7)
    asyncio.run(stocked(tmp_path, place))

    found = [entry.listing for entry in asyncio.run(read(tmp_path))]

    for one, other in zip(found, full(place), strict=True):
        assert (one.category, one.kind, one.title) == (other.category, other.kind, other.words)
        assert (one.rules, one.opening.weekly) == (other.rules, other.opening.weekly)
        assert (len(one.units), len(one.groups)) == (len(other.units), len(other.groups))
        assert sorted((busy.start, busy.end) for busy in one.busy) == sorted((b.start, b.end) for b in other.busy)


def test_what_is_read_otherwise_alone_is_counted(tmp_path: Path) -> None:
    asyncio.run(stocked(tmp_path, country(30, 7)))

    async def judged() -> int:
        async with opened_database(settings_of(tmp_path), lambda _line: None):
            stocked, _ = await start._read()
            engine = GridEngine(text_score, compiled=False)
            shown = stocked.by_id("shown")
            engine.load(stocked.stock())
            engine.remove(stocked.ids[0])
            other = shown[stocked.ids[1]]._replace(owner="Nobody")
            return await start._unlike(engine, shown | {stocked.ids[1]: other})

    assert asyncio.run(judged()) == 2
