"""Whoever waits for something hears of it once, when it can be had: new, listed again, or given up by somebody."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from backend.services import alerts, bookings, finding, followers, groups, homes, needs, resources, tellings, waiting
from backend.services.moves import Act
from models.alert import Find
from models.booking import Booking
from models.errors import Busy
from models.group import Membership, Standing
from models.journal import Cursor
from models.lifecycle import Action
from models.notice import Notice, NoticeKind
from models.person import Person
from models.resource import Listed
from tests.backend.services.conftest import CENTRE, DRILL, NOW, Town
from tests.backend.services.lookouts import found_for, heard, lookout, looks_out, offers, time_passes, titles

LATER = NOW + timedelta(hours=1)


@pytest.fixture(autouse=True)
async def reading(town: Town) -> None:
    await lookout()


async def test_a_need_and_an_alert_hear_of_a_new_thing_and_its_owner_does_not(town: Town) -> None:
    await needs.state(town.ben, needs.Wish("drill"), now=NOW)
    await looks_out(town.cleo, "", category_id=DRILL)
    await looks_out(town.ada)

    await offers(town.ada, now=LATER)
    await time_passes(LATER)

    assert await titles(town.ben, now=LATER) == [["Hilti hammer drill"]]
    assert await titles(town.cleo, now=LATER) == [["Hilti hammer drill"]]
    assert await titles(town.ada, now=LATER) == []
    assert {one.owner for one in (await heard(town.ben, now=LATER))[0]} == {"Ada"}


async def test_it_is_told_once_however_often_the_journal_is_read_and_the_thing_changes(town: Town) -> None:
    await looks_out(town.ben)
    thing = await offers(town.ada, now=LATER)

    for hours in range(4):
        now = LATER + timedelta(hours=hours)
        await time_passes(now)
        await resources.change(town.ada, thing.id, resources.Changes(title=f"Hilti hammer drill {hours}"), now=now)

    assert await titles(town.ben, now=LATER) == [["Hilti hammer drill 3"]]


async def test_what_was_there_before_one_looked_out_is_no_news(town: Town) -> None:
    await offers(town.ada, now=NOW)
    await looks_out(town.ben, now=LATER)

    await time_passes(LATER)

    assert await found_for(town, town.ben) == set()


async def test_listed_again_and_meant_otherwise_are_news_and_terms_of_booking_are_none(town: Town) -> None:
    await looks_out(town.ben)
    for changes in (
        resources.Changes(instant=True, description="As new"),
        resources.Changes(state=Listed.PAUSED),
        resources.Changes(state=Listed.LISTED),
    ):
        await resources.change(town.ada, town.drill.id, changes, now=LATER)
        await finding.find(now=LATER)
        seen = await found_for(town, town.ben)
        assert seen == ({"Bosch hammer drill"} if changes.state is Listed.LISTED else set())


@pytest.mark.parametrize("radius_m", [1_000, 2_000])
async def test_only_within_its_radius_from_cell_to_cell(town: Town, radius_m: int) -> None:
    await looks_out(town.ben, radius_m=radius_m)

    await offers(town.ada, now=LATER)
    await finding.find(now=LATER)

    assert bool(await found_for(town, town.ben)) == (radius_m == 2_000)


async def test_an_alert_moves_house_with_its_person(town: Town) -> None:
    await looks_out(town.ben, radius_m=1_000)
    await waiting.current().catch_up()
    await homes.settle(town.ben, town.group, CENTRE, now=NOW)

    await offers(town.ada, now=LATER)
    await time_passes(LATER)

    assert [[came.near.low_m for came in told] for told in await heard(town.ben, now=LATER)] == [[0]]


async def test_a_thing_that_moves_near_is_news(town: Town) -> None:
    await looks_out(town.cleo, radius_m=1_000)
    await homes.settle(town.ada, town.group, (CENTRE[0] + 0.02, CENTRE[1]), now=LATER)

    await finding.find(now=LATER)

    assert await found_for(town, town.cleo) == {"Bosch hammer drill"}


async def test_words_that_mean_no_category_have_to_stand_there(town: Town) -> None:
    await looks_out(town.ben, "purple zorbulator")

    await offers(town.ada, "Zorbulator, purple", now=LATER)
    await offers(town.ada, "Hammer drill, purple", now=LATER)
    await finding.find(now=LATER)

    assert await found_for(town, town.ben) == {"Zorbulator, purple"}


Ending = Callable[[Town, Booking], Awaitable[object]]

ENDINGS: dict[str, Ending] = {
    "declined": lambda town, one: bookings.act(town.ada, one.id, Act(Action.DECLINE), now=LATER),
    "withdrawn": lambda town, one: bookings.act(town.ben, one.id, Act(Action.WITHDRAW), now=LATER),
    "expired": lambda town, one: bookings.let_time_act(one.id, Action.EXPIRE, now=town.at(2)),
}


@pytest.mark.parametrize("how", ENDINGS)
async def test_time_that_a_request_lets_go_of_is_news_for_who_waits_for_it_but_not_for_who_asked(
    town: Town, how: str
) -> None:
    booking = await town.asks(town.ben, town.at(5), town.at(6))
    await looks_out(town.ben, starts_at=town.at(5), ends_at=town.at(6))
    await looks_out(town.cleo, starts_at=town.at(5), ends_at=town.at(6))
    await looks_out(town.cleo, starts_at=town.at(9), ends_at=town.at(10))

    await finding.find(now=LATER)
    before = await found_for(town, town.cleo)
    await ENDINGS[how](town, booking)
    await finding.find(now=town.at(2))

    assert (before, await Find.filter(person_id=town.cleo.id).count()) == (set(), 1)
    assert await found_for(town, town.ben) == set()


async def test_an_early_return_frees_the_rest_and_only_the_rest(town: Town) -> None:
    booking = await town.asks(town.ben, town.at(1), town.at(9))
    await bookings.act(town.ada, booking.id, Act(Action.CONFIRM), now=NOW)
    await bookings.act(town.ada, booking.id, Act(Action.HAND_OVER), now=town.at(1))
    waits = await looks_out(town.cleo, starts_at=town.at(5), ends_at=town.at(6))
    await looks_out(town.cleo, starts_at=town.at(9), ends_at=town.at(10))
    await finding.find(now=town.at(2))

    await bookings.act(town.ben, booking.id, Act(Action.RETURN), now=town.at(3))
    await bookings.act(town.ada, booking.id, Act(Action.RETURN), now=town.at(3, 12))
    await finding.find(now=town.at(3, 12))

    assert [find.alert_id for find in await Find.all()] == [waits.id]


async def test_a_cancelled_booking_frees_its_time(town: Town) -> None:
    booking = await town.asks(town.ben, town.at(5), town.at(6))
    await bookings.act(town.ada, booking.id, Act(Action.CONFIRM), now=NOW)
    await looks_out(town.cleo, starts_at=town.at(5), ends_at=town.at(6))

    await bookings.act(town.ada, booking.id, Act(Action.CANCEL, reason="broken"), now=LATER)
    await finding.find(now=LATER)

    assert await found_for(town, town.cleo) == {"Bosch hammer drill"}


@pytest.mark.parametrize("how", ["withdrawn", "met", "lapsed", "suspended", "left"])
async def test_a_need_that_stands_no_longer_is_not_told(town: Town, how: str) -> None:
    need = await needs.state(town.ben, needs.Wish("drill"), now=NOW)
    await waiting.current().catch_up()
    now = LATER
    if how == "withdrawn":
        await needs.withdraw(town.ben, need.id, now=NOW)
    elif how == "met":
        asked = bookings.Wanted(town.drill.id, town.at(1), town.at(2), need.id)
        booking = await bookings.request(town.ben, asked, now=NOW)
        await bookings.act(town.ada, booking.id, Act(Action.CONFIRM), now=NOW)
    elif how == "lapsed":
        now = town.at(7)
    elif how == "suspended":
        await Person.filter(id=town.ben.id).update(suspended_at=NOW)
    else:
        await Membership.filter(person_id=town.ben.id).update(state=Standing.LEFT)

    await offers(town.ada, now=now)
    await finding.find(now=now)

    assert await found_for(town, town.ben) == set()


@pytest.mark.parametrize("how", ["withdrawn", "paused", "suspended", "left"])
async def test_what_has_lost_its_point_by_the_time_of_telling_is_not_told(town: Town, how: str) -> None:
    alert = await looks_out(town.ben)
    thing = await offers(town.ada, now=LATER)
    await finding.find(now=LATER)
    if how == "withdrawn":
        await alerts.withdraw(town.ben, alert.id, now=LATER)
    elif how == "paused":
        await resources.change(town.ada, thing.id, resources.Changes(state=Listed.PAUSED), now=LATER)
    elif how == "suspended":
        await Person.filter(id=town.ben.id).update(suspended_at=NOW)
    else:
        await Membership.filter(person_id=town.ben.id).update(state=Standing.LEFT)

    await time_passes(LATER)

    assert (await titles(town.ben, now=LATER), await Find.all().count()) == ([], 0)


async def test_whoever_joins_a_group_hears_of_its_things_from_then_on(town: Town) -> None:
    await Membership.filter(person_id=town.ben.id).update(state=Standing.LEFT)
    await looks_out(town.ben)
    await lookout()
    code = await groups.invite(town.ada, town.group.id, uses=1, days=9, now=NOW)

    await offers(town.ada, "Hilti", now=LATER)
    await finding.find(now=LATER)
    await groups.join(town.ben, code, now=LATER)
    await offers(town.ada, "Makita", now=LATER + timedelta(hours=1))
    await finding.find(now=LATER + timedelta(hours=1))

    assert await found_for(town, town.ben) == {"Makita"}


async def test_two_processes_find_the_same_once_and_tell_it_once(town: Town) -> None:
    await looks_out(town.ben)
    await looks_out(town.cleo)
    await offers(town.ada, now=LATER)

    await asyncio.gather(*(finding.find(now=LATER) for _ in range(4)))
    told = await asyncio.gather(*(tellings.tell_due(now=LATER + finding.GATHER) for _ in range(4)))

    assert (await Find.all().count(), sum(told)) == (2, 2)
    assert await Notice.filter(kind=NoticeKind.THINGS_FOUND).count() == 2


async def test_a_reader_that_is_not_up_to_date_leaves_the_rows_for_its_next_turn(town: Town) -> None:
    await looks_out(town.ben)
    await offers(town.ada, now=LATER)
    busy = waiting.current()

    await busy._lock.acquire()
    with pytest.raises(Busy):
        await followers.follow(finding.NAME, lambda rows: finding._find(rows, now=LATER))
    busy._lock.release()
    at = await Cursor.get_or_none(name=finding.NAME)
    await finding.find(now=LATER)

    assert at is None or at.seq == 0
    assert await found_for(town, town.ben) == {"Hilti hammer drill"}


async def test_what_lapsed_is_swept_out_of_memory(town: Town) -> None:
    await looks_out(town.ben, days=10)
    await looks_out(town.ben, days=20)
    await waiting.current().catch_up()

    waiting.current().sweep(town.at(10))

    assert len(waiting.current().standings) == 1
    assert len((await lookout()).standings) == 2
