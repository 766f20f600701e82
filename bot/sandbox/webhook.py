"""Delivery by webhook: the next update of a queue goes out only after a 2xx for the one before."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.sandbox.faults import Faults
from bot.sandbox.updates import Queue, Update
from bot.sandbox.world import World

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
RETRY_DELAYS_S: tuple[float, ...] = (1, 1, 2, 4, 8, 15, 30, 60)
ANSWER_WITHIN_S = 60
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Hook:
    """Where updates go, the secret that proves who sends, and how many at once."""

    url: str
    secret: str
    connections: int


class Webhook:
    """One worker for each queue that has something pending."""

    def __init__(self, world: World, faults: Faults, retry_delays_s: Sequence[float] = RETRY_DELAYS_S) -> None:
        self.hook: Hook | None = None
        self.last_error: dict[str, Any] = {}
        self.attempts = 0
        self._world = world
        self._faults = faults
        self._delays_s = retry_delays_s
        self._workers: dict[Queue, asyncio.Task[None]] = {}
        self._dispatcher: asyncio.Task[None] | None = None

    async def set(self, hook: Hook | None) -> None:
        """Deliver to another place from now on, or nowhere."""
        await self.stop()
        self.hook, self.last_error = hook, {}
        if hook is not None:
            self._dispatcher = asyncio.create_task(self._dispatch(hook))

    async def stop(self) -> None:
        """End delivery; what is pending stays pending."""
        tasks = [*self._workers.values(), *([self._dispatcher] if self._dispatcher else [])]
        self._workers, self._dispatcher = {}, None
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _dispatch(self, hook: Hook) -> None:
        """Start a worker for every queue that has none."""
        slots = asyncio.Semaphore(hook.connections)
        timeout = ClientTimeout(total=ANSWER_WITHIN_S)
        async with ClientSession(timeout=timeout, trust_env=False) as session:
            while True:
                for queue in self._world.updates.queues():
                    if queue not in self._workers:
                        self._workers[queue] = asyncio.create_task(self._work(_Post(hook, session, slots), queue))
                await self._world.pulse.next()

    async def _work(self, post: "_Post", queue: Queue) -> None:
        """Deliver one queue in order until it is empty."""
        failures = 0
        while (update := self._world.updates.head(queue)) is not None:
            error = await self._deliver(post, update)
            if error is None:
                failures = 0
                self._world.updates.acknowledge(update.id)
                continue
            self.last_error = {"last_error_date": self._world.stamp(), "last_error_message": error}
            self._world.pulse.beat()
            await asyncio.sleep(self._delays_s[min(failures, len(self._delays_s) - 1)])
            failures += 1
        self._workers.pop(queue, None)

    async def _deliver(self, post: "_Post", update: Update) -> str | None:
        """Post an update as often as the faults say; None when the last answer was a 2xx."""
        error: str | None = None
        for _ in range(self._faults.copies_of_each_update):
            self.attempts += 1
            error = await post.send(update)
        return error


@dataclass(frozen=True)
class _Post:
    """The way to the bot."""

    hook: Hook
    session: ClientSession
    slots: asyncio.Semaphore

    async def send(self, update: Update) -> str | None:
        """Post one update; what went wrong, or None."""
        headers = {"Content-Type": "application/json"}
        if self.hook.secret:
            headers[SECRET_HEADER] = self.hook.secret
        body = orjson.dumps(update.json())
        try:
            async with (
                self.slots,
                self.session.post(self.hook.url, data=body, headers=headers, allow_redirects=False) as answer,
            ):
                await answer.read()
                return (
                    None
                    if 200 <= answer.status < 300
                    else f"Wrong response from the webhook: {answer.status} {answer.reason}"
                )
        except (ClientError, TimeoutError) as error:
            return f"Connection failed: {type(error).__name__}"
