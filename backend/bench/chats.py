"""The load on the bot, from a process of its own: our Bot API server, and neighbours who write and wait for an answer.

Lines of JSON: it prints where it answers, reads where the bot's webhook is, and prints the figures.
"""

from __future__ import annotations

import asyncio
import sys
import time
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import orjson
import uvloop

from backend.bench.figures import Figures, figures
from bot.sandbox import Person, Request, Sandbox, Setup
from bot.sandbox.webhook import Hook

ANSWERS = frozenset({"sendMessage", "sendPhoto", "editMessageText"})
PATIENCE_S = 5.0
QUIET_S = 1.0


@dataclass
class Listening:
    """Who waits for an answer in which chat."""

    waiting: dict[int, asyncio.Future[float]] = field(default_factory=dict)

    def hear(self, request: Request) -> None:
        """A call of the bot's: the first that shows something in a chat is the answer."""
        if request.method in ANSWERS and request.status == 200:
            answer = self.waiting.pop(int(request.params["chat_id"]), None)
            if answer is not None and not answer.done():
                answer.set_result(time.perf_counter())


class Talk:
    """Neighbours who each write again as soon as they are answered."""

    def __init__(self, sandbox: Sandbox, texts: list[str]) -> None:
        self._listening = Listening()
        self._texts = texts
        self._turn = count()
        self.latencies_s: list[float] = []
        self.failed = 0
        sandbox.on_request(self._listening.hear)

    async def chat_until(self, person: Person, deadline: float) -> None:
        """One neighbour's evening."""
        while (begun := time.perf_counter()) < deadline:
            answered = self._listening.waiting[person.id] = asyncio.get_running_loop().create_future()
            person.types(self._texts[next(self._turn) % len(self._texts)])
            try:
                async with asyncio.timeout(PATIENCE_S):
                    self.latencies_s.append(await answered - begun)
            except TimeoutError:
                self.failed += 1


async def talked(sandbox: Sandbox, job: dict[str, Any]) -> Figures:
    """Do the job: {webhook, secret, connections, seconds, texts}."""
    await sandbox.webhook.set(Hook(job["webhook"], job["secret"], job["connections"]))
    people = list(sandbox.people.values())
    for person in people:
        person.starts()
    await sandbox.settled(within_s=60)
    await asyncio.sleep(QUIET_S)  # what was owed from before has been told by now
    talk = Talk(sandbox, job["texts"])
    begun = time.perf_counter()
    await asyncio.gather(*(talk.chat_until(person, begun + job["seconds"]) for person in people))
    found = figures(talk.latencies_s, seconds=time.perf_counter() - begun, failed=talk.failed)
    await sandbox.settled(within_s=60)
    return found


async def main() -> None:
    """Serve, take the job, hand in the figures."""
    loop = asyncio.get_running_loop()
    start = orjson.loads(await loop.run_in_executor(None, sys.stdin.readline))
    sandbox = Sandbox(Setup(token=start["token"]))
    for one in start["people"]:
        sandbox.add_person(one["id"], one["first_name"], None, one["language_code"])
    async with sandbox.serving():
        _say({"api_base": sandbox.address})
        job = orjson.loads(await loop.run_in_executor(None, sys.stdin.readline))
        _say((await talked(sandbox, job)).as_dict())
        await loop.run_in_executor(None, sys.stdin.read)  # the bot may have something left to say


def _say(line: dict[str, Any]) -> None:
    sys.stdout.buffer.write(orjson.dumps(line) + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    uvloop.run(main())
