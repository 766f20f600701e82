"""Like units: a booking that fits only if others change units is made, and nobody is told a unit that then changes."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest
from tortoise.exceptions import IntegrityError

from backend.services import bookings, fitting, index, pools, resources
from backend.services.moves import Act
from backend.services.search import Looking, search
from matching.capacity import Busy
from matching.intervals import FOREVER, Period
from matching.opening import always
from matching.pools import Held
from matching.rules import Rules
from matching.supply import Supply
from models.booking import Booking
from models.errors import Refused, Unavailable
from models.journal import Journal
from models.lifecycle import Action, State
from models.notice import Notice
from models.person import Person
from models.resource import Resource, Unit
from models.transaction import transactional
from tests.backend.services.conftest import DRILL, NOW, Town


def at(hour: int, day: int = 5) -> datetime:
    return NOW.replace(hour=hour) + timedelta(days=day)


async def books(who: Person, thing: Resource, start: datetime, end: datetime, *, now: datetime = NOW) -> Booking:
    return await bookings.request(who, bookings.Wanted(thing.id, start, end), now=now)


async def scattered(town: Town, thing: Resource, day: int = 5) -> tuple[Booking, Booking]:
    """Nine to eleven on one unit and one to three on the other, so that neither is free from ten to two."""
    early = await books(town.ben, thing, at(9, day), at(11, day))
    blocker = await books(town.cleo, thing, at(9, day), at(15, day))
    late = await books(town.ben, thing, at(13, day), at(15, day))
    await bookings.act(town.cleo, blocker.id, Act(Action.CANCEL, reason="rain"), now=NOW)
    await Booking.filter(id=late.id).update(unit_id=blocker.unit_id)
    return early, late


async def holding(thing: Resource) -> list[tuple[int, datetime, datetime]]:
    rows = await Booking.filter(resource_id=thing.id, state__in=["requested", "confirmed", "out"]).order_by("starts_at")
    return [(row.unit_id, row.starts_at, row.ends_at) for row in rows]


async def test_others_change_units_so_that_one_more_fits(town: Town, drills: Resource) -> None:
    early, late = await scattered(town, drills)
    told = await Notice.all().count()

    long = await books(town.cleo, drills, at(10), at(14))

    units = {unit for unit, _start, _end in await holding(drills)}
    assert (long.state, len(units)) == (State.CONFIRMED, 2)
    kept = [await Booking.get(id=one.id) for one in (early, late)]
    assert kept[0].unit_id == kept[1].unit_id != long.unit_id
    assert [(one.state, one.version) for one in kept] == [(State.CONFIRMED, 1)] * 2
    swapped = await Journal.get(verb="booking.swapped")
    assert swapped.data == {"resource_id": str(drills.id), "unit_id": kept[0].unit_id}
    assert await Notice.all().count() == told + 1  # the owner, of the new booking


async def test_two_that_change_places_do_not_collide_on_the_way(town: Town, drills: Resource) -> None:
    one = await books(town.ben, drills, at(9), at(11))
    two = await books(town.cleo, drills, at(9), at(11))

    await swap(one, two)

    after = [await Booking.get(id=booking.id) for booking in (one, two)]
    assert [booking.unit_id for booking in after] == [two.unit_id, one.unit_id]
    assert {booking.state for booking in after} == {State.CONFIRMED}


@transactional
async def swap(one: Booking, two: Booking) -> None:
    await pools._move({one.id: two.unit_id, two.id: one.unit_id}, now=NOW)


async def test_within_the_lock_nobody_changes_units(town: Town, drills: Resource) -> None:
    await scattered(town, drills)
    late = at(9) - pools.LOCK

    with pytest.raises(Unavailable):
        await books(town.cleo, drills, at(10), at(14), now=late + timedelta(hours=5))
    made = await books(town.cleo, drills, at(10), at(14), now=late + timedelta(hours=3))

    assert made.state is State.CONFIRMED


async def test_what_is_out_keeps_its_unit(town: Town, drills: Resource) -> None:
    early, late = await scattered(town, drills)
    for one in (early, late):
        await Booking.filter(id=one.id).update(state=State.OUT)

    with pytest.raises(Unavailable):
        await books(town.cleo, drills, at(10), at(14))


async def test_a_request_that_waits_may_change_units_as_well(town: Town) -> None:
    thing = await resources.offer(town.ada, resources.Thing("Saws", DRILL, units=2), now=NOW)
    early = await books(town.ben, thing, at(9), at(11))
    late = await books(town.ben, thing, at(13), at(15))
    other = await Unit.filter(resource_id=thing.id).exclude(id=early.unit_id).get()
    await Booking.filter(id=late.id).update(unit_id=other.id)

    made = await books(town.cleo, thing, at(10), at(14))

    assert made.state is State.REQUESTED
    assert {row.state for row in await Booking.filter(resource_id=thing.id)} == {State.REQUESTED}


async def test_the_gap_between_two_bookings_is_kept_when_they_come_together(town: Town) -> None:
    rules = {"buffer_after_minutes": 150}
    thing = await resources.offer(town.ada, resources.Thing("Vans", DRILL, units=2, instant=True, rules=rules), now=NOW)
    early = await books(town.ben, thing, at(9), at(11))
    late = await books(town.ben, thing, at(13), at(15))

    assert early.unit_id != late.unit_id
    with pytest.raises(Unavailable):
        await books(town.cleo, thing, at(10), at(14))


def test_what_may_not_move_is_in_the_way_of_its_unit_alone_and_what_is_overdue_for_good() -> None:
    soon, far = NOW + timedelta(hours=23), NOW + timedelta(hours=25)
    hour, gap = timedelta(hours=1), timedelta(minutes=30)
    late = Busy(1, NOW - 2 * hour, NOW - hour, booking="late", out=True)
    held = [Busy(2, start, start + hour, booking=name) for name, start in (("soon", soon), ("far", far))]
    supply = Supply(always("UTC"), Rules(buffer_before_minutes=30, buffer_after_minutes=15), (1, 2), (late, *held))

    found = pools.pool(supply, NOW)

    assert found.held == (Held("far", Period(far, far + hour + gap), unit="2"),)
    assert found.blocked == {"1": (Period(late.start, FOREVER),), "2": (Period(soon, soon + hour + gap),)}


async def test_what_is_full_is_refused_with_its_reasons(town: Town, drills: Resource) -> None:
    await books(town.ben, drills, at(9), at(15))
    await books(town.ben, drills, at(9), at(15))

    with pytest.raises(Unavailable) as refused:
        await books(town.cleo, drills, at(10), at(14))

    assert [reason.code for reason in refused.value.reasons] == ["no_unit_free"]


async def test_of_many_who_ask_at_once_as_many_are_served_as_fit(town: Town, drills: Resource) -> None:
    await scattered(town, drills)
    await scattered(town, drills, day=7)

    async def ask(number: int) -> Booking | Refused:
        try:
            return await books(
                (town.ben, town.cleo)[number % 2], drills, at(10, 5 + number % 2 * 2), at(14, 5 + number % 2 * 2)
            )
        except Refused as refused:
            return refused

    outcomes = await asyncio.gather(*(ask(number) for number in range(12)))

    made = [one for one in outcomes if isinstance(one, Booking)]
    assert sorted(one.starts_at for one in made) == [at(10), at(10, 7)]
    assert not overlaps(await holding(drills))


async def test_the_database_refuses_a_swap_that_would_give_a_unit_twice(town: Town, drills: Resource) -> None:
    one = await books(town.ben, drills, at(9), at(11))
    two = await books(town.cleo, drills, at(10), at(12))

    with pytest.raises(IntegrityError):
        await transactional(pools._move)({two.id: one.unit_id}, now=NOW)

    assert not overlaps(await holding(drills))
    assert (await Booking.get(id=two.id)).state is State.CONFIRMED


def overlaps(rows: list[tuple[int, datetime, datetime]]) -> bool:
    return any(
        one[0] == two[0] and one[1] < two[2] and two[1] < one[2]
        for place, one in enumerate(rows)
        for two in rows[place + 1 :]
    )


async def test_a_hand_over_and_a_swap_at_once_leave_each_with_one_unit(town: Town, drills: Resource) -> None:
    early, late = await scattered(town, drills)

    async def lend() -> object:
        return await bookings.act(town.ada, early.id, Act(Action.HAND_OVER), now=NOW)

    async def book() -> object:
        try:
            return await books(town.cleo, drills, at(10), at(14))
        except Refused as refused:
            return refused

    await asyncio.gather(lend(), book())

    assert not overlaps(await holding(drills))
    assert (await Booking.get(id=late.id)).state is State.CONFIRMED


async def test_a_search_finds_what_a_swap_can_make_room_for_and_then_no_more(town: Town, drills: Resource) -> None:
    await scattered(town, drills)
    await index.current().catch_up()

    before = await found(town.cleo, 10, 14), await found(town.cleo, 11, 13)
    await books(town.cleo, drills, at(10), at(14))
    await index.current().catch_up()
    after = await found(town.cleo, 10, 14), await found(town.cleo, 11, 13)

    assert (before, after) == ((True, True), (False, True))


async def found(who: Person, start: int, end: int) -> bool:
    """Whether the drills are among what can be had from one hour to another."""
    looking = Looking(
        text="drills", starts_at=at(start), ends_at=at(end), duration_minutes=60 * (end - start), limit=50
    )
    return "Drills" in [one.card.title for one in await search(who, looking, now=NOW)]


async def test_a_time_that_a_swap_can_make_room_for_is_proposed(town: Town, drills: Resource) -> None:
    await scattered(town, drills)

    period = await fitting.fit(town.cleo, drills.id, (at(10), at(14)), now=NOW, minutes=240)

    assert (period.start, period.end) == (at(10), at(14))
