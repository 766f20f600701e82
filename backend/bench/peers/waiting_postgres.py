"""PostgreSQL with GiST, without PostGIS (which no wheel brings): boxes round the circles of standing searches.

Two designs. The usual one: an index on the boxes and one on the category. The tuned one: a single index that has all
that is asked about in it, so that only the index is read, with each category as a map of its own beside the others, as
btree_gist is not to be had either. In both the wanted time is a range, held against the free time as one multirange;
order and limit in SQL; the settings of the other peer; one client over a Unix socket, a prepared statement.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import asyncpg  # type: ignore[import-untyped]  # ships no types

from backend.bench.peers.postgres import connected
from backend.bench.peers.waiting import LIMIT, Asked, Waiting
from backend.bench.peers.waiting_rtree import box
from matching.geo import EARTH_RADIUS_M, Point, centre

MAKE = """
CREATE TABLE waiting (
  id int NOT NULL, category int NOT NULL, area box NOT NULL, x float8 NOT NULL, y float8 NOT NULL, z float8 NOT NULL,
  square float8 NOT NULL, wanted int4range NOT NULL, until int NOT NULL
);
"""
ASK = f"""
WITH free AS MATERIALIZED (SELECT $5::text::int4multirange AS time)
SELECT id FROM waiting
WHERE area @> box($1::point, $1::point) AND category = $6 AND until > 0
  AND (x - $2) * (x - $2) + (y - $3) * (y - $3) + (z - $4) * (z - $4) < square
  AND wanted <@ (SELECT time FROM free)
ORDER BY round({EARTH_RADIUS_M} * atan2(
  sqrt((y * $4 - z * $3) * (y * $4 - z * $3) + (z * $2 - x * $4) * (z * $2 - x * $4)
    + (x * $3 - y * $2) * (x * $3 - y * $2)), x * $2 + y * $3 + z * $4)), id
LIMIT {LIMIT}
"""  # noqa: S608  # two numbers of ours


@dataclass(frozen=True, slots=True)
class Design:
    """How it is indexed; apart: degrees from one category's map to the next."""

    apart: float
    index: str
    settings: str


USUAL = Design(
    0.0,
    "CREATE INDEX ON waiting USING gist (area); CREATE INDEX ON waiting (category)",
    "SET enable_bitmapscan = on",
)
TUNED = Design(
    400.0,
    "CREATE INDEX ON waiting USING gist (area) INCLUDE (id, category, x, y, z, square, wanted, until)",
    "SET enable_bitmapscan = off",
)


@dataclass(frozen=True, slots=True)
class WaitingPostgres:
    """One connection with its statement, the number of each category, the server's version and the seconds it took."""

    connection: Any
    statement: Any
    design: Design
    numbers: dict[str, int]
    version: str
    built_s: float

    async def found_by(self, one: tuple[Asked, Point]) -> list[int]:
        """The numbers of the nearest that are met."""
        asked, point = one
        number = self.numbers.get(asked.category)
        if number is None:
            return []
        free = "{" + ",".join(f"[{start},{end})" for start, end in asked.free.tolist()) + "}"
        at = point[1] + number * self.design.apart, point[0]
        return [row for (row,) in await self.statement.fetch(at, *asked.vector.tolist(), free, number)]


@asynccontextmanager
async def loaded(waiting: Waiting, folder: Path, design: Design) -> AsyncIterator[WaitingPostgres]:
    """A server of its own with all standing searches in it, gone afterwards."""
    async with connected(folder) as connection:
        yield await _filled(connection, waiting, design)


async def _filled(connection: Any, waiting: Waiting, design: Design) -> WaitingPostgres:
    numbers, begun = {name: number for number, name in enumerate(waiting.of_category())}, perf_counter()
    await connection.execute(MAKE)
    await connection.execute(design.settings)
    await connection.copy_records_to_table("waiting", records=_rows(waiting, numbers, design.apart))
    await connection.execute(design.index)
    await connection.execute("VACUUM ANALYZE waiting")
    version = str(await connection.fetchval("SHOW server_version"))
    statement = await connection.prepare(ASK)
    return WaitingPostgres(connection, statement, design, numbers, version, perf_counter() - begun)


def _rows(waiting: Waiting, numbers: dict[str, int], apart: float) -> Iterator[tuple[Any, ...]]:
    arrays = waiting.radii_m, waiting.vectors, waiting.squares, waiting.starts, waiting.ends, waiting.expiries
    columns = waiting.cells, waiting.categories, *(array.tolist() for array in arrays)
    for row, (cell, category, radius_m, at, square, start, end, until) in enumerate(zip(*columns, strict=True)):
        south, north, west, east = box(centre(cell), radius_m)
        number = numbers[category]
        aside = number * apart
        area = asyncpg.Box((east + aside, north), (west + aside, south))
        yield row, number, area, *at, square, asyncpg.Range(start, end), until
