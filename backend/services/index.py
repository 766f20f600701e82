"""The matching index of this process: a read copy in memory, built from the database, kept true by the journal."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import TypeVar
from uuid import UUID

from backend.services import followers, listings
from backend.services.cards import Card, Entry, Shown
from backend.services.memory import Memory, concerns
from matching.engine import Chore, Engine
from models.errors import Busy
from models.fields import identifier
from models.journal import Journal
from models.transaction import commits, dialect, execute, is_running, spawn
from models.transaction import current as running

__all__ = ["Card", "Index", "current", "use"]

T = TypeVar("T")

LOOK_AGAIN_S = 0.1


class Index:
    """An engine, the cards beside its listings, and the last journal row that both have seen."""

    def __init__(self, engine: Engine, key: bytes) -> None:
        self.engine = engine
        self._key = key
        self._shown: dict[str, Shown] = {}
        self._cards: dict[str, Card] = {}
        self._begun = self._done = 0
        self._reading: asyncio.Event | None = None
        self.memory = Memory()
        self._behind: dict[UUID, None] = {}
        self._seen = -1, 0.0
        self._is_alone = False
        self._chore: asyncio.Task[None] | None = None

    async def build(self, progress: Callable[[int, int], None] | None = None) -> int:
        """Read every listing; a fact that commits meanwhile is read again by `catch_up`."""
        self.engine.position = await followers.head()
        stocked = await listings.load_all(self._key, progress)
        self.engine.load(stocked.stock())
        self._shown = stocked.by_id("shown")
        return len(stocked.ids)

    async def catch_up(self, *, fresh: bool = False) -> None:
        """See everything that this process committed before this call, and others up to a tenth of a second ago.

        fresh: see what others have committed by now as well. Inside a transaction it does not wait for another task's
        catching up, which may be waiting for that very transaction; it then sees what that task has seen so far.
        """
        wanted = self._begun + 1
        while self._done < wanted and (fresh or not self._has_seen_all()):
            if self._reading is None:
                await self._read_all()
            elif is_running():
                return
            else:  # of all who wait one reads on, if need be; in turn, the last would wait for all the others
                await self._reading.wait()

    async def _read_all(self) -> None:
        """See all that is there by now; whoever calls meanwhile waits for it."""
        self._begun += 1
        number, seen = self._begun, (commits(), asyncio.get_running_loop().time())
        self._reading = reading = asyncio.Event()
        self._is_alone = dialect() == "sqlite"
        try:
            undecided = await _undecided()
            while self._behind.keys() - undecided or await self._read_on():
                for resource_id in [one for one in self._behind if one not in undecided]:
                    await self._refresh(resource_id)
                    del self._behind[resource_id]
            if not self._behind:
                self._seen = seen
            self._done = number
        finally:
            self._reading = None
            reading.set()
        self._keep_quick()

    def _has_seen_all(self) -> bool:
        """Whether nothing can be new: on SQLite nobody else writes, on PostgreSQL it was looked at just now."""
        count, at = self._seen
        return count == commits() and (self._is_alone or asyncio.get_running_loop().time() - at < LOOK_AGAIN_S)

    def is_true_here(self) -> bool:
        """Whether the transaction that runs would read what is remembered."""
        own = (row for row in running().journal if isinstance(row, Journal))
        return self._has_seen_all() and not concerns(own)

    def _keep_quick(self) -> None:
        """Let the engine put its house in order in a thread, if it asks for it and does not do so already."""
        if self._chore is not None and not self._chore.done():
            return
        chore = self.engine.chore()
        if chore is not None:
            self._chore = spawn(self._do(chore), name="matching index")

    async def settled(self) -> None:
        """Wait for what is being done behind."""
        if self._chore is not None:
            await self._chore

    async def _do(self, chore: Chore) -> None:
        chore.finish(await asyncio.to_thread(chore.work))

    async def _read_on(self) -> bool:
        """Note what the next facts touch; False where there are none."""
        entries = await followers.read(self.engine.position)
        self.memory.forget(entries)
        for entry in entries:
            self._behind.update(dict.fromkeys(await _touched(entry)))
        if entries:
            self.engine.position = entries[-1].seq
        return bool(entries)

    def card(self, listing_id: str) -> Card:
        """What to show of a listing that the engine proposed; made when it is first asked for."""
        card = self._cards.get(listing_id)
        if card is None:
            card = self._cards[listing_id] = self._entry(listing_id).card
        return card

    def _entry(self, listing_id: str) -> Entry:
        shown, listing = self._shown[listing_id], self.engine.get(listing_id)
        if listing is None:
            raise KeyError(listing_id)
        return Entry(listing, shown)

    async def _refresh(self, resource_id: UUID) -> None:
        entry = await listings.load_one(self._key, resource_id)
        if entry is not None:
            self._put(entry)
        else:
            self.engine.remove(str(resource_id))
            self._shown.pop(str(resource_id), None)
            self._cards.pop(str(resource_id), None)

    def _put(self, entry: Entry) -> None:
        self.engine.put(entry.listing)
        self._shown[entry.listing.id] = entry.shown
        self._cards.pop(entry.listing.id, None)


_BY_PLACE = "SELECT id FROM resources WHERE place_id = $1"
_BY_OWNER = "SELECT id FROM resources WHERE owner_id = $1"
_BY_LINK = """
    SELECT o.resource_id AS id FROM group_links l JOIN offers o ON o.group_id IN (l.group_id, l.other_id)
        JOIN resources r ON r.id = o.resource_id
    WHERE l.id = $1 AND l.since IS NOT NULL AND r.seen_by_linked
"""
_REACH = {"place": _BY_PLACE, "person": _BY_OWNER, "grouplink": _BY_LINK}


async def _undecided() -> set[UUID]:
    """The resources that the running transaction itself has changed, which may yet be undone."""
    own = running().journal if is_running() else ()
    return {resource_id for row in own if isinstance(row, Journal) for resource_id in await _touched(row)}


async def _touched(entry: followers.Entry | Journal) -> list[UUID]:
    """The resources whose listing may look different after this fact."""
    resource_id = entry.data.get("resource_id")
    if isinstance(resource_id, str):
        return [UUID(resource_id)]
    if entry.subject_type not in _REACH or entry.verb == "place.looked_up":
        return []
    return [identifier(row["id"]) for row in await execute(_REACH[entry.subject_type], [identifier(entry.subject_id)])]


_here: list[Index] = []


def use(index: Index) -> None:
    """Make this the index of the process."""
    _here[:] = [index]


async def recall(kind: str, key: Hashable, read: Callable[[], Awaitable[T]]) -> T:
    """What `read` says, or said before if nothing happened since that may have changed it.

    A transaction is told what others committed before it; one that has itself changed what concerns people reads.
    """
    if not _here:
        return await read()
    await _here[0].catch_up()
    if is_running() and not _here[0].is_true_here():
        return await read()
    return await _here[0].memory.recall(kind, key, read)


def current() -> Index:
    """The index of the process; refused while it is being built."""
    if not _here:
        raise Busy(what="index")
    return _here[0]
