"""Followers of the journal: nothing skipped, nothing twice, whoever writes at the same time."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from backend.services import announcements, followers, groups, index, people, resources, search
from backend.services.followers import Entry
from models.errors import Taken
from models.notice import Notice, NoticeKind
from models.resource import Listed
from models.transaction import spawn, transactional
from tests.backend.services.conftest import DRILL, NOW, Town, newcomer


async def test_a_reader_beside_eight_writers_sees_each_row_once_and_in_order(town: Town) -> None:
    crowd = [await newcomer(f"Writer {number}", 300 + number) for number in range(8)]
    start = await followers.head()
    writing = asyncio.Event()
    seen: list[int] = []

    async def write(number: int) -> None:
        for turn in range(10):
            chosen = people.Settings(radius_m=1_000 + turn)
            await people.change(await people.get(crowd[number].id), chosen, now=NOW)

    async def read() -> None:
        while not writing.is_set():
            seen.extend(entry.seq for entry in await followers.read(seen[-1] if seen else start))
            await asyncio.sleep(0)

    reader = asyncio.create_task(read())
    await asyncio.gather(*(write(number) for number in range(8)))
    writing.set()
    await reader
    seen.extend(entry.seq for entry in await followers.read(seen[-1] if seen else start))

    assert len(seen) == 80
    assert seen == [entry.seq for entry in await followers.read(start)]


async def test_a_follower_whose_work_fails_gets_the_same_rows_again(town: Town) -> None:
    given: list[list[int]] = []

    async def handle(entries: list[Entry]) -> None:
        given.append([entry.seq for entry in entries])
        if len(given) == 1:
            raise ConnectionError

    first = await asyncio.gather(followers.follow("clumsy", handle), return_exceptions=True)
    second = await followers.follow("clumsy", handle)
    third = await followers.follow("clumsy", handle)

    assert isinstance(first[0], ConnectionError)
    assert given == [given[0], given[0]]
    assert (second, third) == (len(given[0]), 0)


async def test_the_groups_chat_hears_of_a_new_thing_once_and_not_of_old_news(town: Town) -> None:
    await groups.connect_chat(town.ada, town.group.id, -1001, now=NOW)
    await announcements.publish(now=NOW + timedelta(days=2))
    await resources.offer(town.ben, resources.Thing("Ladder", DRILL), now=NOW + timedelta(days=2))

    for _ in range(2):
        await announcements.publish(now=NOW + timedelta(days=2))

    told = await Notice.filter(group_id=town.group.id)
    assert [notice.kind for notice in told] == [NoticeKind.RESOURCE_OFFERED]


async def test_the_index_sees_what_was_committed_before_the_search(town: Town) -> None:
    ladder = await resources.offer(town.ada, resources.Thing("Ladder", DRILL), now=NOW)

    found = await search.search(town.ben, search.Looking(text="ladder"), now=NOW)
    await resources.change(town.ada, ladder.id, resources.Changes(state=Listed.PAUSED), now=NOW)
    after = await search.search(town.ben, search.Looking(text="ladder"), now=NOW)

    assert [one.card.title for one in found] == ["Ladder"]
    assert after == []
    assert index.current().engine.position == await followers.head()


async def test_what_is_rolled_back_was_never_in_the_index(town: Town) -> None:
    await resources.change(town.ada, town.drill.id, resources.Changes(title="Drill"), now=NOW)
    wanted = search.Looking(starts_at=town.at(5), ends_at=town.at(5, 17))

    @transactional
    async def ask_and_look_and_fail() -> None:
        await town.asks(town.ben, town.at(5), town.at(5, 17))
        await search.search(town.cleo, wanted, now=NOW)
        raise Taken

    with pytest.raises(Taken):
        await ask_and_look_and_fail()

    assert [one.card.title for one in await search.search(town.cleo, wanted, now=NOW)] == ["Drill"]


async def test_a_search_in_a_transaction_never_waits_for_a_reader_that_waits_for_it(town: Town) -> None:
    await resources.offer(town.ada, resources.Thing("Ladder", DRILL), now=NOW)
    reading: list[asyncio.Task[None]] = []

    @transactional
    async def search_while_another_reads() -> None:
        reading.append(spawn(index.current().catch_up()))
        await asyncio.sleep(0)  # the other reader has the index and, on SQLite, waits for this transaction
        await search.search(town.ben, search.Looking(text="drill"), now=NOW)

    async with asyncio.timeout(10):
        await search_while_another_reads()
        await reading[0]
