"""What the FastAPI peers have in common: a pool, whose token it is, and what is sought for whoever it is.

At its start such a peer reads the program's database as the program does, and makes tables of its own in it. How it
finds what is sought in them is the design's. What words mean is reckoned once a text.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple, Protocol

import asyncpg  # type: ignore[import-untyped]  # ships no types

from backend.app import opened_database, tie_break
from backend.config import Settings
from backend.services import listings, stocking, words
from backend.services.cards import Entry
from backend.services.search import LIKELY, LOOKED_INTO, VERY_WORDS, Found
from backend.services.sessions import hashed
from matching.categories import load
from matching.engine import Hit, Query
from matching.intervals import Period
from matching.reasons import Fit
from matching.text import guess_categories

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


class Finder(Protocol):
    """A way to find things in tables of its own."""

    async def find(self, connection: Any, query: Query) -> list[Found]:
        """What brute force finds, in its order, with what is shown of each."""


class Design(NamedTuple):
    """What the pool of clients is given, and how a client fills the tables, with what is taken as it stands now."""

    pool: Mapping[str, Any]
    filled: Callable[[Any, Sequence[Entry], Settings, datetime], Awaitable[Finder]]


@dataclass(frozen=True, slots=True)
class Store:
    """A pool, the way to find, and what searchers' words mean to them."""

    pool: Any
    finder: Finder
    _meant: dict[tuple[str, str, frozenset[str]], frozenset[str] | None] = field(default_factory=dict)

    async def search(self, token: str, wanted: Wanted, now: datetime) -> list[Found] | None:
        """What the person finds whose token it is; None where it is nobody's."""
        async with self.pool.acquire() as connection:
            asker = await connection.fetchrow(WHO, hashed(token), now)
            if asker is None:
                return None
            query = await self._query(asker, wanted, now)
            found = await self.finder.find(connection, query)
            if not found and wanted.category is None and query.categories is not None:
                found = await self.finder.find(connection, replace(query, categories=None))
                return [one for one in found if _says_so(one.hit)]
        return found

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
async def opened(settings: Settings, now: datetime, design: Design) -> AsyncIterator[Store]:
    """All that is listed in tables of the design's, and clients that ask of them."""
    url = settings.database.url.get_secret_value()
    async with opened_database(settings, print), asyncpg.create_pool(url, **design.pool) as pool:
        entries = list(stocking.entries(await listings.load_all(tie_break(settings))))
        async with pool.acquire() as connection:
            finder = await design.filled(connection, entries, settings, now)
        del entries
        yield Store(pool, finder)


@lru_cache(maxsize=1_024)
def _leaves(category: str) -> frozenset[str]:
    return load().expand(category)


def _says_so(hit: Hit) -> bool:
    """As the program has it: outside of what the words most likely mean, only the very words count."""
    return any(why.code is Fit.TEXT and float(str(why.params["fit"])) >= VERY_WORDS for why in hit.reasons)
