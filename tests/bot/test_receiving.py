"""An update is done once, answered, retried or set aside."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from random import Random
from typing import Any

import pytest

from bot.callback_data import Press, Verb, encode
from bot.receiving import Outcome
from models.person import Identity, Person
from models.receipt import Receipt, UpdateId
from tests.bot.town import Town, member, opened_town
from tests.bot.wire import cut_off, pressed, typed


@pytest.fixture
async def town(db: object) -> AsyncIterator[Town]:
    async with opened_town() as town:
        yield town


async def test_an_update_five_times_has_one_effect_and_one_answer(town: Town) -> None:
    outcomes = [await town.receive(typed(1, 7, "/note drill")) for _ in range(5)]

    assert outcomes == [Outcome.DONE] * 5
    assert await Person.filter(name="drill").count() == 1
    assert [call["text"] for call in town.wire.sent("sendMessage")] == ["noted drill"]


async def test_an_update_done_and_answered_by_another_process_is_left_alone(town: Town) -> None:
    await town.receive(typed(1, 7, "/note drill"))
    await town.frame.marks.settled()
    town.frame.receiving._finished.clear()

    assert await town.receive(typed(1, 7, "/note drill")) is Outcome.DONE
    assert len(town.wire.calls) == 1


async def test_an_answer_that_telegram_did_not_take_is_given_when_the_update_comes_again(town: Town) -> None:
    town.wire.faults.extend([cut_off] * 3)

    outcomes = [await town.receive(typed(1, 7, "/note drill")) for _ in range(2)]

    assert outcomes == [Outcome.AGAIN, Outcome.DONE]
    assert await Person.filter(name="drill").count() == 1
    assert [call["text"] for call in town.wire.sent("sendMessage")] == ["noted drill"] * 4


async def test_an_answer_lost_in_a_crash_is_given_later_without_a_second_effect(town: Town) -> None:
    town.wire.faults.extend([cut_off] * 3)
    await town.receive(typed(1, 7, "/note drill"))

    async with opened_town(wire=town.wire, clock=town.clock) as survivor:
        soon = await survivor.receive(typed(1, 7, "/note drill"))
        town.clock.passed_s += 60
        later = await survivor.receive(typed(1, 7, "/note drill"))

    assert (soon, later) == (Outcome.AGAIN, Outcome.DONE)
    assert await Person.filter(name="drill").count() == 1
    assert town.wire.sent("sendMessage")[-1]["text"] == "home"


async def test_a_refusal_leaves_nothing_behind_and_is_explained(town: Town) -> None:
    outcome = await town.receive(typed(1, 7, "/refuse drill"))

    assert outcome is Outcome.DONE
    assert await Person.all().count() == 0
    assert len(town.wire.sent("sendMessage")) == 1
    assert (await UpdateId.get(update_id=1)).state is Receipt.DONE


async def test_a_refused_press_is_answered_with_the_reason_and_redrawn(town: Town) -> None:
    await town.receive(pressed(1, 7, encode(Press(Verb.CANCEL))))

    (answer,) = town.wire.sent("answerCallbackQuery")
    assert answer["show_alert"] is True
    assert 0 < len(answer["text"]) <= 200
    assert [call["text"] for call in town.wire.sent("editMessageText")] == ["home"]


async def test_what_may_pass_is_asked_for_again_and_not_counted(town: Town) -> None:
    outcomes = [await town.receive(typed(1, 7, "/busy")) for _ in range(7)]

    assert outcomes == [Outcome.AGAIN] * 7
    assert await UpdateId.all().count() == 0


async def test_a_poison_update_goes_into_quarantine_and_harms_nobody_else(town: Town) -> None:
    outcomes = [await town.receive(typed(1, 7, "/break it")) for _ in range(6)]
    others = await asyncio.gather(*(town.receive(typed(n, n, f"/note n{n}")) for n in range(2, 30)))

    assert outcomes == [Outcome.AGAIN] * 4 + [Outcome.DONE] * 2
    assert (await UpdateId.get(update_id=1)).state is Receipt.QUARANTINED
    assert others == [Outcome.DONE] * 28
    assert await Person.all().count() == 28


async def test_whoever_writes_can_be_written_to_again(town: Town) -> None:
    await member(7, town.clock)
    await Identity.all().update(reachable=False)

    await town.receive(typed(1, 7, "hello"))

    assert (await Identity.get()).reachable


async def test_a_bot_that_drains_takes_nothing_more(town: Town) -> None:
    await town.frame.receiving.drain()

    assert await town.receive(typed(1, 7, "/note drill")) is Outcome.AGAIN
    assert await Person.all().count() == 0


async def test_updates_that_come_several_times_to_two_processes_have_one_effect_and_one_answer_each(town: Town) -> None:
    chance = Random(3)
    copies = [typed(n, n % 20, f"/note n{n}") for n in range(1, 101) for _ in range(chance.randint(1, 5))]
    chance.shuffle(copies)

    async with opened_town(wire=town.wire, clock=town.clock) as other:

        async def until_done(raw: dict[str, Any]) -> None:
            while await chance.choice([town, other]).receive(raw) is Outcome.AGAIN:
                await town.frame.marks.settled()
                await other.frame.marks.settled()

        await asyncio.gather(*(until_done(raw) for raw in copies))

    once = Counter(f"n{n}" for n in range(1, 101))
    assert Counter([person.name for person in await Person.all()]) == once
    assert Counter(call["text"].removeprefix("noted ") for call in town.wire.sent("sendMessage")) == once
