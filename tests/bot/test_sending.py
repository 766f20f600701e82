"""Telegram's limits hold, whoever sends and however much; one chat's flood is its own."""

import asyncio
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram.error import RetryAfter

from bot.sending import Priority, Sending


class Hand:
    """A clock that sleepers move to the moment of the one who wakes first."""

    def __init__(self) -> None:
        self.now = 0.0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._count = 0

    def __call__(self) -> float:
        return self.now

    async def sleep(self, for_s: float) -> None:
        self._count += 1
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._sleepers.append((self.now + for_s, self._count, woken))
        await woken

    async def run(self, *work: "asyncio.Task[None]") -> None:
        while not all(task.done() for task in work):
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            if self._sleepers:
                self._sleepers.sort()
                at, _, woken = self._sleepers.pop(0)
                self.now = max(self.now, at)
                woken.set_result(None)
        await asyncio.gather(*work)


async def sent_at(chats: list[int], priority: Priority = Priority.ANSWER) -> list[tuple[float, int]]:
    hand = Hand()
    sending = Sending(clock=hand, sleep=hand.sleep)
    log: list[tuple[float, int]] = []

    async def one(chat: int) -> None:
        async def send() -> None:
            log.append((hand.now, chat))

        await sending.call(chat, send, priority=priority)

    await hand.run(*(asyncio.ensure_future(one(chat)) for chat in chats))
    return log


def most_in(times: list[float], span_s: float) -> int:
    return max(sum(1 for other in times if start <= other < start + span_s - 1e-9) for start in times)


@settings(deadline=None, max_examples=30)
@given(st.lists(st.integers(-4, 12).filter(bool), min_size=1, max_size=120))
def test_no_window_holds_more_than_telegram_allows(chats: list[int]) -> None:
    log = asyncio.run(sent_at(chats))

    assert sorted(chat for _, chat in log) == sorted(chats)
    assert most_in([at for at, _ in log], 1) <= 30
    for chat in set(chats):
        times = [at for at, whose in log if whose == chat]
        assert most_in(times, 3) <= 3
        assert chat > 0 or most_in(times, 60) <= 20


async def test_many_chats_are_served_at_the_full_rate() -> None:
    log = await sent_at(list(range(1, 301)))

    assert 9.0 <= log[-1][0] <= 10.0


async def test_digests_leave_room_for_answers() -> None:
    hand = Hand()
    sending = Sending(clock=hand, sleep=hand.sleep)

    async def nothing() -> None:
        pass

    for chat in range(1, 27):
        await sending.call(chat, nothing, priority=Priority.DIGEST)

    waits = [
        sending.wait_s(99, priority=priority) for priority in (Priority.DIGEST, Priority.REMINDER, Priority.ANSWER)
    ]
    assert waits == [1.0, 0.0, 0.0]


async def test_a_flooded_chat_waits_and_the_others_go_on() -> None:
    hand = Hand()
    sending = Sending(clock=hand, sleep=hand.sleep)

    async def refuse() -> None:
        raise RetryAfter(30)

    with pytest.raises(RetryAfter):
        await sending.call(7, refuse, priority=Priority.ANSWER)

    assert sending.wait_s(7, priority=Priority.ANSWER) == 30
    assert sending.wait_s(8, priority=Priority.ANSWER) == 0


async def test_idle_chats_are_forgotten_and_held_ones_are_not() -> None:
    hand = Hand()
    sending = Sending(clock=hand, sleep=hand.sleep)
    sending.hold(1, 10**6)
    for chat in range(1, 10_002):
        sending._take(chat)
        hand.now += 0.01

    assert len(sending._chats) < 1000
    assert sending.wait_s(1, priority=Priority.ANSWER) > 10**5


async def test_one_chat_gets_three_at_once_and_then_one_a_second_on_average() -> None:
    log = await sent_at([5] * 9)

    assert [at for at, _ in log] == [0, 0, 0, 3, 3, 3, 6, 6, 6]
    assert all(earlier <= later for (earlier, _), (later, _) in pairwise(log))
