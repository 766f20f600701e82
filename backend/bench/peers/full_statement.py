"""What one query of the full load asks of PostgreSQL: only what it says is in the statement.

What is taken: no booking, widened by the buffers, may meet the wanted period; of several units, nowhere in it as many
different ones at once as there are, and the most are taken where one begins.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from backend.bench.peers.columns import minute
from backend.bench.peers.full_rows import Codes
from backend.bench.peers.postgres import APART
from matching.engine import Query, TextScore
from matching.intervals import Period

PAGED = 6  # values that come before those of one statement
ON_ONE_MAP = """(
  SELECT id, {place} <-> point({map} + $2, $3) AS apart, {booked} FROM offered
  WHERE {place} <@ box(point({map} + $2 + $4, $3 + $4), point({map} + $2 - $4, $3 - $4))
    AND {place} <-> point({map} + $2, $3) >= $5 AND {wanted}
  ORDER BY apart LIMIT $6)"""
MEETS = "one.listing = id AND one.starts < {end} + after AND one.ends > {start} - before"
FREE = f"""NOT EXISTS (SELECT FROM taken one WHERE {MEETS} AND (units = 1 OR units <= (
  SELECT count(DISTINCT unit) FROM taken other
  WHERE other.listing = id AND other.starts - after <= greatest(one.starts - after, {{start}})
    AND other.ends + before > greatest(one.starts - after, {{start}}))))"""  # noqa: S608  # a clause of ours
BOOKED = f"ARRAY(SELECT ARRAY[unit, starts, ends] FROM taken one WHERE {MEETS})"  # noqa: S608  # a clause of ours


class Statement:
    """The SQL of one query, its values, and the maps that are read.

    booked: the bookings near a flexible wish, for Python to find the windows between them.
    """

    def __init__(self, query: Query, codes: Codes, fit: TextScore) -> None:
        self.values: list[Any] = []
        self._wanted: list[str] = []
        self._booked = "NULL"
        self._place, self.maps = "place", _maps(query, codes)
        self._ask_who(query, codes)
        if query.categories is None:
            self._place = "anywhere"
            self._ask("words = ANY({})", [code for words, code in codes.all("words") if fit(query.text, words) > 0])
        if query.period is not None:
            self._ask_when(query, query.period)

    @property
    def text(self) -> str:
        return _text(self._place, self._booked, tuple(self._wanted), len(self.maps))

    def _ask_who(self, query: Query, codes: Codes) -> None:
        self._ask("groups && {}", codes.known("group", query.groups))
        self._ask("certificate = ANY({})", [0, *codes.known("certificate", query.certificates)])
        if query.hidden_owners:
            self._ask("owner <> ALL({})", codes.known("owner", query.hidden_owners))
        if query.kinds is not None:
            self._ask("kind = ANY({})", codes.known("kind", query.kinds))

    def _ask_when(self, query: Query, period: Period) -> None:
        start, end, now = minute(period.start), minute(period.end), minute(query.now)
        length = query.duration_minutes or end - start
        self._ask("lead <= {}", end - length - now)
        self._ask("until >= {}", start + length - now)
        self._ask("longest >= {}", length)
        places = {"start": self._value(start), "end": self._value(end)}
        if query.duration_minutes is None:
            self._ask("shortest <= {}", length)
            self._wanted.append(FREE.format(**places))
        else:
            self._booked = BOOKED.format(**places)

    def _ask(self, clause: str, value: int | Iterable[int]) -> None:
        self._wanted.append(clause.format(self._value(value)))

    def _value(self, value: int | Iterable[int]) -> str:
        """Where in the statement the value stands."""
        self.values.append(value)
        return f"${PAGED + len(self.values)}::{'int' if isinstance(value, int) else 'int[]'}"


@lru_cache(maxsize=1_024)
def _text(place: str, booked: str, wanted: tuple[str, ...], maps: int) -> str:
    """Of all maps one after another, so that each is read only as far as it has what is nearest."""
    said = {"place": place, "booked": booked, "wanted": " AND ".join(wanted)}
    parts = [ON_ONE_MAP.format(map=f"($1::float8[])[{number}]", **said) for number in range(1, maps + 1)]
    return f"SELECT * FROM ({' UNION ALL '.join(parts)}) AS near ORDER BY apart LIMIT $6"  # noqa: S608  # our own


def _maps(query: Query, codes: Codes) -> list[float]:
    """Where the maps of the wanted categories begin; the one of all is not moved."""
    if query.categories is None:
        return [0.0]
    return [number * APART for number in codes.known("category", query.categories)]
