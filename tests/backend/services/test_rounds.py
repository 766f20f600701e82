"""Rounds before the cut-off: who may open one and for what, requests put in, changed and taken back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from backend.services import groups, homes, resources, round_requests, rounds
from backend.services.round_requests import Wish
from backend.services.rounds import Plan
from models.errors import Conflict, Forbidden, Gone, Invalid, NotFound, Stale
from models.group import Group, Membership, Standing
from models.notice import Notice, NoticeKind
from models.person import Person
from models.place import Place
from models.resource import Listed
from models.round import RequestState, Round, RoundState
from tests.backend.services.conftest import DRILL, NOW, Town, newcomer
from tests.backend.services.rounds_town import CUT_OFF, START, Rounds, rounds_in

END = START + timedelta(hours=4)


@pytest.fixture
async def midsummer(town: Town) -> Rounds:
    return await rounds_in(town)


async def test_a_steward_opens_a_round_and_the_groups_chat_hears_of_it(midsummer: Rounds) -> None:
    await Group.filter(id=midsummer.town.group.id).update(telegram_chat_id=-100)

    asked = await midsummer.opened()

    seen = await rounds.seen(midsummer.town.ben, asked.id)
    assert ([thing.title for thing in seen.things], seen.asked, seen.round.state) == (["Marquee"], 0, RoundState.OPEN)
    assert [one.kind for one in await Notice.filter(group_id=midsummer.town.group.id)] == [NoticeKind.ROUND_OPENED]


async def test_only_stewards_open_rounds(midsummer: Rounds) -> None:
    plan = Plan(midsummer.town.group.id, "Mine", CUT_OFF, START, END, (midsummer.marquee.id,))

    with pytest.raises(Forbidden):
        await rounds.open_round(midsummer.town.ben, plan, now=NOW)


@pytest.mark.parametrize(
    ("more", "pointer", "code"),
    [
        ({"cut_off_at": NOW}, "/cut_off_at", "in_the_past"),
        ({"cut_off_at": NOW + timedelta(days=61)}, "/cut_off_at", "too_far_ahead"),
        ({"starts_at": CUT_OFF - timedelta(minutes=1)}, "/starts_at", "before_cut_off"),
        ({"ends_at": START}, "/ends_at", "end_before_start"),
        ({"ends_at": CUT_OFF + timedelta(days=93)}, "/ends_at", "too_far_ahead"),
        ({"weeks": 0}, "/weeks", "out_of_range"),
        ({"seed": "too short"}, "/seed", "string_too_short"),
        ({"resource_ids": ()}, "/resource_ids", "nothing_for_round"),
        ({"resource_ids": (), "category_id": "vehicle"}, "/category_id", "nothing_for_round"),
        ({"category_id": "nonsense"}, "/category_id", "unknown_category"),
    ],
)
async def test_a_round_that_makes_no_sense_is_refused(
    midsummer: Rounds, more: dict[str, Any], pointer: str, code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        await midsummer.opened(**more)

    assert [(fault.pointer, fault.code) for fault in refused.value.faults] == [(pointer, code)]


async def test_only_what_its_owner_agreed_to_beforehand_is_in_a_round(midsummer: Rounds) -> None:
    ladder = await resources.offer(midsummer.town.cleo, resources.Thing("Ladder", DRILL, instant=True), now=NOW)
    paused = await resources.offer(midsummer.town.cleo, resources.Thing("Saw", DRILL, instant=True), now=NOW)
    await resources.change(midsummer.town.cleo, paused.id, resources.Changes(state=Listed.PAUSED), now=NOW)

    possible = await rounds.eligible(midsummer.town.ada, midsummer.town.group.id)
    with pytest.raises(Invalid) as refused:
        await midsummer.opened(midsummer.marquee, midsummer.town.drill)

    assert [thing.id for thing in possible] == [ladder.id, midsummer.marquee.id]
    assert [(fault.pointer, fault.code) for fault in refused.value.faults] == [("/resource_ids/1", "not_for_round")]


async def test_a_round_can_be_about_all_of_a_category(midsummer: Rounds) -> None:
    await resources.offer(midsummer.town.cleo, resources.Thing("Ladder", DRILL, instant=True), now=NOW)

    asked = await midsummer.opened(resource_ids=(), category_id="tool.drilling")

    assert [thing.title for thing in (await rounds.shown(asked)).things] == ["Ladder", "Marquee"]


async def test_a_round_of_another_group_is_not_there(midsummer: Rounds) -> None:
    asked = await midsummer.opened()
    stranger = await newcomer("Stranger", 999)

    with pytest.raises(NotFound):
        await rounds.seen(stranger, asked.id)
    assert await rounds.of_groups(stranger) == []
    assert [one.round.id for one in await rounds.of_groups(midsummer.town.ben)] == [asked.id]


async def test_each_round_of_a_list_has_its_own_things_and_requests(midsummer: Rounds) -> None:
    ladder = await resources.offer(midsummer.town.cleo, resources.Thing("Ladder", DRILL, instant=True), now=NOW)
    first, second = await midsummer.opened(), await midsummer.opened(midsummer.marquee, ladder)
    await midsummer.asks(midsummer.town.ben, first)
    await midsummer.asks(midsummer.town.cleo, second)
    await midsummer.asks(midsummer.town.ben, second)

    found = await rounds.of_groups(midsummer.town.ben)

    assert [(one.round.id, [thing.title for thing in one.things], one.asked) for one in found] == [
        (second.id, ["Ladder", "Marquee"], 2),
        (first.id, ["Marquee"], 1),
    ]


async def test_a_request_is_put_in_changed_and_taken_back(midsummer: Rounds) -> None:
    asked = await midsummer.opened()
    ben = midsummer.town.ben

    request = await midsummer.asks(ben, asked, 60)
    wish = Wish(START, END, 120, (midsummer.marquee.id,))
    changed = await round_requests.change(ben, request.id, wish, now=NOW, version=request.version)
    with pytest.raises(Stale):
        await round_requests.withdraw(ben, request.id, now=NOW, version=request.version)
    mine = await round_requests.mine(ben, asked.id)
    gone = await round_requests.withdraw(ben, request.id, now=NOW, version=changed.version)

    assert [(one.id, one.duration_minutes, one.resource_ids) for one in mine] == [
        (request.id, 120, [str(midsummer.marquee.id)])
    ]
    assert gone.state is RequestState.WITHDRAWN
    assert (await round_requests.withdraw(ben, request.id, now=NOW)).version == gone.version
    assert await round_requests.mine(ben, asked.id) == []
    assert (await rounds.shown(asked)).asked == 0


async def test_what_lies_outside_of_the_round_is_cut_to_it(midsummer: Rounds) -> None:
    asked = await midsummer.opened()
    wish = Wish(START - timedelta(hours=2), END + timedelta(hours=2), 60)

    request = await round_requests.put(midsummer.town.ben, asked.id, wish, now=NOW)

    assert (request.starts_at, request.ends_at) == (START, END)


@pytest.mark.parametrize(
    ("wish", "pointer", "code"),
    [
        (Wish(START, END, 0), "/duration_minutes", "out_of_range"),
        (Wish(START, START, 60), "/ends_at", "end_before_start"),
        (Wish(END, END + timedelta(hours=1), 60), "/starts_at", "outside_round"),
        (Wish(START, START + timedelta(minutes=59), 60), "/duration_minutes", "longer_than_window"),
    ],
)
async def test_a_request_that_nothing_could_meet_is_refused(
    midsummer: Rounds, wish: Wish, pointer: str, code: str
) -> None:
    asked = await midsummer.opened()

    with pytest.raises(Invalid) as refused:
        await round_requests.put(midsummer.town.ben, asked.id, wish, now=NOW)

    assert [(fault.pointer, fault.code) for fault in refused.value.faults] == [(pointer, code)]


async def test_things_of_other_rounds_cannot_be_asked_for(midsummer: Rounds) -> None:
    asked = await midsummer.opened()

    with pytest.raises(Invalid) as refused:
        await midsummer.asks(midsummer.town.ben, asked, resource_ids=(midsummer.town.drill.id,))

    assert refused.value.faults[0].code == "not_in_round"


async def test_after_the_cut_off_nothing_is_put_in_changed_or_taken_back(midsummer: Rounds) -> None:
    asked = await midsummer.opened()
    request = await midsummer.asks(midsummer.town.ben, asked)
    wish = Wish(START, END, 60)

    for late in (
        round_requests.put(midsummer.town.ben, asked.id, wish, now=CUT_OFF),
        round_requests.change(midsummer.town.ben, request.id, wish, now=CUT_OFF),
        round_requests.withdraw(midsummer.town.ben, request.id, now=CUT_OFF),
        rounds.call_off(midsummer.town.ada, asked.id, now=CUT_OFF),
    ):
        with pytest.raises(Gone):
            await late


async def test_there_is_an_end_to_what_one_asks_for(midsummer: Rounds) -> None:
    asked = await midsummer.opened()
    for _ in range(round_requests.MOST_OF_ONE):
        await midsummer.asks(midsummer.town.ben, asked)

    with pytest.raises(Conflict):
        await midsummer.asks(midsummer.town.ben, asked)


async def test_whoever_has_not_said_where_they_live_is_asked_to(midsummer: Rounds) -> None:
    asked = await midsummer.opened()
    code = await groups.invite(midsummer.town.ada, midsummer.town.group.id, uses=1, days=1, now=NOW)
    homeless = await newcomer("Dora", 998)
    await groups.join(homeless, code, now=NOW)

    with pytest.raises(Invalid) as refused:
        await midsummer.asks(homeless, asked)

    assert refused.value.faults[0].code == "no_home"


async def test_a_request_of_somebody_else_is_not_there(midsummer: Rounds) -> None:
    asked = await midsummer.opened()
    request = await midsummer.asks(midsummer.town.ben, asked)

    with pytest.raises(NotFound):
        await round_requests.withdraw(midsummer.town.cleo, request.id, now=NOW)


async def test_who_has_left_takes_nothing_back_and_puts_nothing_in(midsummer: Rounds) -> None:
    asked = await midsummer.opened()
    request = await midsummer.asks(midsummer.town.ben, asked)
    await leave(midsummer.town, midsummer.town.ben)

    with pytest.raises(NotFound):
        await round_requests.of_round(midsummer.town.ben, asked.id, request.id)
    with pytest.raises(NotFound):
        await midsummer.asks(midsummer.town.ben, asked)


async def leave(town: Town, who: Person) -> None:
    await Membership.filter(person_id=who.id, group_id=town.group.id).update(state=Standing.LEFT)


async def test_a_round_that_is_called_off_tells_those_who_asked_and_books_nothing(midsummer: Rounds) -> None:
    asked = await midsummer.opened()
    await midsummer.asks(midsummer.town.ben, asked)
    with pytest.raises(Forbidden):
        await rounds.call_off(midsummer.town.ben, asked.id, now=NOW)

    for _ in range(2):
        await rounds.call_off(midsummer.town.ada, asked.id, now=NOW)
    done = await midsummer.decided()

    told = await Notice.filter(kind=NoticeKind.ROUND_CALLED_OFF)
    assert (done, [one.person_id for one in told]) == (0, [midsummer.town.ben.id])
    assert (await Round.get(id=asked.id)).state is RoundState.CALLED_OFF
    with pytest.raises(Gone):
        await midsummer.asks(midsummer.town.cleo, asked)


async def test_a_thing_whose_place_was_wiped_is_not_for_a_round(midsummer: Rounds) -> None:
    home = await homes.require(midsummer.town.ada)
    await Place.filter(id=home.id).update(cell="")

    assert await rounds.eligible(midsummer.town.ada, midsummer.town.group.id) == []
