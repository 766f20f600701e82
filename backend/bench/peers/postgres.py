"""PostgreSQL with GiST, without PostGIS (which no wheel brings): nearest first out of the index, free ones only.

Tuned: points on Mercator's map, whose scale is known, in one GiST index; each category is a map of its own beside
the others, as btree_gist is not to be had either; `<->` gives what is nearest first and the box stops it; bookings in
a covering b-tree, so that only the index is read; prepared statements over a Unix socket, one client; 1 GB of shared
buffers, warmed beforehand; no JIT, no parallel workers, nested loops; COPY, then index, then VACUUM ANALYZE.
Mercator's order is not quite that of distance: 48 are fetched, sorted by the great circle, and four times as many
when the scale leaves a doubt.
"""

from __future__ import annotations

import importlib
import math
import warnings
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import asyncpg  # type: ignore[import-untyped]  # ships no types
import numpy as np

from backend.bench.databases import BUNDLED
from backend.bench.peers.columns import Columns, asked_of, squared_chord, squared_chords, vector
from matching.engine import Query
from matching.geo import EARTH_RADIUS_M, Point, centre

SETTINGS = """
shared_buffers = 1GB
maintenance_work_mem = 512MB
max_parallel_workers_per_gather = 0
jit = off
fsync = off
synchronous_commit = off
full_page_writes = off
autovacuum = off
max_wal_size = 8GB
plan_cache_mode = force_generic_plan
enable_seqscan = off
enable_bitmapscan = off
enable_hashjoin = off
enable_mergejoin = off
"""
FIRST_LIMIT = 48
APART = 10.0  # from one category's map to the next; the world is 2 π wide
MAKE = """
CREATE TABLE listings (id int NOT NULL, place point NOT NULL, units int NOT NULL);
CREATE TABLE bookings (listing int NOT NULL, starts int NOT NULL, ends int NOT NULL);
"""
INDEX = """
CREATE INDEX ON listings USING gist (place) INCLUDE (id, units);
CREATE INDEX ON bookings (listing, starts, ends);
"""
ASK = """
SELECT id, place <-> $1 FROM listings
WHERE place <@ $2::box AND NOT EXISTS (
  SELECT FROM bookings one WHERE one.listing = listings.id AND one.starts < $4 AND one.ends > $3 AND (
    listings.units = 1 OR listings.units <= (
      SELECT count(*) FROM bookings other
      WHERE other.listing = listings.id AND other.starts <= greatest(one.starts, $3)
        AND other.ends > greatest(one.starts, $3))))
ORDER BY place <-> $1 LIMIT $5
"""


@dataclass(frozen=True, slots=True)
class Postgres:
    """One client, and the columns that its rows are numbered by."""

    connection: Any
    statement: Any
    columns: Columns
    maps: dict[str, int]
    version: str
    built_s: float

    async def search(self, query: Query) -> list[str]:
        """The ids of the nearest that are free."""
        category, wanted = asked_of(query)
        if category not in self.maps:
            return []
        asked, limit = centre(query.cell), FIRST_LIMIT
        scale = Scale(asked[0], query.radius_m)
        at = on_map(asked, self.maps[category])
        half = scale.largest * (query.radius_m + 1) / EARTH_RADIUS_M
        box = (at[0] + half, at[1] + half), (at[0] - half, at[1] - half)
        while True:
            found = await self.statement.fetch(at, box, *wanted, limit)
            best, furthest_m = self._nearest(found, asked, query)
            if len(found) < limit or furthest_m < found[-1][1] / scale.largest * EARTH_RADIUS_M:
                return best
            limit *= 4

    def _nearest(self, found: Sequence[Any], asked: Point, query: Query) -> tuple[list[str], float]:
        """The first so many in true order, and how far the last of them is, in metres; infinite if there are fewer."""
        rows = np.array([row for row, _ in found], np.int64)
        squares = squared_chords(self.columns.vectors[rows], np.array(vector(asked)))
        order = [place for place in np.argsort(squares) if squares[place] < squared_chord(query.radius_m)]
        best = order[: query.limit]
        furthest_m = 2 * math.asin(math.sqrt(squares[best[-1]]) / 2) * EARTH_RADIUS_M if best else math.inf
        enough = len(best) == query.limit
        return [self.columns.ids[rows[place]] for place in best], furthest_m if enough else math.inf


class Scale:
    """How much larger than true Mercator draws what lies in the circle: the secant of the latitude."""

    def __init__(self, lat: float, radius_m: int) -> None:
        self.largest = 1 / math.cos(math.radians(abs(lat)) + (radius_m + 1) / EARTH_RADIUS_M)


@asynccontextmanager
async def loaded(columns: Columns, folder: Path) -> AsyncIterator[Postgres]:
    """A server of its own with all listings in it, gone afterwards."""
    async with connected(folder) as connection:
        yield await _filled(connection, columns)


@asynccontextmanager
async def connected(folder: Path) -> AsyncIterator[Any]:
    """One client of an empty server that is gone afterwards."""
    with warnings.catch_warnings(action="ignore"):  # it looks for a run-time folder on import, and does without one
        module = importlib.import_module(f"{BUNDLED}.postgres_server")
    server = module.get_server(folder / "postgres", cleanup_mode="delete", start=False)
    server.ensure_pgdata_inited()
    with (folder / "postgres" / "postgresql.conf").open("a", encoding="utf-8") as settings:
        settings.write(SETTINGS)
    server.start()
    connection = await asyncpg.connect(server.get_uri())
    try:
        yield connection
    finally:
        await connection.close()
        server.cleanup()


async def _filled(connection: Any, columns: Columns) -> Postgres:
    maps, begun = {name: number for number, name in enumerate(columns.of_category())}, perf_counter()
    await connection.execute(MAKE)
    await connection.copy_records_to_table("listings", records=_listings(columns, maps))
    await connection.copy_records_to_table("bookings", records=_bookings(columns))
    await connection.execute(INDEX)
    for name in ("listings", "bookings", "listings"):  # the first one right after COPY marks no page as all visible
        await connection.execute(f"VACUUM ANALYZE {name}")
    version = str(await connection.fetchval("SHOW server_version"))
    return Postgres(connection, await connection.prepare(ASK), columns, maps, version, perf_counter() - begun)


def _listings(columns: Columns, maps: dict[str, int]) -> Iterator[tuple[int, tuple[float, float], int]]:
    units = np.maximum(columns.several, 1).tolist()
    for row, (cell, category) in enumerate(zip(columns.cells, columns.categories, strict=True)):
        yield row, on_map(centre(cell), maps[category]), units[row]


def _bookings(columns: Columns) -> Iterator[tuple[int, int, int]]:
    for row, calendar in enumerate(columns.calendars):
        for start, end in zip(calendar.starts, calendar.ends, strict=True):
            yield row, start, end


def on_map(point: Point, number: int) -> tuple[float, float]:
    lat, lon = math.radians(point[0]), math.radians(point[1])
    return lon + number * APART, math.asinh(math.tan(lat))
