"""What is owed arrives, whatever Telegram does meanwhile."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from random import Random
from typing import Any

import pytest

from bot import owed
from models.group import Group, JoinPolicy
from models.notice import Notice, NoticeState, Priority
from models.person import Identity
from tests.bot.post import Post, delivery_on
from tests.bot.wire import Clock, Fault, Wire, application_on, cut_off, refused


@pytest.fixture
async def post(db: object) -> AsyncIterator[Post]:
    wire, clock = Wire(), Clock()
    application = application_on(wire)
    await application.initialize()
    yield Post(wire, clock, delivery_on(application, clock))
    await application.shutdown()


async def states() -> Counter[str]:
    return Counter([str(notice.state) for notice in await Notice.all()])


async def test_a_notice_is_sent_once_and_its_message_remembered(post: Post) -> None:
    notice = await post.owe(await post.person(7), "Lend <it>?")

    assert [await post.delivery.deliver_due(), await post.delivery.deliver_due()] == [1, 0]

    assert post.texts() == ["Lend &lt;it&gt;?"]
    await notice.refresh_from_db()
    assert (notice.state, notice.message_id, notice.leased_until) == (NoticeState.SENT, 1000, None)
    assert notice.sent_at == post.clock()


async def test_300_notices_with_every_fifth_send_failing_all_arrive(post: Post) -> None:
    chance = Random(2)
    kinds: list[Fault] = [
        refused(429, "Too Many Requests", retry_after=2),
        refused(500, "Internal Server Error"),
        refused(502, "Bad Gateway"),
        cut_off,
    ]
    people = [await post.person(user) for user in range(1, 61)]
    for n in range(300):
        await post.owe(people[n % 60], f"n{n}")
    faults = [chance.choice(kinds) if chance.random() < 0.2 else None for _ in range(300)]
    post.wire.faults.extend(faults)

    await post.deliver_all()

    assert await states() == {"sent": 300}
    assert len(post.texts()) == 300 + sum(1 for fault in faults if fault)
    assert set(post.texts()) == {f"n{n}" for n in range(300)}


async def test_an_answer_cut_off_after_the_message_arrived_repeats_the_same_card(post: Post) -> None:
    await post.owe(await post.person(7), "card")
    post.wire.faults.append(cut_off)

    await post.deliver_all()

    assert post.texts() == ["card", "card"]
    assert await states() == {"sent": 1}


async def test_somebody_who_blocked_the_bot_costs_one_call_until_they_are_back(post: Post) -> None:
    person = await post.person(7)
    for n in range(5):
        await post.owe(person, f"n{n}")
    post.wire.faults.append(refused(403, "Forbidden: bot was blocked by the user"))

    for _ in range(5):
        await post.delivery.deliver_due()
        post.clock.passed_s += 600
    calls = len(post.wire.calls)
    await Identity.all().update(reachable=True)
    await post.deliver_all()

    assert calls == 1
    assert post.texts()[1:] == [f"n{n}" for n in range(5)]


async def test_a_group_that_became_a_supergroup_is_followed(post: Post) -> None:
    group = await Group.create(
        name="Bridgetown",
        slug="bridgetown",
        about="",
        centre_lat=50.4,
        centre_lon=-3.7,
        reach_m=5000,
        time_zone="UTC",
        language="en",
        join_policy=JoinPolicy.OPEN,
        rules="",
        credit_unit="",
        telegram_chat_id=-5,
        created_at=post.clock(),
    )
    await post.owe(group, "A drill is offered")
    await post.owe(group, "A ladder too")
    post.wire.faults.append(refused(400, "Bad Request: upgraded to a supergroup", migrate_to_chat_id=-1005))

    await post.deliver_all()

    assert [call["chat_id"] for call in post.wire.sent("sendMessage")] == [-5, -1005, -1005]
    assert (await Group.get(id=group.id)).telegram_chat_id == -1005


async def test_broken_markup_arrives_as_plain_text(post: Post) -> None:
    await post.owe(await post.person(7), "a < b")
    post.wire.faults.append(refused(400, "Bad Request: can't parse entities: x"))

    await post.deliver_all()

    assert post.texts() == ["a &lt; b", "a < b"]


async def test_a_flooded_chat_is_left_alone_and_the_others_are_served(post: Post) -> None:
    flooded, other = await post.person(7), await post.person(8)
    await post.owe(flooded, "first")
    await post.owe(flooded, "second")
    post.wire.faults.append(refused(429, "Too Many Requests", retry_after=30))
    await post.delivery.deliver_due()
    await post.owe(other, "other")

    await post.delivery.deliver_due()
    at_once = post.texts()
    post.clock.passed_s += 31
    await post.delivery.deliver_due()

    assert at_once == ["first", "other"]
    assert post.texts() == ["first", "other", "first", "second"]


async def test_a_poison_notice_is_dead_in_the_end_and_harms_nobody_else(post: Post) -> None:
    bad = await post.owe(await post.person(1), "poison")
    for user in range(2, 30):
        await post.owe(await post.person(user), f"n{user}")

    await post.delivery.deliver_due()
    at_once = await states()
    await post.deliver_all(most_rounds=2000)

    assert at_once == {"sent": 28, "owed": 1}
    assert await states() == {"sent": 28, "dead": 1}
    (letter,) = await owed.dead_letters()
    assert (letter.id, letter.attempts) == (bad.id, 16)
    assert "ZeroDivisionError" in letter.last_error


async def test_what_telegram_refuses_for_good_is_dead_at_once(post: Post) -> None:
    await post.owe(await post.person(7), "x")
    post.wire.faults.append(refused(400, "Bad Request: chat not found"))

    await post.delivery.deliver_due()

    assert await states() == {"dead": 1}


async def test_what_lost_its_point_is_dropped(post: Post) -> None:
    await post.owe(await post.person(7), "stale")

    await post.delivery.deliver_due()

    assert await states() == {"dropped": 1}
    assert post.wire.calls == []


async def test_a_notice_held_for_the_night_waits(post: Post) -> None:
    person = await post.person(7)
    await post.owe(person, "in the morning", in_s=3600)
    await post.owe(person, "urgent")

    await post.delivery.deliver_due()
    at_night = post.texts()
    post.clock.passed_s += 3600
    await post.delivery.deliver_due()

    assert at_night == ["urgent"]
    assert post.texts() == ["urgent", "in the morning"]


async def test_one_readers_notices_arrive_in_their_order(post: Post) -> None:
    person = await post.person(7)
    for n in range(12):
        await post.owe(person, f"n{n}", priority=Priority.DIGEST if n % 2 else Priority.ANSWER)

    await post.deliver_all()

    assert post.texts() == [f"n{n}" for n in range(12)]


async def test_two_deliveries_send_everything_once(post: Post) -> None:
    other_wire = Wire()
    application = application_on(other_wire)
    await application.initialize()
    other = delivery_on(application, post.clock)
    people = [await post.person(user) for user in range(1, 41)]
    for n in range(120):
        await post.owe(people[n % 40], f"n{n}")

    await asyncio.gather(post.delivery.deliver_due(), other.deliver_due())
    await post.deliver_all()

    texts = [*post.texts(), *(call["text"] for call in other_wire.sent("sendMessage"))]
    assert Counter(texts) == {f"n{n}": 1 for n in range(120)}
    await application.shutdown()


async def test_a_notice_whose_sender_died_is_sent_after_the_lease(post: Post) -> None:
    await post.owe(await post.person(7), "x")
    await owed.claim(10, now=post.clock())

    await post.delivery.deliver_due()
    meanwhile = post.texts()
    post.clock.passed_s += 61
    await post.delivery.deliver_due()

    assert (meanwhile, post.texts()) == ([], ["x"])


async def test_it_runs_until_stopped_finishes_what_is_being_sent_and_keeps_the_rest(post: Post) -> None:
    person, stop, asked, go_on = await post.person(7), asyncio.Event(), asyncio.Event(), asyncio.Event()
    answer = post.wire.do_request

    async def slow(url: str, method: str, *more: Any, **others: Any) -> tuple[int, bytes]:
        asked.set()
        await go_on.wait()
        return await answer(url, method, *more, **others)

    post.wire.do_request = slow  # type: ignore[method-assign]
    running = asyncio.ensure_future(post.delivery.run(stop))
    await post.owe(person, "first")
    await post.owe(person, "second")
    post.delivery.wake()
    await asyncio.wait_for(asked.wait(), 5)

    stop.set()
    go_on.set()
    await asyncio.wait_for(running, 5)

    assert post.texts() == ["first"]
    assert await states() == {"sent": 1, "owed": 1}
