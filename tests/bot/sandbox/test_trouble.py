"""The knobs that let things go wrong between the bot and Telegram."""

import pytest
from telegram import Bot
from telegram.error import BadRequest, NetworkError, RetryAfter

from bot.sandbox import Effect, Fault, Limits, Person, Sandbox


async def test_one_chat_in_flood_does_not_touch_the_other(bot: Bot, sandbox: Sandbox, ann: Person, ben: Person) -> None:
    ann.starts()
    ben.starts()
    fault = sandbox.faults.add(Fault(Effect.TOO_MANY, chat_id=ann.id, retry_after_s=30))

    with pytest.raises(RetryAfter) as caught:
        await bot.send_message(ann.id, "hi")
    await bot.send_message(ben.id, "hi")

    assert int(caught.value._retry_after.total_seconds()) == 30
    assert fault.met == 1
    assert (ann.sees("hi"), ben.sees("hi")) == (False, True)


@pytest.mark.parametrize(
    ("effect", "seen"),
    [(Effect.CUT_AFTER, True), (Effect.CUT_BEFORE, False), (Effect.BAD_GATEWAY, False), (Effect.SERVER_ERROR, False)],
)
async def test_a_lost_answer_is_told_from_a_lost_request(
    bot: Bot, sandbox: Sandbox, ann: Person, effect: Effect, seen: bool
) -> None:
    ann.starts()
    sandbox.faults.add(Fault(effect, method="sendMessage", times=1))

    with pytest.raises(NetworkError) as caught:
        await bot.send_message(ann.id, "hi")

    assert not isinstance(caught.value, BadRequest)
    assert ann.sees("hi") is seen
    assert (await bot.send_message(ann.id, "again")).text == "again"


async def test_a_share_of_the_sends_fails_the_same_way_each_time(bot: Bot, sandbox: Sandbox, ann: Person) -> None:
    ann.starts()
    fault = sandbox.faults.add(Fault(Effect.BAD_GATEWAY, share=0.2))
    failed = 0
    for number in range(100):
        try:
            await bot.send_message(ann.id, f"n{number}")
        except NetworkError:
            failed += 1

    assert failed == fault.met
    assert 10 <= failed <= 30


async def test_limits_are_those_of_telegram() -> None:
    now = [0.0]
    limits = Limits()

    def send(chat: int) -> int | None:
        return limits.retry_after_s("sendMessage", chat, lambda: now[0])

    in_one_second = [send(chat) for chat in range(1, 33)]
    now[0] = 1.0
    answers_to_one_chat = [send(1), send(1)]
    group = []
    for second in range(2, 24):
        now[0] = float(second)
        group.append(send(-5))

    assert in_one_second == [None] * 30 + [1, 1]
    assert answers_to_one_chat == [None, 1]
    assert group == [None] * 20 + [40, 39]
    assert limits.overdrafts == 5


async def test_a_send_over_the_limit_is_answered_with_429(bot: Bot, sandbox: Sandbox, ann: Person) -> None:
    ann.starts()
    sandbox.enforce(Limits(), monotonic=lambda: 5.0)
    await bot.send_message(ann.id, "one")

    with pytest.raises(RetryAfter):
        await bot.send_message(ann.id, "two")
