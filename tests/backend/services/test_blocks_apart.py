"""What a block does: neither finds what the other has or needs, what is under way stays, and nobody can tell."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest

from backend.services import (
    alerts,
    availability,
    blocks,
    booking_reads,
    bookings,
    finding,
    fitting,
    groups,
    messages,
    needs,
    resources,
    search,
    seekers,
    tellings,
    waiting,
)
from backend.services.moves import Act
from models.alert import Find
from models.block import Block
from models.booking import Booking, Message
from models.errors import Gone, NotFound, Refused
from models.lifecycle import Action, State
from models.notice import Notice, NoticeKind
from models.person import Person
from tests.backend.services.conftest import NOW, Town

EITHER_WAY = pytest.mark.parametrize("ada_blocks", [True, False], ids=["the owner blocks", "the borrower blocks"])


async def answer(deed: Any) -> tuple[type[Refused], dict[str, object]]:
    """What somebody is told who is refused."""
    with pytest.raises(Refused) as refused:
        await deed
    return type(refused.value), refused.value.params


async def block(town: Town, *, ada_blocks: bool) -> None:
    """One of Ada and Ben blocks the other."""
    who, whom = (town.ada, town.ben) if ada_blocks else (town.ben, town.ada)
    await blocks.block(who, whom.id, now=NOW)


async def finds(who: Person, **looking: Any) -> list[str]:
    found = await search.search(who, search.Looking(radius_m=50_000, **looking), now=NOW)
    return [one.card.title for one in found]


@EITHER_WAY
async def test_neither_finds_the_others_things_until_the_block_is_lifted(town: Town, ada_blocks: bool) -> None:
    await resources.offer(town.ben, resources.Thing("Saw", "tool.sawing.hand-saw"), now=NOW)
    before = await finds(town.ben), await finds(town.ada), await finds(town.cleo)
    await block(town, ada_blocks=ada_blocks)
    apart = await finds(town.ben), await finds(town.ada), await finds(town.cleo)
    for who, whom in ((town.ada, town.ben), (town.ben, town.ada)):
        await blocks.unblock(who, whom.id, now=NOW)
    after = await finds(town.ben), await finds(town.ada), await finds(town.cleo)

    assert (before[:2], apart[:2]) == ((["Bosch hammer drill"], ["Saw"]), ([], []))
    assert sorted(before[2]) == sorted(apart[2]) == ["Bosch hammer drill", "Saw"]
    assert after == before


@EITHER_WAY
async def test_what_a_need_and_an_alert_find_is_searched_the_same_way(town: Town, ada_blocks: bool) -> None:
    need = await needs.state(town.ben, needs.Wish("drill"), now=NOW)
    alert = await alerts.stand(town.ben, alerts.Lookout("drill"), now=NOW)
    await block(town, ada_blocks=ada_blocks)

    assert await needs.matches(town.ben, need.id, now=NOW) == []
    assert await alerts.matches(town.ben, alert.id, now=NOW) == []


@EITHER_WAY
async def test_the_thing_is_to_them_as_if_it_were_not_there(town: Town, ada_blocks: bool) -> None:
    await block(town, ada_blocks=ada_blocks)
    window = town.at(2), town.at(3)

    for of in (town.drill.id, uuid4()):
        asked = (
            resources.visible(town.ben, of),
            availability.look(town.ben, of, availability.Look(*window), now=NOW),
            fitting.fit(town.ben, of, window, now=NOW),
            bookings.request(town.ben, bookings.Wanted(of, *window), now=NOW),
        )
        assert [await answer(deed) for deed in asked] == [(NotFound, {"what": "resource"})] * 4
    assert (await resources.visible(town.cleo, town.drill.id)).id == town.drill.id
    assert (await resources.visible(town.ada, town.drill.id)).id == town.drill.id


@EITHER_WAY
async def test_what_is_under_way_goes_on_to_its_end(town: Town, ada_blocks: bool) -> None:
    booking = await town.asks(town.ben, town.at(1), town.at(2))
    await block(town, ada_blocks=ada_blocks)

    await bookings.act(town.ada, booking.id, Act(Action.CONFIRM), now=NOW)
    meeting = await booking_reads.meeting(town.ben, booking.id, now=NOW)
    await messages.send(town.ben, booking.id, "I am at the door", now=NOW)
    for who, action, at in (
        (town.ada, Action.HAND_OVER, town.at(1)),
        (town.ben, Action.RETURN, town.at(1.5)),
        (town.ada, Action.RETURN, town.at(1.5)),
    ):
        await bookings.act(who, booking.id, Act(action), now=at)

    assert meeting.lat
    assert (await Booking.get(id=booking.id)).state is State.CLOSED
    assert await Notice.filter(person_id=town.ada.id, kind=NoticeKind.MESSAGE).count() == 1


@EITHER_WAY
async def test_after_the_end_what_is_written_reaches_nobody_and_looks_as_before(town: Town, ada_blocks: bool) -> None:
    booking = await town.asks(town.ben, town.at(1), town.at(2))
    await bookings.act(town.ben, booking.id, Act(Action.WITHDRAW), now=NOW)
    await messages.send(town.ben, booking.id, "another time", now=NOW)
    await block(town, ada_blocks=ada_blocks)

    for who in (town.ada, town.ben):
        await messages.send(who, booking.id, "hear me", now=NOW)

    assert await Message.filter(text="hear me").count() == 2
    told = await Notice.filter(kind=NoticeKind.MESSAGE).values_list("person_id", flat=True)
    assert [UUID(str(person_id)) for person_id in told] == [town.ada.id]


@EITHER_WAY
async def test_nothing_that_comes_up_is_told_across_a_block(town: Town, ada_blocks: bool) -> None:
    for person in (town.ben, town.cleo):
        await alerts.stand(person, alerts.Lookout("drill"), now=NOW)
    await block(town, ada_blocks=ada_blocks)
    await resources.offer(town.ada, resources.Thing("Another drill", "tool.drilling.hammer-drill"), now=town.at(1))

    await finding.find(now=town.at(1))
    await tellings.tell_due(now=town.at(1) + finding.GATHER)

    told = await Notice.filter(kind=NoticeKind.THINGS_FOUND).values_list("person_id", flat=True)
    assert [UUID(str(person_id)) for person_id in told] == [town.cleo.id]
    assert [find.person_id for find in await Find.all()] == [town.cleo.id]


@EITHER_WAY
async def test_what_came_up_before_is_not_told_any_more(town: Town, ada_blocks: bool) -> None:
    await alerts.stand(town.ben, alerts.Lookout("drill"), now=NOW)
    await resources.offer(town.ada, resources.Thing("Another drill", "tool.drilling.hammer-drill"), now=town.at(1))
    await finding.find(now=town.at(1))
    untold = [one.resource.title for one in await tellings.untold(town.ben, now=town.at(1))]
    await block(town, ada_blocks=ada_blocks)

    told = await tellings.tell_due(now=town.at(1) + finding.GATHER)

    assert untold == ["Another drill"]
    assert (told, await Find.all().count()) == (0, 0)


@EITHER_WAY
async def test_neither_sees_what_the_other_needs(town: Town, ada_blocks: bool) -> None:
    need = await needs.state(town.ben, needs.Wish("drill"), now=NOW)
    before = await seekers.seekers(town.ada, town.drill.id, now=NOW)
    await block(town, ada_blocks=ada_blocks)

    assert [one.need.id for one in before] == [need.id]
    assert await seekers.seekers(town.ada, town.drill.id, now=NOW) == []
    apart = await answer(needs.seen(town.ada, need.id, now=NOW))
    assert (await needs.seen(town.cleo, need.id, now=NOW)).id == need.id
    await needs.withdraw(town.ben, need.id, now=NOW)
    assert apart == await answer(needs.seen(town.cleo, need.id, now=NOW)) == (Gone, {"what": "need"})


@EITHER_WAY
async def test_what_waits_knows_of_it_from_the_journal_and_from_the_start(town: Town, ada_blocks: bool) -> None:
    alert = await alerts.stand(town.ben, alerts.Lookout("drill"), now=NOW)

    async def hidden() -> frozenset[str]:
        await waiting.current().catch_up()
        standing = waiting.current().standings.get(f"alert:{alert.id}")
        assert standing is not None
        return standing.hidden_owners

    before = await hidden()
    await block(town, ada_blocks=ada_blocks)
    followed = await hidden()
    await waiting.current().build()
    built = await hidden()
    for who, whom in ((town.ada, town.ben), (town.ben, town.ada)):
        await blocks.unblock(who, whom.id, now=NOW)

    assert (before, followed, built, await hidden()) == (
        frozenset(),
        frozenset({str(town.ada.id)}),
        frozenset({str(town.ada.id)}),
        frozenset(),
    )


async def test_what_the_group_owns_is_found_whomever_of_its_stewards_one_blocks(town: Town) -> None:
    shared = resources.Thing("Marquee", "tool.drilling.hammer-drill", owner_group_id=town.group.id)
    await resources.offer(town.ada, shared, now=NOW)
    await block(town, ada_blocks=True)

    assert await finds(town.ben) == ["Marquee"]
    assert [one.name for one in await groups.stewards(town.group.id)] == ["Ada"]


@EITHER_WAY
async def test_a_steward_sees_no_need_across_a_block_for_what_the_group_owns_either(
    town: Town, ada_blocks: bool
) -> None:
    shared = resources.Thing("Common drill", "tool.drilling.hammer-drill", owner_group_id=town.group.id)
    common = await resources.offer(town.ada, shared, now=NOW)
    for person in (town.ben, town.cleo):
        await needs.state(person, needs.Wish("drill"), now=NOW)
    await block(town, ada_blocks=ada_blocks)

    sought = await seekers.seekers(town.ada, common.id, now=NOW)

    assert [one.need.person_id for one in sought] == [town.cleo.id]


async def test_the_database_has_the_last_word_whatever_the_memory_says(town: Town) -> None:
    await alerts.stand(town.ben, alerts.Lookout("drill"), now=NOW)
    await resources.offer(town.ada, resources.Thing("Another drill", "tool.drilling.hammer-drill"), now=town.at(1))
    await waiting.current().catch_up()
    await Block.create(who=town.ada, whom=town.ben, since=NOW)  # without a fact, so that no memory hears of it

    await finding.find(now=town.at(1))

    assert await Find.all().count() == 0
