"""Polling loses nothing and ends at once."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from telegram.error import Conflict, NetworkError, RetryAfter

from bot.frame import Frame, assemble
from bot.means import Means
from bot.polling import Polling
from bot.replies import Replies
from bot.routes import Command, Fallbacks
from bot.turn import Turn
from models.errors import Busy
from models.person import Person
from models.receipt import Receipt, UpdateId
from tests.bot.wire import Answer, Clock, Wire, application_on, typed


async def note(turn: Turn) -> Replies:
    await Person.create(name=turn.argument, language="en", time_zone="UTC", created_at=turn.now)
    return []


async def break_down(turn: Turn) -> Replies:
    raise ZeroDivisionError


@dataclass
class Queue:
    """Telegram's queue of updates; an empty one keeps the poll waiting until the test stops it."""

    wire: Wire
    clock: Clock
    frame: Frame
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    waiting: list[dict[str, Any]] = field(default_factory=list)
    offsets: list[int] = field(default_factory=list)
    slept: list[float] = field(default_factory=list)

    def serve(self, name: str, params: dict[str, Any]) -> Answer | None:
        if name != "getUpdates":
            return None
        self.offsets.append(params["offset"])
        self.waiting = [raw for raw in self.waiting if raw["update_id"] >= params["offset"]]
        if not self.waiting:
            self.stop.set()
        return 200, {"ok": True, "result": self.waiting[:100]}

    async def sleep(self, for_s: float) -> None:
        self.slept.append(for_s)

    async def poll(self) -> None:
        await asyncio.wait_for(Polling(self.frame.bot, self.frame.receiving, sleep=self.sleep).run(self.stop), 10)


@pytest.fixture
async def queue(db: object) -> AsyncIterator[Queue]:
    wire, clock = Wire(), Clock()

    async def nothing(turn: Turn) -> Replies:
        return []

    busy_once = iter([True])

    async def busy(turn: Turn) -> Replies:
        if next(busy_once, False):
            raise Busy
        return await note(turn)

    routes = [Command("note", note), Command("break", break_down), Command("busy", busy)]
    fallbacks = Fallbacks(typed=nothing, pressed=nothing, redraw=nothing)
    frame = assemble(application_on(wire), routes, fallbacks, Means(clock))
    await frame.start()
    queue = Queue(wire, clock, frame)
    wire.meanwhile = queue.serve
    yield queue
    await frame.stop()


async def test_the_offset_moves_after_the_work(queue: Queue) -> None:
    queue.waiting = [typed(n, n, f"/note n{n}") for n in range(10, 15)]

    await queue.poll()

    assert queue.offsets == [0, 15]
    assert await Person.all().count() == 5


async def test_one_persons_updates_are_done_in_their_order(queue: Queue) -> None:
    queue.waiting = [typed(n, 7, f"/note n{n}") for n in range(10, 30)]

    await queue.poll()

    names = [person.name for person in await Person.all().order_by("id")]
    assert names == [f"n{n}" for n in range(10, 30)]


async def test_poison_is_set_aside_and_the_others_are_done(queue: Queue) -> None:
    queue.waiting = [typed(n, n, "/break" if n == 12 else f"/note n{n}") for n in range(10, 20)]

    await queue.poll()

    assert await Person.all().count() == 9
    assert (await UpdateId.get(update_id=12)).state is Receipt.QUARANTINED
    assert queue.offsets == [0, 20]


async def test_what_was_not_done_is_tried_again(queue: Queue) -> None:
    queue.waiting = [typed(10, 7, "/busy drill")]

    await queue.poll()

    assert await Person.filter(name="drill").count() == 1


async def test_it_backs_off_when_telegram_is_away_and_comes_back(queue: Queue) -> None:
    def away() -> Answer:
        raise NetworkError("away")

    def flooded() -> Answer:
        raise RetryAfter(17)

    def another() -> Answer:
        raise Conflict("terminated by other getUpdates request")

    queue.wire.faults.extend([away, away, another, flooded])
    queue.waiting = [typed(10, 7, "/note drill")]

    await queue.poll()

    assert queue.slept == [0.2, 1.0, 3.0, 17.0]
    assert await Person.all().count() == 1


async def test_it_stops_at_once_in_the_middle_of_a_poll(queue: Queue) -> None:
    polled, never = asyncio.Event(), asyncio.Event()
    answer = queue.wire.do_request

    async def hang(url: str, method: str, *more: Any, **others: Any) -> tuple[int, bytes]:
        polled.set()
        await never.wait()
        return await answer(url, method, *more, **others)

    queue.wire.do_request = hang  # type: ignore[method-assign]
    polling = asyncio.ensure_future(queue.poll())
    await polled.wait()

    queue.stop.set()

    await asyncio.wait_for(polling, 1)


async def test_only_one_may_poll(queue: Queue) -> None:
    polling = Polling(queue.frame.bot, queue.frame.receiving)
    polling._running = True

    with pytest.raises(RuntimeError, match="one"):
        await polling.run(queue.stop)
