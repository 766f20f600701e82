"""Words that found nothing, for the stewards: kept without who used them, in clear only once two people did."""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from tortoise.expressions import F

from backend.services import groups
from backend.services.wording import folded
from models.person import Person
from models.transaction import racing, transactional
from models.words import Unmet, UnmetAsker

KEPT_FOR = timedelta(days=90)
LONGEST = 200
MOST_NOTED = 5_000
"""Notes that wait in memory; beyond, the words of a flood are not worth keeping."""
ENOUGH_PEOPLE = 2


@dataclass(frozen=True, slots=True)
class _Note:
    group_id: UUID
    language: str
    text: str
    person_id: UUID


class Noted:
    """What was looked for in vain since it was last written down; `key` makes hashes that nobody else can make."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._notes: list[_Note] = []

    def note(self, actor: Person, text: str, group_ids: Iterable[str]) -> None:
        """Remember that these words found nothing in these groups; written down later, so that no search waits."""
        words = folded(text)[:LONGEST].strip()
        if words and len(self._notes) < MOST_NOTED:
            self._notes += [_Note(UUID(group_id), actor.language, words, actor.id) for group_id in group_ids]

    async def write_down(self, *, now: datetime) -> int:
        """Store what was noted; how much."""
        notes, self._notes = self._notes, []
        for note in notes:
            await self._store(note, now)
        return len(notes)

    @transactional
    async def _store(self, note: _Note, now: datetime) -> None:
        text_key = self._hashed(note.group_id, note.language, note.text)
        known = Unmet.filter(group_id=note.group_id, language=note.language, text_key=text_key)
        if not await known.update(times=F("times") + 1, last_at=now):
            with racing():
                await Unmet.create(group_id=note.group_id, language=note.language, text_key=text_key, last_at=now)
        row = await known.get()
        asker = UnmetAsker(unmet_id=row.id, asker=self._hashed(text_key, note.person_id))
        await UnmetAsker.bulk_create([asker], ignore_conflicts=True)
        if row.text is None and await UnmetAsker.filter(unmet_id=row.id).count() >= ENOUGH_PEOPLE:
            await known.update(text=note.text)

    def _hashed(self, *parts: object) -> str:
        return hmac.digest(self._key, "\n".join(map(str, parts)).encode(), "sha256").hex()


async def of(actor: Person, group_id: UUID, *, now: datetime, limit: int = 100) -> list[Unmet]:
    """What at least two people looked for in vain in a group, the most wanted first; for its stewards."""
    await groups.require_steward(actor, group_id)
    rows = Unmet.filter(group_id=group_id, text__isnull=False, last_at__gt=now - KEPT_FOR)
    return await rows.order_by("-times", "-last_at", "id").limit(limit)


async def purge(*, now: datetime) -> int:
    """Forget what nobody has looked for in ninety days; say how much."""
    return await Unmet.filter(last_at__lte=now - KEPT_FOR).delete()


_here: list[Noted] = []


def use(noted: Noted) -> None:
    """Note here what finds nothing in this process."""
    _here[:] = [noted]


def note(actor: Person, text: str, group_ids: Iterable[str]) -> None:
    """Remember it, where this process keeps such notes."""
    for noted in _here:
        noted.note(actor, text, group_ids)


async def write_down(*, now: datetime) -> int:
    """Store what this process has noted."""
    return sum([await noted.write_down(now=now) for noted in _here])
