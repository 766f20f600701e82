"""How the tuned FastAPI peer finds: by the statements of the full load's peer, over a pool.

Tuned: as `postgres_full` says, whose settings each client sets for itself as far as a client can; what listings say,
and what is shown of them, is kept in memory; a verdict on hours and terms is shared by all candidates of a query that
have the same, as most have here; Python's search for cycles leaves alone what is kept for good.
"""

from __future__ import annotations

import gc
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from backend.app import weights
from backend.bench.peers import postgres_full
from backend.bench.peers.full_ranking import Sought, sought
from backend.bench.peers.full_rows import Codes
from backend.bench.peers.service_store import Design
from backend.config import Settings
from backend.services.cards import Card, Entry
from backend.services.search import Found
from matching.engine import Query
from matching.text import text_score

REMEMBERED = 200_000
OFF = ("jit", "enable_seqscan", "enable_bitmapscan", "enable_hashjoin", "enable_mergejoin")
SETTINGS = {
    "max_parallel_workers_per_gather": "0",
    "plan_cache_mode": "force_generic_plan",
    **dict.fromkeys(OFF, "off"),
}


@dataclass(frozen=True, slots=True)
class Tuned:
    """What is kept in memory beside the database."""

    sought: Sought
    codes: Codes
    cards: Mapping[str, Card]

    async def find(self, connection: Any, query: Query) -> list[Found]:
        """What brute force finds, in its order, with what is shown of each."""
        hits = await postgres_full.search(connection.fetch, self.sought, self.codes, query)
        return [Found(hit, self.cards[hit.id]) for hit in hits]


async def _filled(connection: Any, entries: Sequence[Entry], settings: Settings, now: datetime) -> Tuned:
    offered, fit = [one.listing for one in entries], lru_cache(maxsize=REMEMBERED)(text_score)
    codes = await postgres_full.fill(connection, offered, now)
    known = sought(offered, fit, weights(settings), alike=True)
    found = Tuned(known, codes, {one.listing.id: one.card for one in entries})
    gc.collect()
    gc.freeze()
    return found


async def _as_it_is(_connection: Any) -> None:
    """Nothing that a request does has to be put back: one round trip less for each."""


# 4 or 16 clients were no quicker. Statements of any length are kept: of many categories they are longer than usual.
POOL = {"min_size": 8, "max_size": 8, "max_cacheable_statement_size": 0, "server_settings": SETTINGS}
DESIGN = Design({"reset": _as_it_is, **POOL}, _filled)
