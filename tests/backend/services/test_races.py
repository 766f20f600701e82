"""Two people, or one person twice, at the same moment: the second one hears what they would have heard later."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from itertools import pairwise

from backend.services import bookings, due, groups, people, resources
from backend.services.moves import Act
from models.booking import Booking
from models.errors import Invalid, Refused, Unavailable
from models.group import Group, Invitation, Membership
from models.lifecycle import Action, State
from models.notice import Notice, NoticeKind
from models.person import Identity, Person, Provider
from tests.backend.services.conftest import CENTRE, NOW, Town, newcomer


async def test_of_many_who_ask_within_one_anothers_buffers_one_wins(town: Town) -> None:
    cleaned = resources.Changes(rules={"buffer_after_minutes": 120})
    await resources.change(town.ada, town.drill.id, cleaned, now=NOW)

    async def ask(number: int) -> Booking | Refused:
        start = town.at(5) + timedelta(minutes=70 * number)
        try:
            return await town.asks((town.ben, town.cleo)[number % 2], start, start + timedelta(minutes=60))
        except Refused as refused:
            return refused

    outcomes = await asyncio.gather(*(ask(number) for number in range(8)))

    held = sorted([outcome for outcome in outcomes if isinstance(outcome, Booking)], key=lambda one: one.starts_at)
    assert {type(outcome) for outcome in outcomes if isinstance(outcome, Refused)} == {Unavailable}
    gaps = [later.starts_at - one.ends_at for one, later in pairwise(held)]
    assert all(gap >= timedelta(minutes=120) for gap in gaps)


async def test_the_clock_and_a_request_that_let_go_of_the_same_hold_both_get_through(town: Town) -> None:
    held = await town.asks(town.ben, town.at(5), town.at(5, 17))
    town.now = town.at(1)

    _, again = await asyncio.gather(
        due.advance_bookings(now=town.now), town.asks(town.cleo, town.at(5), town.at(5, 17))
    )

    assert ((await Booking.get(id=held.id)).state, again.state) == (State.EXPIRED, State.REQUESTED)
    assert await Notice.filter(person_id=town.ben.id, kind=NoticeKind.BOOKING_EXPIRED).count() == 1


async def test_who_comes_in_twice_at_once_is_one_person(town: Town) -> None:
    known_by = people.Newcomer(Provider.TELEGRAM, "4711", "Dora", "en")

    known = await asyncio.gather(*(people.register(known_by, now=NOW) for _ in range(5)))

    assert len({person.id for person in known}) == 1
    assert await Identity.filter(subject="4711").count() == 1
    assert await Person.filter(name="Dora").count() == 1


async def test_who_joins_twice_at_once_is_in_once_and_spends_one_use(town: Town) -> None:
    dora = await newcomer("Dora", 4711)
    code = await groups.invite(town.ada, town.group.id, uses=9, days=1, now=NOW)

    joined = await asyncio.gather(*(groups.join(dora, code, now=NOW) for _ in range(5)))

    assert {group.id for group in joined} == {town.group.id}
    assert await Membership.filter(person_id=dora.id).count() == 1
    assert sorted(invitation.uses_left for invitation in await Invitation.all()) == [8, 48]


async def test_of_two_groups_founded_under_one_slug_at_once_one_is(town: Town) -> None:
    founding = groups.Founding("Dartington", "dartington", CENTRE, 15_000, "Europe/London", "en")

    outcomes = await asyncio.gather(
        *(groups.found(who, founding, now=NOW) for who in (town.ada, town.ben, town.cleo)), return_exceptions=True
    )

    assert sum(isinstance(outcome, Group) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, Invalid) for outcome in outcomes) == 2


async def test_one_area_named_twice_at_once_is_one_area(town: Town) -> None:
    named = await asyncio.gather(
        *(groups.name_area(town.ada, town.group.id, "Bridgetown", (50.43, -3.68), now=NOW) for _ in range(4))
    )

    assert len({area.id for area in named}) == 1


async def test_of_two_who_answer_a_request_at_once_one_does_and_the_other_hears_what_became_of_it(town: Town) -> None:
    booking = await town.asks(town.ben, town.at(5), town.at(5, 17))
    acts = (Act(Action.CONFIRM), Act(Action.DECLINE))

    outcomes = await asyncio.gather(
        *(bookings.act(town.ada, booking.id, act, now=NOW) for act in acts), return_exceptions=True
    )

    assert sorted(getattr(outcome, "code", "done") for outcome in outcomes) == ["done", "not_now"]
