"""The same request twice is one request: its answer is stored with its effect and given again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from models.access import IdempotencyKey
from models.errors import InProgress, KeyReused
from models.person import Person
from models.transaction import dialect, execute, transactional

KEPT_FOR = timedelta(hours=24)
_TRY_LOCK = "SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS got"

_in_work: set[tuple[UUID, str]] = set()


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """An answer as it went out; `replayed` says that it is given again."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""
    replayed: bool = False


Effect = Callable[[], Awaitable[StoredAnswer]]


async def keep(person: Person, *, key: str, fingerprint: str, effect: Effect, now: datetime) -> StoredAnswer:
    """Do `effect` and keep its answer in one transaction, or give the answer that was kept before.

    Raises KeyReused for another request under this key, InProgress while the first is being worked on, in any
    process. What `effect` refuses is not kept: nothing happened. `effect` may run twice, after a deadlock.
    """
    claim = (person.id, key)
    if claim in _in_work:
        raise InProgress
    _in_work.add(claim)
    try:
        return await _kept(person, key, fingerprint, effect, now)
    finally:
        _in_work.discard(claim)


async def purge(*, now: datetime) -> int:
    """Forget answers older than a day; say how many."""
    return await IdempotencyKey.filter(created_at__lte=now - KEPT_FOR).delete()


@transactional
async def _kept(person: Person, key: str, fingerprint: str, effect: Effect, now: datetime) -> StoredAnswer:
    await _claim(person, key)
    known = await IdempotencyKey.get_or_none(person_id=person.id, key=key)
    if known is not None and now < known.created_at + KEPT_FOR:
        return _again(known, fingerprint)
    if known is not None:
        await IdempotencyKey.filter(id=known.id).delete()
    answer = await effect()
    await IdempotencyKey.create(
        person_id=person.id,
        key=key,
        fingerprint=fingerprint,
        status=int(answer.status),
        body=answer.body,
        headers=dict(answer.headers),
        created_at=now,
    )
    return answer


async def _claim(person: Person, key: str) -> None:
    """On SQLite the write lock of the one process is enough; several processes on PostgreSQL need a lock of the key."""
    if dialect() == "postgres" and not (await execute(_TRY_LOCK, [f"{person.id} {key}"]))[0]["got"]:
        raise InProgress


def _again(known: IdempotencyKey, fingerprint: str) -> StoredAnswer:
    if known.fingerprint != fingerprint:
        raise KeyReused
    return StoredAnswer(known.status, known.headers, known.body, replayed=True)
