"""What the FastAPI peer asks of PostgreSQL: whose token it is, and the statements of the full load's peer, over a pool.

At its start it reads the program's database as the program does, and makes two tables of its own in it. Tuned: as
`postgres_full` says, whose settings each client sets for itself as far as a client can; a verdict on hours and terms
is shared by all candidates of a query that have the same, as most have here; what words mean is reckoned once a text;
Python's search for cycles leaves alone what is kept for good.
"""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache, partial
from typing import Any, NamedTuple

import asyncpg  # type: ignore[import-untyped]  # ships no types

from backend.app import opened_database, tie_break, weights
from backend.bench.peers import postgres_full
from backend.bench.peers.full_ranking import Sought, sought
from backend.bench.peers.full_rows import Codes
from backend.config import Settings
from backend.services import listings, words
from backend.services.listings import Card
from backend.services.search import LIKELY, LOOKED_INTO, VERY_WORDS, Found
from backend.services.sessions import hashed
from matching.categories import load
from matching.engine import Hit, Query
from matching.intervals import Period
from matching.reasons import Fit
from matching.text import guess_categories, text_score

REMEMBERED = 200_000
OFF = ("jit", "enable_seqscan", "enable_bitmapscan", "enable_hashjoin", "enable_mergejoin")
SETTINGS = {
    "max_parallel_workers_per_gather": "0",
    "plan_cache_mode": "force_generic_plan",
    **dict.fromkeys(OFF, "off"),
}
# 4 or 16 clients were no quicker. Statements of any length are kept: of many categories they are longer than usual.
POOL = {"min_size": 8, "max_size": 8, "max_cacheable_statement_size": 0, "server_settings": SETTINGS}
WHO = """
SELECT CAST(p.id AS text) AS id, p.language, p.radius_m,
  (SELECT cell FROM places WHERE owner_id = p.id AND kind = 'home') AS cell,
  ARRAY(SELECT CAST(group_id AS text) FROM memberships WHERE person_id = p.id AND state = 'active') AS groups,
  ARRAY(SELECT CAST(whom_id AS text) FROM blocks WHERE who_id = p.id
    UNION SELECT CAST(who_id AS text) FROM blocks WHERE whom_id = p.id) AS apart
FROM sessions s JOIN persons p ON p.id = s.person_id
WHERE s.access_hash = $1 AND s.access_expires_at > $2 AND s.revoked_at IS NULL
  AND p.suspended_at IS NULL AND p.erased_at IS NULL
"""


class Wanted(NamedTuple):
    """What a request asks for, whoever asks."""

    text: str
    category: str | None
    kind: str | None
    radius_m: int | None
    period: Period | None
    limit: int


@dataclass(frozen=True, slots=True)
class Store:
    """A pool, and what is kept in memory beside it."""

    pool: Any
    sought: Sought
    codes: Codes
    cards: Mapping[str, Card]
    _meant: dict[tuple[str, str, frozenset[str]], frozenset[str] | None] = field(default_factory=dict)

    async def search(self, token: str, wanted: Wanted, now: datetime) -> list[Found] | None:
        """What the person finds whose token it is; None where it is nobody's."""
        async with self.pool.acquire() as connection:
            asker = await connection.fetchrow(WHO, hashed(token), now)
            if asker is None:
                return None
            query = await self._query(asker, wanted, now)
            found = partial(postgres_full.search, connection.fetch, self.sought, self.codes)
            hits = await found(query)
            if not hits and wanted.category is None and query.categories is not None:
                hits = [hit for hit in await found(replace(query, categories=None)) if _says_so(hit)]
        return [Found(hit, self.cards[hit.id]) for hit in hits]

    async def _query(self, asker: Any, wanted: Wanted, now: datetime) -> Query:
        groups = frozenset(asker["groups"])
        return Query(
            cell=asker["cell"],
            radius_m=wanted.radius_m or asker["radius_m"],
            now=now,
            categories=await self._categories(wanted, asker["language"], groups),
            kinds=None if wanted.kind is None else frozenset({wanted.kind}),
            groups=groups,
            hidden_owners=frozenset((asker["id"], *asker["apart"])),
            text=wanted.text,
            period=wanted.period,
            limit=wanted.limit,
        )

    async def _categories(self, wanted: Wanted, language: str, groups: frozenset[str]) -> frozenset[str] | None:
        """The leaves that were chosen, else those that the words most likely mean to members of these groups."""
        if wanted.category is not None:
            return _leaves(wanted.category)
        asked = wanted.text, language, groups
        if asked not in self._meant:
            lexicon = await words.lexicon(groups)
            guesses = guess_categories(wanted.text, language=language, limit=LOOKED_INTO, lexicon=lexicon)
            self._meant[asked] = frozenset(one.category for one in guesses if one.score >= LIKELY) or None
        return self._meant[asked]


@asynccontextmanager
async def opened(settings: Settings, now: datetime) -> AsyncIterator[Store]:
    """All that is listed in tables of their own, with what is taken as it stands now, and clients that ask of them."""
    url = settings.database.url.get_secret_value()
    async with opened_database(settings, print), asyncpg.create_pool(url, reset=_as_it_is, **POOL) as pool:
        store = await _filled(pool, settings, now)
        gc.collect()
        gc.freeze()
        yield store


async def _filled(pool: Any, settings: Settings, now: datetime) -> Store:
    entries = await listings.load_all(tie_break(settings))
    offered, fit = [one.listing for one in entries], lru_cache(maxsize=REMEMBERED)(text_score)
    async with pool.acquire() as connection:
        codes = await postgres_full.fill(connection, offered, now)
    known = sought(offered, fit, weights(settings), alike=True)
    return Store(pool, known, codes, {one.listing.id: one.card for one in entries})


async def _as_it_is(_connection: Any) -> None:
    """Nothing that a request does has to be put back: one round trip less for each."""


@lru_cache(maxsize=1_024)
def _leaves(category: str) -> frozenset[str]:
    return load().expand(category)


def _says_so(hit: Hit) -> bool:
    """As the program has it: outside of what the words most likely mean, only the very words count."""
    return any(why.code is Fit.TEXT and float(str(why.params["fit"])) >= VERY_WORDS for why in hit.reasons)
