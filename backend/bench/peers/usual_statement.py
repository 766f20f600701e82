"""The one statement by which the usual peer searches, made of the clauses that are asked for.

It chooses the best by what decides, and joins what is shown of these only: to sort and to hash whole rows of a thousand
bytes took twice as long.
"""

from __future__ import annotations

from typing import Any

import asyncpg  # type: ignore[import-untyped]  # ships no types

from backend.bench.peers.columns import minute
from backend.bench.peers.full_ranking import vector
from backend.bench.peers.full_statement import FREE
from backend.bench.peers.waiting_rtree import box
from matching.engine import Query
from matching.geo import EARTH_RADIUS_M, centre
from matching.score import Weights

PAGED = 2  # values that come before those of one statement: how many rows, after how many
SHOWN = "resource, title, kind, category, owner_name, place_name, instant, lent, asked, answered, trusted_by"
SEARCH = f"""
WITH near AS (
  SELECT id, key, units, before, after, merit, {{{{fit}}}} AS fit, round({2 * EARTH_RADIUS_M} * asin(
    sqrt((x - $4) * (x - $4) + (y - $5) * (y - $5) + (z - $6) * (z - $6)) / 2)) AS metres
  FROM things WHERE place <@ $3::box AND {{{{wanted}}}} OFFSET 0),
best AS (
  SELECT id, metres, fit,
    ({{distance}} * ({{half}} / ({{half}} + metres)) + {{overlap}} + {{text}} * fit + merit) / {{total}} AS score
  FROM near WHERE {{{{held}}}} ORDER BY score DESC, key LIMIT $1 OFFSET $2)
SELECT {SHOWN}, units, opening, rules, metres, fit, score
FROM best JOIN things USING (id) ORDER BY score DESC, key
"""  # noqa: S608  # clauses of ours; the first OFFSET has metres reckoned once a row


def weighed(weights: Weights) -> str:
    """The statement but for what is asked."""
    known = {name: getattr(weights, name) for name in ("distance", "overlap", "text", "total")}
    return SEARCH.format(
        **{name: f"{value!r}::float8" for name, value in {**known, "half": weights.half_distance_m}.items()}
    )


class Statement:
    """The SQL of one query, and its values. fits: how the words asked for fit each text, by the text's number."""

    def __init__(self, query: Query, fits: list[float]) -> None:
        self.values = list(_place(query))
        self._fit = f"({self._value(fits, 'float8[]')})[words]" if query.text else "1.0::float8"
        self._wanted = list(self._asked(query))
        self._held = ["metres <= $7"]
        if query.categories is None:
            self._held.append("fit > 0")
        if query.period is not None:
            start, end = (self._value(minute(moment), "int") for moment in (query.period.start, query.period.end))
            self._held.append(FREE.format(start=start, end=end))

    def of(self, search: str) -> str:
        """The statement, whole."""
        return search.format(fit=self._fit, wanted=" AND ".join(self._wanted), held=" AND ".join(self._held))

    def _asked(self, query: Query) -> list[str]:
        """What is cheapest to see comes first: the database goes by the order of clauses that cost it the same."""
        named = {"category": query.categories, "kind": query.kinds}
        wanted = [f"{name} = ANY({self._value(some, 'text[]')})" for name, some in named.items() if some is not None]
        wanted.append(f"owner <> ALL({self._value(query.hidden_owners, 'uuid[]')})")
        wanted.append(f"groups && {self._value(query.groups, 'uuid[]')}")
        return wanted

    def _value(self, value: object, sort: str) -> str:
        """Where in the statement the value stands."""
        self.values.append(value)
        return f"${PAGED + len(self.values)}::{sort}"


def _place(query: Query) -> tuple[Any, ...]:
    """The box round the circle, its middle, and its radius."""
    middle = centre(query.cell)
    south, north, west, east = box(middle, query.radius_m)
    return asyncpg.Box((east, north), (west, south)), *vector(middle), query.radius_m
