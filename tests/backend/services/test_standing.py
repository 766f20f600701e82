"""Who is let in: the suspended nowhere, strangers nowhere, and what is refused tells nothing that it should not."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from backend.services import availability, booking_reads, bookings, groups, homes, messages, needs, resources, search
from backend.services.moves import Act
from models.errors import Forbidden, NotFound
from models.group import GroupRole, Membership, Standing
from models.lifecycle import Action
from models.person import Person
from tests.backend.services.conftest import CENTRE, NOW, Town, newcomer

Deed = Callable[[Town, Person], Awaitable[object]]

DEEDS: dict[str, Deed] = {
    "invite": lambda town, who: groups.invite(who, town.group.id, uses=1, days=1, now=NOW),
    "name an area": lambda town, who: groups.name_area(who, town.group.id, "Bridgetown", CENTRE, now=NOW),
    "connect a chat": lambda town, who: groups.connect_chat(who, town.group.id, -100, now=NOW),
    "read the members": lambda town, who: groups.members(who, town.group.id),
    "read the group": lambda town, who: groups.get(who, town.group.id),
    "search": lambda town, who: search.search(who, search.Looking(text="drill", point=CENTRE), now=NOW),
    "look at a thing": lambda town, who: resources.visible(who, town.drill.id),
    "look at its calendar": lambda town, who: availability.look(
        who, town.drill.id, availability.Look(town.at(1), town.at(2)), now=NOW
    ),
    "move house": lambda town, who: homes.settle(who, town.group, CENTRE, now=NOW),
}


OF_ANOTHER = {"look at a thing", "look at its calendar"}
"""Things of others are as if they were not there."""


@pytest.mark.parametrize("deed", DEEDS)
async def test_a_suspended_steward_does_and_sees_nothing_of_the_group(town: Town, deed: str) -> None:
    await Membership.filter(person_id=town.ben.id).update(role=GroupRole.STEWARD)
    await Person.filter(id=town.ben.id).update(suspended_at=NOW)

    with pytest.raises((Forbidden, NotFound)) as refused:
        await DEEDS[deed](town, await Person.get(id=town.ben.id))

    assert refused.value.params == ({"what": "resource"} if deed in OF_ANOTHER else {"why": "suspended"})


@pytest.mark.parametrize("standing", [Standing.APPLIED, Standing.SUSPENDED, Standing.LEFT, None])
@pytest.mark.parametrize("deed", [deed for deed in DEEDS if deed != "search"])
async def test_who_is_no_member_finds_no_group(town: Town, standing: Standing | None, deed: str) -> None:
    stranger = await newcomer("Dora", 77)
    if standing is not None:
        await Membership.create(person=stranger, group=town.group, state=standing, role=GroupRole.ADMIN, joined_at=NOW)

    with pytest.raises(NotFound):
        await DEEDS[deed](town, stranger)


async def test_a_stranger_cannot_tell_what_is_hidden_from_what_is_not_there(town: Town) -> None:
    stranger = await newcomer("Dora", 77)
    booking = await town.asks(town.ben, town.at(5), town.at(6))
    message = await messages.send(town.ben, booking.id, "Hello", now=NOW)
    need = await needs.state(town.ben, needs.Wish("drill"), now=NOW)
    nothing = town.group.id

    for hidden, missing in (
        (messages.get(stranger, message.id), messages.get(stranger, nothing)),
        (needs.seen(stranger, need.id, now=NOW), needs.seen(stranger, nothing, now=NOW)),
        (resources.visible(stranger, town.drill.id), resources.visible(stranger, nothing)),
        (booking_reads.get(stranger, booking.id), booking_reads.get(stranger, nothing)),
        (homes.usable(stranger, town.drill.place_id), homes.usable(stranger, nothing)),
        (groups.get(stranger, town.group.id), groups.get(stranger, nothing)),
        (
            bookings.request(stranger, bookings.Wanted(town.drill.id, town.at(8), town.at(9)), now=NOW),
            bookings.request(stranger, bookings.Wanted(nothing, town.at(8), town.at(9)), now=NOW),
        ),
    ):
        with pytest.raises(NotFound) as one:
            await hidden
        with pytest.raises(NotFound) as other:
            await missing
        assert one.value.params == other.value.params


async def test_an_ex_member_finds_nothing_and_still_brings_back_what_they_have(town: Town) -> None:
    booking = await town.asks(town.ben, town.at(5), town.at(6))
    await bookings.act(town.ada, booking.id, Act(Action.CONFIRM), now=NOW)
    await bookings.act(town.ada, booking.id, Act(Action.HAND_OVER), now=town.at(5))
    await Membership.filter(person_id=town.ben.id).update(state=Standing.LEFT)

    returned = await bookings.act(town.ben, booking.id, Act(Action.RETURN), now=town.at(6))

    assert await search.search(town.ben, search.Looking(text="drill"), now=NOW) == []
    assert returned.borrower_returned_at == town.at(6)
