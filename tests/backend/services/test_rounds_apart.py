"""Rounds and blocks: who is kept apart from an owner is not shown, given or refused their thing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from backend.services import blocks, resources, round_requests, rounds
from models.errors import Invalid
from models.resource import Resource
from models.round import RequestState
from tests.backend.services.conftest import DRILL, NOW, Town
from tests.backend.services.rounds_town import START, Rounds, became, bookings_of, rounds_in

EITHER_WAY = pytest.mark.parametrize("owner_blocks", [True, False], ids=["the owner blocks", "who asks blocks"])


@pytest.fixture
async def midsummer(town: Town) -> Rounds:
    return await rounds_in(town)


async def lent_by_cleo(town: Town) -> Resource:
    return await resources.offer(town.cleo, resources.Thing("Trailer", DRILL, instant=True), now=NOW)


async def block(town: Town, *, owner_blocks: bool) -> None:
    who, whom = (town.cleo, town.ben) if owner_blocks else (town.ben, town.cleo)
    await blocks.block(who, whom.id, now=NOW)


@EITHER_WAY
async def test_what_one_cannot_have_is_given_to_who_can(midsummer: Rounds, owner_blocks: bool) -> None:
    town = midsummer.town
    trailer = await lent_by_cleo(town)
    await midsummer.had(town.ada)  # so that Ben would be served first
    asked = await midsummer.opened(trailer)
    first, second = await midsummer.asks(town.ben, asked), await midsummer.asks(town.ada, asked)
    await block(town, owner_blocks=owner_blocks)

    await midsummer.decided()

    assert (await became(first), await became(second)) == (RequestState.IMPOSSIBLE, RequestState.GIVEN)
    assert await bookings_of(trailer.id) == [(town.ada.id, START, START + timedelta(hours=4))]


@EITHER_WAY
async def test_a_round_shows_nothing_across_a_block_nor_takes_it_in_a_request(
    midsummer: Rounds, owner_blocks: bool
) -> None:
    town = midsummer.town
    trailer = await lent_by_cleo(town)
    asked = await midsummer.opened(trailer, midsummer.marquee)
    await block(town, owner_blocks=owner_blocks)

    async def things(*shown: rounds.Shown) -> list[list[str]]:
        return [[thing.title for thing in one.things] for one in shown]

    assert await things(await rounds.seen(town.ben, asked.id), *await rounds.of_groups(town.ben)) == [["Marquee"]] * 2
    assert await things(await rounds.seen(town.ada, asked.id)) == [["Marquee", "Trailer"]]
    with pytest.raises(Invalid) as refused:
        await midsummer.asks(town.ben, asked, resource_ids=(trailer.id,))
    assert [(fault.pointer, fault.code) for fault in refused.value.faults] == [("/resource_ids/0", "not_in_round")]
    await midsummer.asks(town.ada, asked, resource_ids=(trailer.id,))
    assert len(await round_requests.mine(town.ada, asked.id)) == 1
