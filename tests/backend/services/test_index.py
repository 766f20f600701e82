"""The index of a process: what it sees of its own writes and of others', and what it does behind."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from backend.services import followers, groups, homes, index, listings, records, resources, search, sessions
from backend.services.bookings import act
from backend.services.memory import Memory
from backend.services.moves import Act
from matching.grid import GridEngine, queue
from matching.record import Record
from models.errors import NotSignedIn
from models.journal import Journal
from models.lifecycle import Action
from models.person import Person
from models.transaction import execute, transactional
from tests.backend.services.conftest import CENTRE, DRILL, NOW, Town
from tests.conftest import Database

SAW = "tool.sawing.jigsaw"


def no_words(asked: str, words: str) -> float:
    return float(asked.lower() in words.lower())


async def fresh_index() -> index.Index:
    made = index.Index(GridEngine(no_words), b"test")
    await made.build()
    return made


async def test_ones_own_writes_are_seen_at_once(town: Town) -> None:
    current = await fresh_index()
    index.use(current)
    await current.catch_up()
    await resources.offer(town.ada, resources.Thing("Bosch jigsaw", SAW), now=NOW)

    found = await search.search(town.ben, search.Looking(category_id=SAW), now=NOW)

    assert [one.card.title for one in found] == ["Bosch jigsaw"]


async def test_a_new_order_is_made_behind_while_searches_go_on(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "LATE_AT_LEAST", 2)
    current = await fresh_index()
    index.use(current)
    for number in range(6):
        await resources.offer(town.ada, resources.Thing(f"Jigsaw {number}", SAW), now=NOW)
        await current.catch_up()
    await current.settled()

    found = await search.search(town.ben, search.Looking(category_id=SAW), now=NOW)

    assert current.engine.chore() is None
    assert len(found) == 6


async def test_an_empty_house_can_be_started(db: Database) -> None:
    current = index.Index(GridEngine(no_words), b"test")

    assert await current.build() == 0
    assert len(current.engine) == 0


async def test_building_tells_how_far_it_is(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listings, "AT_ONCE", 2)
    for number in range(4):
        await resources.offer(town.ada, resources.Thing(f"Jigsaw {number}", SAW), now=NOW)
    told: list[tuple[int, int]] = []

    count = await index.Index(GridEngine(no_words), b"test").build(lambda done, whole: told.append((done, whole)))

    assert count == 5
    assert told == [(2, 5), (4, 5), (5, 5)]


async def lends(town: Town, who: Person, day: int, *actions: Action) -> None:
    booking = await town.asks(who, town.at(day), town.at(day, 12))
    for action in actions:
        actor = who if action is Action.WITHDRAW else town.ada
        hour = {Action.HAND_OVER: 9, Action.RETURN: 11}.get(action)
        await act(actor, booking.id, Act(action), now=NOW if hour is None else town.at(day, hour))


async def test_the_owners_record_counts_loans_answers_and_different_people(town: Town) -> None:
    await lends(town, town.ben, 3, Action.CONFIRM, Action.HAND_OVER, Action.RETURN)
    await lends(town, town.cleo, 4, Action.DECLINE)
    await lends(town, town.ben, 5, Action.WITHDRAW)
    await lends(town, town.ben, 6)

    expected = Record(lent=1, asked=2, answered=2, trusted_by=1)
    current = await fresh_index()
    listing = current.engine.get(str(town.drill.id))

    assert await records.of(town.ada.id, None) == expected
    assert listing is not None
    assert listing.record == expected
    assert await records.of(town.ben.id, None) == Record()
    entry = await listings.load_one(b"test", town.drill.id)
    assert entry is not None
    assert entry.listing == listing


async def _moves_house(town: Town) -> None:
    await homes.settle(town.ben, town.group, (CENTRE[0] + 0.05, CENTRE[1] + 0.05), now=NOW)


async def test_a_token_that_was_revoked_opens_nothing_a_moment_later(town: Town) -> None:
    index.use(await fresh_index())
    tokens = await sessions.issue_token(town.ben, "phone", now=NOW)
    caller = await sessions.authenticate(tokens.access_token, now=NOW)
    again = await sessions.authenticate(tokens.access_token, now=NOW)
    await sessions.revoke(town.ben, caller.session_id, now=NOW)

    assert again.person.id == town.ben.id
    with pytest.raises(NotSignedIn):
        await sessions.authenticate(tokens.access_token, now=NOW)


async def test_the_old_token_is_worth_nothing_once_it_was_exchanged(town: Town) -> None:
    index.use(await fresh_index())
    old = await sessions.issue_token(town.ben, "phone", now=NOW)
    await sessions.authenticate(old.access_token, now=NOW)
    new = await sessions.refresh(old.refresh_token, now=NOW)

    assert (await sessions.authenticate(new.access_token, now=NOW)).person.id == town.ben.id
    with pytest.raises(NotSignedIn):
        await sessions.authenticate(old.access_token, now=NOW)
    with pytest.raises(NotSignedIn):
        await sessions.authenticate(new.access_token, now=NOW + timedelta(hours=1))


async def test_whoever_moved_house_searches_from_the_new_one(town: Town) -> None:
    index.use(await fresh_index())
    wish = search.Looking(category_id=DRILL, radius_m=1_000)
    await homes.settle(town.ben, town.group, CENTRE, now=NOW)
    near = await search.search(town.ben, wish, now=NOW)
    await _moves_house(town)

    assert len(near) == 1
    assert await search.search(town.ben, wish, now=NOW) == []


async def test_what_is_read_while_something_changes_is_not_kept() -> None:
    memory, answers = Memory(), iter(["old", "new", "never read"])

    async def read() -> str:
        answer = next(answers)
        if answer == "old":
            memory.forget([_a_fact("membership")])
        return answer

    found = [await memory.recall("groups", 1, read) for _ in range(3)]

    assert found == ["old", "new", "new"]


async def test_only_facts_about_people_and_groups_are_a_reason_to_forget() -> None:
    memory, answers = Memory(), iter(range(9))

    async def read() -> int:
        return next(answers)

    found = []
    for subject in ("booking", "need", "person", "resource", "session"):
        found.append(await memory.recall("groups", 1, read))
        memory.forget([_a_fact(subject)])

    assert found == [0, 0, 0, 1, 1]


def _a_fact(subject: str) -> followers.Entry:
    return followers.Entry(1, NOW, f"{subject}.changed", subject, "1", {})


@transactional
async def _leave(town: Town) -> None:
    mine = await groups.membership(town.ben, town.group.id)
    await execute("UPDATE memberships SET state = 'left' WHERE person_id = $1", [town.ben.id])
    Journal.write("membership.ended", actor=town.ben, subject=mine, group_id=town.group.id, now=NOW)


async def test_a_transaction_sees_what_it_did_itself(town: Town) -> None:
    index.use(await fresh_index())

    @transactional
    async def leave_and_look() -> list[str]:
        await _leave(town)
        return [one.card.title for one in await search.search(town.ben, search.Looking(category_id=DRILL), now=NOW)]

    before = await search.search(town.ben, search.Looking(category_id=DRILL), now=NOW)

    assert len(before) == 1
    assert await leave_and_look() == []


def counting() -> Callable[[], Awaitable[int]]:
    """Recalls, in a transaction of its own, a number that is one more each time that it has to be read."""
    answers = iter(range(9))

    async def read() -> int:
        return next(answers)

    @transactional
    async def recalled() -> int:
        return await index.recall("groups", "somebody", read)

    return recalled


async def test_a_transaction_is_told_what_is_remembered_and_what_was_committed_before_it(town: Town) -> None:
    index.use(await fresh_index())
    recalled = counting()

    found = [await recalled(), await recalled()]
    await _leave(town)
    found += [await recalled(), await recalled()]

    assert found == [0, 0, 1, 1]


async def test_a_transaction_that_must_not_wait_for_the_index_reads_for_itself(town: Town) -> None:
    current = await fresh_index()
    index.use(current)
    recalled = counting()

    found = [await recalled(), await recalled()]
    await _leave(town)
    current._reading = asyncio.Event()  # another task catches up, and may be waiting for this very transaction
    found.append(await recalled())

    assert found == [0, 0, 1]
