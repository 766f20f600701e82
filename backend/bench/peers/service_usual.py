"""How the usual FastAPI peer finds: all is in PostgreSQL, nothing is kept in memory but what words mean.

One statement a search (`usual_statement`): place, category, kind, groups, hidden owners and what is taken, metres and
score; the best first, in pages. Only hours and terms in local time are held against the wish in Python, row by row out
of the JSON in them, by the project's own rules, until there are enough.
PostgreSQL, its planner and the pool are as they come: plans made once, or each time, and other numbers of clients made
no difference that could be told from chance. Indexes: GiST on the place, b-trees on category and kind and on what is
taken when.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any

import orjson

from backend.app import weights
from backend.bench.peers.full_ranking import When
from backend.bench.peers.full_rows import bookings
from backend.bench.peers.service_store import Design
from backend.bench.peers.usual_rows import INDEX, MAKE, numbered, rows
from backend.bench.peers.usual_statement import Statement, weighed
from backend.config import Settings
from backend.services.cards import Card, Entry
from backend.services.search import Found
from matching import score
from matching.brute_force import free_when
from matching.engine import Hit, Query
from matching.geo import band
from matching.intervals import Period
from matching.opening import from_dict as opening_from
from matching.record import COUNTS, Record
from matching.rules import from_dict as rules_from
from matching.supply import Supply
from matching.text import text_score

PAGE = 50
"""So many rows are read at once where some may fall to hours and terms; else as many as are wanted."""


@dataclass(frozen=True, slots=True)
class Usual:
    """The statement but for what is asked, and what the words of searches are worth beside the texts of things."""

    statement: str
    _fits: dict[str, list[float]] = field(default_factory=dict)

    async def find(self, connection: Any, query: Query) -> list[Found]:
        """What brute force finds, in its order, with what is shown of each."""
        asked = Statement(query, await self._fit(connection, query.text))
        text, page = asked.of(self.statement), query.limit if query.period is None else PAGE
        found: list[Found] = []
        for first in count(step=page):
            read = await connection.fetch(text, page, first, *asked.values)
            for row in read:
                if len(found) < query.limit and (when := _when(row, query)):
                    found.append(_found(row, when, query))
            if len(read) < page or len(found) == query.limit:
                break
        return found

    async def _fit(self, connection: Any, text: str) -> list[float]:
        """How each text that things are described by fits these words, by its number; remembered."""
        if text and text not in self._fits:
            said = await connection.fetch("SELECT words FROM said ORDER BY id")
            self._fits[text] = [text_score(text, words) for (words,) in said]
        return self._fits.get(text, [])


def _when(row: Any, query: Query) -> When:
    """The database has seen that there is room, so that only hours and terms are left to be asked."""
    if query.period is None:
        return None, 1.0
    opening, rules = opening_from(orjson.loads(row["opening"])), rules_from(orjson.loads(row["rules"]))
    return free_when(Supply(opening, rules, tuple(range(row["units"]))), query)


def _found(row: Any, when: tuple[Period | None, float], query: Query) -> Found:
    near, (free, overlap) = band(row["metres"]), when
    record = Record(**{name: row[name] for name in COUNTS})
    why = score.reasons(near, (free, overlap), row["fit"] if query.text else None, record)
    return Found(Hit(str(row["resource"]), near, row["score"], why, free), Card(*row[: len(Card._fields)]))


async def _filled(connection: Any, entries: Sequence[Entry], settings: Settings, now: datetime) -> Usual:
    said, chosen = numbered(entries), weights(settings)
    await connection.execute(MAKE)
    await connection.copy_records_to_table("said", records=[(number, words) for words, number in said.items()])
    await connection.copy_records_to_table("things", records=rows(entries, said, chosen))
    await connection.copy_records_to_table("taken", records=bookings([one.listing for one in entries], now))
    await connection.execute(INDEX)
    for name in ("things", "said", "taken"):
        await connection.execute(f"VACUUM ANALYZE {name}")
    return Usual(weighed(chosen))


DESIGN = Design({}, _filled)
