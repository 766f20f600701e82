"""PostgreSQL under the full load, as a good backend over it would search: SQL as far as it goes, the rest in Python.

In SQL: place, categories, kinds, groups, hidden owners, certificates, the limits of the owner's terms that need no
local time, and what is taken (of several units the greatest simultaneous sum, buffers counted). In Python, by the
project's own rules: hours, days and grids in local time, flexible wishes, words, the score.
Tuned: the plain load's maps and settings; two covering GiST indexes, by category and over all, with all that is asked
about in them, so that only indexes are read; candidates come nearest first in pages, of several categories merged as
they are read, and are gone through in order until nothing that is further away can be among the best; prepared
statements; only those candidates are held against hours and terms that may get among the best; what listings say
(not their bookings) is kept parsed in memory, with where they are and what their owners' records add to the score;
how words fit is remembered, the same as for ours.
"""

from __future__ import annotations

import math
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from time import perf_counter
from typing import Any, TypeAlias

from backend.bench.country import START
from backend.bench.peers.full_ranking import Ranking, Sought
from backend.bench.peers.full_rows import INDEX, MAKE, Codes, bookings, rows
from backend.bench.peers.full_statement import Statement
from backend.bench.peers.postgres import Scale, connected, on_map
from matching.engine import Hit, Listing, Query
from matching.geo import EARTH_RADIUS_M, centre

Fetch: TypeAlias = Callable[..., Awaitable[Sequence[Any]]]

FIRST_PAGE, GROWTH = 128, 4  # 32, 64 and 256 were slower; twice or eight times the last page was no quicker
AT_ONCE = 24  # of a page, before it is asked whether that was enough


@dataclass(frozen=True, slots=True)
class PostgresFull:
    """One client, what it keeps in memory, and its statements by their text."""

    connection: Any
    sought: Sought
    codes: Codes
    version: str
    built_s: float
    prepared: dict[str, Any] = field(default_factory=dict)

    async def search(self, query: Query) -> list[Hit]:
        """What brute force finds, in its order."""
        return await search(self._fetch, self.sought, self.codes, query)

    async def _fetch(self, text: str, *values: object) -> Any:
        if text not in self.prepared:
            self.prepared[text] = await self.connection.prepare(text)
        return await self.prepared[text].fetch(*values)


async def search(fetch: Fetch, sought: Sought, codes: Codes, query: Query) -> list[Hit]:
    """What brute force finds, in its order; `fetch` gives the rows of a statement with its values."""
    statement, ranking = Statement(query, codes, sought.fit), Ranking(sought, query)
    asked, text = centre(query.cell), statement.text
    at, scale = on_map(asked, 0), Scale(asked[0], query.radius_m)
    half, read, page = scale.largest * (query.radius_m + 1) / EARTH_RADIUS_M, 0.0, FIRST_PAGE
    while statement.maps:
        found = await fetch(text, statement.maps, *at, half, read, page, *statement.values)
        for first in range(0, len(found), AT_ONCE):
            some = found[first : first + AT_ONCE]
            ranking.read(some)
            if ranking.is_settled(math.floor(some[-1][1] / scale.largest * EARTH_RADIUS_M) - 1):
                return ranking.hits()
        if len(found) < page:
            return ranking.of_all()
        read, page = found[-1][1], page * GROWTH
    return []


async def fill(connection: Any, listings: Sequence[Listing], now: datetime) -> Codes:
    """Put all listings into the two tables, made anew; the numbers of what is named in them."""
    codes = Codes()
    await connection.execute(MAKE)
    await connection.copy_records_to_table("offered", records=rows(listings, codes))
    await connection.copy_records_to_table("taken", records=bookings(listings, now))
    await connection.execute(INDEX)
    for name in ("offered", "taken", "offered"):  # the first one right after COPY marks no page as all visible
        await connection.execute(f"VACUUM ANALYZE {name}")
    return codes


@asynccontextmanager
async def loaded(sought: Sought, folder: Path) -> AsyncIterator[PostgresFull]:
    """A server of its own with all listings in it, gone afterwards."""
    async with connected(folder) as connection:
        begun = perf_counter()
        codes = await fill(connection, sought.listings, START)
        version = str(await connection.fetchval("SHOW server_version"))
        yield PostgresFull(connection, sought, codes, version, perf_counter() - begun)
