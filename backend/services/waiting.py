"""What this process knows of all that is waited for: a read copy of open needs and alerts, kept true by the journal."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from backend.services import followers, search, wishes, words
from matching.categories import load
from matching.intervals import Period
from matching.standing import Standing, Standings
from matching.text import guess_categories, shipped_lexicon
from matching.text_index import Lexicon
from models.errors import Busy
from models.fields import identifier, moment
from models.transaction import execute, is_running

NEED, ALERT = "need", "alert"

_WAITING = """
    SELECT '{kind}' AS kind, w.id, w.person_id, w.text, w.category_id, w.radius_m, w.starts_at, w.ends_at,
        w.duration_minutes, w.expires_at, {cell} AS cell, p.language
    FROM {table} AS w JOIN persons AS p ON p.id = w.person_id {home}
    WHERE w.state = '{state}' AND p.suspended_at IS NULL AND p.erased_at IS NULL
"""
_HOME = "JOIN places AS h ON h.owner_id = p.id AND h.kind = 'home'"
_NEEDS = _WAITING.format(kind=NEED, table="needs", state="open", cell="w.cell", home="")
_ALERTS = _WAITING.format(kind=ALERT, table="alerts", state="standing", cell="h.cell", home=_HOME)
_GROUPS = "SELECT person_id, group_id AS other_id FROM memberships WHERE state = 'active'"
_APART = """
    SELECT person_id, other_id FROM (SELECT who_id AS person_id, whom_id AS other_id FROM blocks
    UNION SELECT whom_id, who_id FROM blocks) AS apart WHERE TRUE
"""

_WHOSE = {
    "need": "SELECT person_id FROM needs WHERE id = $1",
    "alert": "SELECT person_id FROM alerts WHERE id = $1",
    "booking": "SELECT n.person_id FROM bookings AS b JOIN needs AS n ON n.id = b.need_id WHERE b.id = $1",
    "place": "SELECT owner_id AS person_id FROM places WHERE id = $1 AND kind = 'home'",
    "group": "SELECT person_id FROM memberships WHERE group_id = $1 AND state = 'active'",
    "person": "SELECT id AS person_id FROM persons WHERE id = $1",
}
"""Whose wishes may stand otherwise after a fact about one of these."""
_IDLE = frozenset({"place.looked_up", "group.chat_connected", "group.chat_disconnected"})


@dataclass(frozen=True, slots=True)
class Kept:
    """A need or an alert by its id, as the index of what is waited for names it."""

    kind: str
    id: UUID

    @classmethod
    def of(cls, standing_id: str) -> Kept:
        """Read a name again."""
        kind, _, rest = standing_id.partition(":")
        return cls(kind, UUID(rest))


class Seeker(NamedTuple):
    """Somebody who waits: the groups they belong to, whom they are kept apart from, and what words mean to them."""

    groups: frozenset[str]
    hidden: frozenset[str]
    lexicon: Lexicon


class Waiting:
    """The standing searches, by person, and the last journal row that they have seen."""

    def __init__(self, standings: Standings) -> None:
        self.standings = standings
        self._lock = asyncio.Lock()
        self._of: dict[UUID, dict[str, datetime]] = {}

    async def build(self) -> int:
        """Read all that stands; a fact that commits meanwhile is read again by `catch_up`."""
        self.standings.position = await followers.head()
        groups, apart = _by_person(await execute(_GROUPS)), _by_person(await execute(_APART))
        lexicons = {each: await words.lexicon(each) for each in set(groups.values())}
        for row in [*await execute(_NEEDS), *await execute(_ALERTS)]:
            person_id = identifier(row["person_id"])
            own = groups.get(person_id, frozenset())
            hidden = apart.get(person_id, frozenset())
            self._put(row, Seeker(own, hidden, lexicons.get(own) or shipped_lexicon()))
        return len(self.standings)

    async def catch_up(self) -> None:
        """See everything that was committed before this call.

        Inside a transaction it does not wait for another task's catching up, which may be waiting for that
        very transaction; look at `position` there.
        """
        if self._lock.locked() and is_running():
            return
        async with self._lock:
            while entries := await followers.read(self.standings.position):
                for person_id in await _touched(entries):
                    await self._refresh(person_id)
                self.standings.position = entries[-1].seq

    def sweep(self, now: datetime) -> None:
        """Forget what has lapsed; nobody would be told of it anyway."""
        for person_id, until in list(self._of.items()):
            self._forget(person_id, [one for one, lapses in until.items() if lapses <= now])

    async def _refresh(self, person_id: UUID) -> None:
        groups = _by_person(await execute(_GROUPS + " AND person_id = $1", [person_id]))
        apart = _by_person(await execute(_APART + " AND person_id = $1", [person_id]))
        own = groups.get(person_id, frozenset())
        seeker = Seeker(own, apart.get(person_id, frozenset()), await words.lexicon(own))
        self._forget(person_id, list(self._of.get(person_id, ())))
        for query in (_NEEDS, _ALERTS):
            for row in await execute(query + " AND w.person_id = $1", [person_id]):
                self._put(row, seeker)

    def _put(self, row: dict[str, Any], seeker: Seeker) -> None:
        standing = _standing(row, seeker)
        self.standings.put(standing)
        self._of.setdefault(identifier(row["person_id"]), {})[standing.id] = standing.until

    def _forget(self, person_id: UUID, gone: list[str]) -> None:
        known = self._of.get(person_id, {})
        for standing_id in gone:
            self.standings.remove(standing_id)
            del known[standing_id]
        if not known:
            self._of.pop(person_id, None)


def _standing(row: dict[str, Any], seeker: Seeker) -> Standing:
    wish = _Time(_moment(row["starts_at"]), _moment(row["ends_at"]), row["duration_minutes"])
    return Standing(
        id=f"{row['kind']}:{identifier(row['id'])}",
        person=str(identifier(row["person_id"])),
        cell=row["cell"],
        radius_m=row["radius_m"],
        groups=seeker.groups,
        hidden_owners=seeker.hidden,
        until=moment(row["expires_at"]),
        categories=_categories(row, seeker.lexicon),
        text=row["text"],
        period=Period(wish.starts_at, wish.ends_at) if wish.starts_at and wish.ends_at else None,
        duration_minutes=wishes.shortest(wish),
    )


@dataclass(frozen=True, slots=True)
class _Time:
    starts_at: datetime | None
    ends_at: datetime | None
    duration_minutes: int | None


def _categories(row: dict[str, Any], lexicon: Lexicon) -> frozenset[str] | None:
    """The leaves that were chosen, else those that the words most likely mean, else any; as a search takes them."""
    tree = load()
    if row["category_id"] is not None:
        return tree.expand(row["category_id"]) if row["category_id"] in tree else frozenset()
    guesses = guess_categories(row["text"], language=row["language"], limit=search.LOOKED_INTO, lexicon=lexicon)
    return frozenset(guess.category for guess in guesses if guess.score >= search.LIKELY) or None


async def _touched(entries: Iterable[followers.Entry]) -> list[UUID]:
    """Those whose wishes may stand otherwise after these facts, each once."""
    people: dict[UUID, None] = {}
    for entry in entries:
        if entry.subject_type == "block":
            people.update(dict.fromkeys(identifier(entry.data[side]) for side in ("who", "whom")))
        elif entry.subject_type in _WHOSE and entry.verb not in _IDLE:
            rows = await execute(_WHOSE[entry.subject_type], [identifier(entry.subject_id)])
            people.update(dict.fromkeys(identifier(row["person_id"]) for row in rows if row["person_id"]))
    return list(people)


def _by_person(rows: list[dict[str, Any]]) -> dict[UUID, frozenset[str]]:
    grouped: dict[UUID, set[str]] = {}
    for row in rows:
        grouped.setdefault(identifier(row["person_id"]), set()).add(str(identifier(row["other_id"])))
    return {person_id: frozenset(others) for person_id, others in grouped.items()}


def _moment(value: datetime | str | None) -> datetime | None:
    return None if value is None else moment(value)


_here: list[Waiting] = []


def use(waiting: Waiting) -> None:
    """Make this what the process knows to be waited for."""
    _here[:] = [waiting]


def current() -> Waiting:
    """What the process knows to be waited for; refused while it is being read."""
    if not _here:
        raise Busy(what="index")
    return _here[0]
