"""What a link shows: only what its owner chose to show there, to members of the two groups, and one step far."""

from __future__ import annotations

from typing import Any

import pytest

from backend.services import (
    alerts,
    asks,
    blocks,
    booking_reads,
    bookings,
    finding,
    index,
    links,
    needs,
    resources,
    search,
    seekers,
    tellings,
)
from backend.services.moves import Act
from matching.brute_force import BruteForce
from models.alert import Find
from models.errors import Gone, NotFound, NotNow, Refused
from models.group import Membership, Standing
from models.inquiry import Ask
from models.lifecycle import Action, State
from models.notice import Notice, NoticeKind
from models.person import Person
from tests.backend.services.beside import beside, linked
from tests.backend.services.conftest import DRILL, NOW, Town
from tests.backend.services.lenders import asks_around


async def finds(who: Person, **looking: Any) -> list[str]:
    found = await search.search(who, search.Looking(radius_m=50_000, **looking), now=NOW)
    return [one.card.title for one in found]


async def shows(town: Town, *, to_linked: bool = True) -> None:
    """Ada chooses whether her drill is seen in linked groups."""
    await resources.change(town.ada, town.drill.id, resources.Changes(seen_by_linked=to_linked), now=NOW)


async def refusal(deed: Any) -> type[Refused]:
    with pytest.raises(Refused) as refused:
        await deed
    return type(refused.value)


async def test_it_takes_a_link_that_both_agreed_and_the_owners_choice(town: Town) -> None:
    other = await beside()
    seen = {"nothing": await finds(other.fay)}
    made = await links.propose(town.ada, town.group.id, "dartington", now=NOW)
    await shows(town)
    seen["proposed and chosen"] = await finds(other.fay)
    await shows(town, to_linked=False)
    await links.agree(other.eve, other.group.id, made.link.id, now=NOW)
    seen["agreed"] = await finds(other.fay)
    await shows(town)
    seen["agreed and chosen"] = await finds(other.fay)
    await shows(town, to_linked=False)
    seen["no longer chosen"] = await finds(other.fay)
    await shows(town)
    await links.end(other.eve, other.group.id, made.link.id, now=NOW)
    seen["ended"] = await finds(other.fay)

    assert {state for state, titles in seen.items() if titles} == {"agreed and chosen"}
    assert seen["agreed and chosen"] == ["Bosch hammer drill"]


async def test_what_is_found_follows_the_link_alone(town: Town) -> None:
    other = await beside()
    await shows(town)
    before = await finds(other.fay)
    made = await linked(town, other)
    during = await finds(other.fay)
    await links.end(other.eve, other.group.id, made.link.id, now=NOW)

    assert (before, during, await finds(other.fay)) == ([], ["Bosch hammer drill"], [])


@pytest.mark.parametrize("town_proposes", [True, False])
async def test_once_it_is_ended_neither_side_finds_what_the_other_shows(town: Town, town_proposes: bool) -> None:
    other = await beside()
    await shows(town)
    await resources.offer(other.fay, resources.Thing("Saw", "tool.sawing.hand-saw", seen_by_linked=True), now=NOW)
    sides = [(town.ada, town.group), (other.eve, other.group)]
    (here, ours), (there, theirs) = sides if town_proposes else sides[::-1]
    made = await links.propose(here, ours.id, theirs.slug, now=NOW)
    await links.agree(there, theirs.id, made.link.id, now=NOW)
    during = [sorted(await finds(who)) for who in (town.ben, other.eve)]
    await links.end(here, ours.id, made.link.id, now=NOW)

    assert during == [["Bosch hammer drill", "Saw"]] * 2
    assert (await finds(town.ben), await finds(other.eve)) == (["Bosch hammer drill"], ["Saw"])


async def test_it_is_seen_as_something_of_the_other_group_too(town: Town) -> None:
    other = await beside()
    await linked(town, other)
    await shows(town)

    assert await finds(other.fay, group_id=other.group.id) == ["Bosch hammer drill"]
    assert (await resources.visible(other.fay, town.drill.id)).id == town.drill.id


async def test_who_agreed_may_also_show_and_offering_can_say_so_at_once(town: Town) -> None:
    other = await beside()
    await linked(town, other)
    for title, to_linked in (("Shown saw", True), ("Own saw", False)):
        thing = resources.Thing(title, "tool.sawing.hand-saw", seen_by_linked=to_linked)
        await resources.offer(other.fay, thing, now=NOW)

    assert await finds(town.ben, text="saw") == ["Shown saw"]
    assert sorted(await finds(other.eve, text="saw")) == ["Own saw", "Shown saw"]


async def test_an_index_that_is_read_from_the_start_shows_the_same(town: Town) -> None:
    other, apart = await beside(), await beside("ashburton", number=820)
    await linked(town, other)
    await shows(town)
    await resources.offer(town.ben, resources.Thing("Saw", "tool.sawing.hand-saw"), now=NOW)

    fresh = index.Index(BruteForce(lambda _asked, _words: 0.0), b"test")
    await fresh.build()
    index.use(fresh)

    assert [await finds(who) for who in (other.fay, apart.fay)] == [["Bosch hammer drill"], []]


async def test_a_link_leads_one_step_and_no_further(town: Town) -> None:
    middle, far = await beside(), await beside("ashburton", number=820)
    await linked(town, middle)
    made = await links.propose(middle.eve, middle.group.id, "ashburton", now=NOW)
    await links.agree(far.eve, far.group.id, made.link.id, now=NOW)
    await shows(town)

    assert await finds(far.fay) == []
    assert await refusal(resources.visible(far.fay, town.drill.id)) is NotFound


async def test_a_member_of_a_linked_group_borrows_and_learns_the_place_only_then(town: Town) -> None:
    other = await beside()
    await linked(town, other)
    await shows(town)

    booking = await bookings.request(other.fay, bookings.Wanted(town.drill.id, town.at(1), town.at(2)), now=NOW)
    early = await refusal(booking_reads.meeting(other.fay, booking.id, now=NOW))
    await bookings.act(town.ada, booking.id, Act(Action.CONFIRM), now=NOW)
    meeting = await booking_reads.meeting(other.fay, booking.id, now=NOW)

    assert (booking.state, booking.group_id, early) == (State.REQUESTED, other.group.id, NotFound)
    assert meeting.lat
    assert await Notice.filter(person_id=town.ada.id, kind=NoticeKind.BOOKING_REQUESTED).count() == 1


async def test_after_the_end_nothing_new_is_asked_for_or_agreed_and_what_was_agreed_goes_on(town: Town) -> None:
    other = await beside()
    made = await linked(town, other)
    await shows(town)
    wanted = [bookings.Wanted(town.drill.id, town.at(day), town.at(day + 1)) for day in (1, 3, 5)]
    agreed, asked = [await bookings.request(other.fay, one, now=NOW) for one in wanted[:2]]
    await bookings.act(town.ada, agreed.id, Act(Action.CONFIRM), now=NOW)

    await links.end(town.ada, town.group.id, made.link.id, now=NOW)

    assert await refusal(bookings.request(other.fay, wanted[2], now=NOW)) is NotFound
    assert await refusal(bookings.act(town.ada, asked.id, Act(Action.CONFIRM), now=NOW)) is NotNow
    handed = await bookings.act(town.ada, agreed.id, Act(Action.HAND_OVER), now=town.at(1))
    assert handed.state is State.OUT


async def test_an_alert_hears_of_it_once_when_its_owner_chooses_so(town: Town) -> None:
    other = await beside()
    await linked(town, other)
    await alerts.stand(other.fay, alerts.Lookout("drill"), now=NOW)
    heard = []
    for day, to_linked in ((1, True), (2, False), (3, True)):
        at = town.at(day)
        await resources.change(town.ada, town.drill.id, resources.Changes(seen_by_linked=to_linked), now=at)
        await finding.find(now=at)
        await tellings.tell_due(now=at + finding.GATHER)
        heard.append(await Notice.filter(person_id=other.fay.id, kind=NoticeKind.THINGS_FOUND).count())

    assert heard == [1, 1, 1]


async def test_for_ones_own_group_it_is_no_news_that_others_see_it(town: Town) -> None:
    await linked(town, await beside())
    await alerts.stand(town.ben, alerts.Lookout("drill"), now=NOW)
    for day, to_linked in ((1, True), (2, False)):
        await resources.change(town.ada, town.drill.id, resources.Changes(seen_by_linked=to_linked), now=town.at(day))
        await finding.find(now=town.at(day))

    assert await Find.all().count() == 0


async def test_what_is_needed_in_one_group_is_not_shown_in_the_other(town: Town) -> None:
    other = await beside()
    await linked(town, other)
    await shows(town)
    need = await needs.state(other.fay, needs.Wish("drill"), now=NOW)

    assert await seekers.seekers(town.ada, town.drill.id, now=NOW) == []
    assert await refusal(needs.seen(town.ada, need.id, now=NOW)) is NotFound


@pytest.mark.parametrize("to_linked", [True, False])
async def test_asking_around_reaches_owners_who_show_it_there(town: Town, to_linked: bool) -> None:
    other = await beside()
    await linked(town, other)
    await shows(town, to_linked=to_linked)
    window = {"starts_at": town.at(2, 9), "ends_at": town.at(2, 17)}
    need = await needs.state(other.fay, needs.Wish("drill", radius_m=50_000, **window), now=NOW)  # type: ignore[arg-type]

    await asks_around(other.fay, need)

    assert [ask.person_id for ask in await Ask.all()] == ([town.ada.id] if to_linked else [])


async def test_a_yes_after_the_end_of_a_link_comes_too_late(town: Town) -> None:
    other = await beside()
    made = await linked(town, other)
    await shows(town)
    need = await needs.state(other.fay, needs.Wish("drill", radius_m=50_000), now=NOW)
    await asks_around(other.fay, need)
    await links.end(town.ada, town.group.id, made.link.id, now=NOW)

    [ask] = await Ask.all()
    assert await refusal(asks.agree(town.ada, ask.id, now=NOW)) is Gone
    assert await Notice.filter(person_id=other.fay.id, kind=NoticeKind.ASK_AGREED).count() == 0


async def test_whose_thing_one_sees_may_be_blocked_and_is_gone_then(town: Town) -> None:
    other = await beside()
    await linked(town, other)
    before = await refusal(blocks.block(other.fay, town.ada.id, now=NOW))
    await shows(town)

    await blocks.block(other.fay, town.ada.id, now=NOW)

    assert before is NotFound
    assert await refusal(blocks.block(other.fay, town.ben.id, now=NOW)) is NotFound
    await Membership.filter(person_id=other.eve.id).update(state=Standing.LEFT)
    assert await refusal(blocks.block(other.eve, town.ada.id, now=NOW)) is NotFound
    assert await refusal(resources.visible(other.fay, town.drill.id)) is NotFound
    assert (await finds(other.fay), await finds(town.ben)) == ([], ["Bosch hammer drill"])


async def test_whether_there_is_anybody_to_show_it_to(town: Town) -> None:
    other = await beside()
    before = await links.lie_around(town.drill.id)
    made = await linked(town, other)
    during = await links.lie_around(town.drill.id)
    await links.end(town.ada, town.group.id, made.link.id, now=NOW)

    assert (before, during, await links.lie_around(town.drill.id)) == (False, True, False)


async def test_the_commons_is_shown_as_its_stewards_choose(town: Town) -> None:
    other = await beside()
    await linked(town, other)
    shared = resources.Thing("Marquee", DRILL, owner_group_id=town.group.id, seen_by_linked=True)
    marquee = await resources.offer(town.ada, shared, now=NOW)
    before = await finds(other.fay)

    await resources.change(town.ada, marquee.id, resources.Changes(seen_by_linked=False), now=NOW)

    assert (before, await finds(other.fay)) == (["Marquee"], [])
