"""The load on the bot, from a process of its own: our Bot API server, and neighbours who write and wait for an answer.

Lines of JSON: it prints where it answers, reads where the bot's webhook is, and prints the figures. The neighbours
write as soon as they are answered, or, where the job says how many messages a second, at even steps of the clock.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count, cycle
from typing import Any

import orjson
import uvloop

from backend.bench.figures import Figures, figures
from bot.sandbox import Person, Request, Sandbox, Setup
from bot.sandbox.webhook import Hook

ANSWERS = frozenset({"sendMessage", "sendPhoto", "editMessageText"})
PATIENCE_S = 5.0
QUIET_S = 1.0
BEGIN_S = 60.0


@dataclass
class Listening:
    """Who waits for an answer in which chat, and whether the bot has said where it takes updates."""

    waiting: dict[int, asyncio.Future[float]] = field(default_factory=dict)
    announced: asyncio.Event = field(default_factory=asyncio.Event)

    def hear(self, request: Request) -> None:
        """A call of the bot's: the first that shows something in a chat is the answer."""
        if request.method == "setWebhook":
            self.announced.set()
        if request.method in ANSWERS and request.status == 200:
            answer = self.waiting.pop(int(request.params["chat_id"]), None)
            if answer is not None and not answer.done():
                answer.set_result(time.perf_counter())


class Talk:
    """Neighbours who write."""

    def __init__(self, listening: Listening, texts: list[str]) -> None:
        self._listening = listening
        self._texts = texts
        self._turn = count()
        self.latencies_s: list[float] = []
        self.failed = 0

    async def chat_until(self, person: Person, deadline: float) -> None:
        """One neighbour's evening: the next message as soon as the last is answered."""
        while (begun := time.perf_counter()) < deadline:
            await self._write(person, begun)

    async def chat_at(self, per_second: float, people: Sequence[Person], deadline: float) -> None:
        """Everybody in turn, at even steps; a message that has to wait for the one before is late by that much."""
        first, writing = time.perf_counter(), []
        turns = {person.id: asyncio.Lock() for person in people}
        for number, person in enumerate(cycle(people)):
            due = first + number / per_second
            if due >= deadline:
                break
            await asyncio.sleep(due - time.perf_counter())
            writing.append(asyncio.create_task(self._in_turn(turns[person.id], person, due)))
        await asyncio.gather(*writing)

    async def _in_turn(self, turn: asyncio.Lock, person: Person, due: float) -> None:
        async with turn:
            await self._write(person, due)

    async def _write(self, person: Person, begun: float) -> None:
        answered = self._listening.waiting[person.id] = asyncio.get_running_loop().create_future()
        person.types(self._texts[next(self._turn) % len(self._texts)])
        try:
            async with asyncio.timeout(PATIENCE_S):
                self.latencies_s.append(await answered - begun)
        except TimeoutError:
            self.failed += 1


async def talked(sandbox: Sandbox, listening: Listening, job: dict[str, Any]) -> Figures:
    """Do the job: {webhook, secret, connections, seconds, texts, per_second or null}."""
    async with asyncio.timeout(BEGIN_S):
        await listening.announced.wait()  # the address that it names leads nowhere here
    await sandbox.webhook.set(Hook(job["webhook"], job["secret"], job["connections"]))
    people = list(sandbox.people.values())
    for person in people:
        person.starts()
    await sandbox.settled(within_s=60)
    await asyncio.sleep(QUIET_S)  # what was owed from before has been told by now
    talk = Talk(listening, job["texts"])
    begun, busy = time.perf_counter(), time.process_time()
    await _evening(talk, people, job)
    took_s, busy_s = time.perf_counter() - begun, time.process_time() - busy
    found = figures(talk.latencies_s, seconds=took_s, failed=talk.failed, load_s=busy_s)
    await sandbox.settled(within_s=60)
    return found


async def _evening(talk: Talk, people: Sequence[Person], job: dict[str, Any]) -> None:
    deadline = time.perf_counter() + job["seconds"]
    if job["per_second"]:
        await talk.chat_at(job["per_second"], people, deadline)
    else:
        await asyncio.gather(*(talk.chat_until(person, deadline) for person in people))


async def main() -> None:
    """Serve, take the job, hand in the figures."""
    loop = asyncio.get_running_loop()
    start = orjson.loads(await loop.run_in_executor(None, sys.stdin.readline))
    sandbox = Sandbox(Setup(token=start["token"]))
    sandbox.world.updates.next_id = start["first_update"]
    for one in start["people"]:
        sandbox.add_person(one["id"], one["first_name"], None, one["language_code"])
    listening = Listening()
    sandbox.on_request(listening.hear)
    async with sandbox.serving():
        _say({"api_base": sandbox.address})
        job = orjson.loads(await loop.run_in_executor(None, sys.stdin.readline))
        _say((await talked(sandbox, listening, job)).as_dict())
        await loop.run_in_executor(None, sys.stdin.read)  # the bot may have something left to say


def _say(line: dict[str, Any]) -> None:
    sys.stdout.buffer.write(orjson.dumps(line) + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    uvloop.run(main())
