"""Long polling: the offset moves on only when the work is done."""

import asyncio
import logging
from collections.abc import Coroutine, Sequence
from typing import Any, TypeVar

from telegram import Bot, Update
from telegram.error import NetworkError, RetryAfter, TelegramError

from bot.receiving import Outcome, Receiving
from bot.routes import ALLOWED_UPDATES
from bot.sending import Sleep, seconds

_LOG = logging.getLogger(__name__)
_POLL_S = 25
_BATCH = 100
_PAUSES_S = (0.2, 1.0, 3.0, 10.0, 30.0)
_TRIES = 6

T = TypeVar("T")
Stopped = asyncio.Task[Any]


class Polling:
    """The one loop of this process that asks Telegram for updates."""

    def __init__(self, bot: Bot, receiving: Receiving, *, sleep: Sleep = asyncio.sleep) -> None:
        self._bot = bot
        self._receiving = receiving
        self._sleep = sleep
        self._offset = 0
        self._failures = 0
        self._running = False

    async def run(self, stop: asyncio.Event) -> None:
        """Poll until `stop` is set; then the poll is dropped at once, and updates in work are finished."""
        if self._running:
            raise RuntimeError("only one may poll")
        self._running = True
        stopped = asyncio.ensure_future(stop.wait())
        try:
            while not stop.is_set():
                batch = await _unless(stopped, self._ask())
                if batch:
                    await self._work(batch, stopped)
        finally:
            stopped.cancel()
            self._running = False

    async def _ask(self) -> Sequence[Update]:
        try:
            batch = await self._bot.get_updates(
                offset=self._offset, limit=_BATCH, timeout=_POLL_S, allowed_updates=ALLOWED_UPDATES
            )
        except TelegramError as error:
            await self._back_off(error)
            return ()
        self._failures = 0
        return batch

    async def _back_off(self, error: TelegramError) -> None:
        pause_s = _PAUSES_S[min(self._failures, len(_PAUSES_S) - 1)]
        pause_s = max(pause_s, seconds(error)) if isinstance(error, RetryAfter) else pause_s
        self._failures += 1
        log = _LOG.warning if isinstance(error, NetworkError) else _LOG.error
        log("no updates, next try in %s s: %s", pause_s, error)
        await self._sleep(pause_s)

    async def _work(self, batch: Sequence[Update], stopped: Stopped) -> None:
        """Queue by person, people side by side; the offset stops before the first update that is not done."""
        queues: dict[int, list[Update]] = {}
        for update in batch:
            queues.setdefault(update.effective_user.id if update.effective_user else 0, []).append(update)
        left = await asyncio.gather(*(self._one_after_another(queue, stopped) for queue in queues.values()))
        undone = [update_id for update_id in left if update_id is not None]
        self._offset = min(undone) if undone else batch[-1].update_id + 1

    async def _one_after_another(self, queue: Sequence[Update], stopped: Stopped) -> int | None:
        for update in queue:
            if stopped.done() or not await self._done(update, stopped):
                return update.update_id
        return None

    async def _done(self, update: Update, stopped: Stopped) -> bool:
        for attempt in range(_TRIES):
            if await self._receiving.receive(update) is Outcome.DONE:
                return True
            await _unless(stopped, self._pause(_PAUSES_S[min(attempt, 1)]))
            if stopped.done():
                return False
        return False

    async def _pause(self, for_s: float) -> None:
        await self._sleep(for_s)


async def _unless(stopped: Stopped, work: Coroutine[Any, Any, T]) -> T | None:
    """The result of the work; None if the stop comes first, and the work is then given up."""
    task = asyncio.ensure_future(work)
    await asyncio.wait({task, stopped}, return_when=asyncio.FIRST_COMPLETED)
    if task.done():
        return task.result()
    task.cancel()
    await asyncio.wait({task})
    return None
