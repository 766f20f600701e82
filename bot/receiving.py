"""Updates taken in: one at a time for each person, so many at once, and what fails again and again is set aside."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from enum import Enum, auto
from typing import Any

from telegram import Update
from telegram.error import BadRequest, NetworkError, RetryAfter
from telegram.ext import Application, CallbackContext

from bot import receipts
from bot.conducting import AnswerOutstanding
from models.errors import Busy

_LOG = logging.getLogger(__name__)
_AT_ONCE = 32
_WAITING = 512
_REMEMBERED = 10_000
_PASSING = (Busy, AnswerOutstanding, NetworkError, RetryAfter, OSError, TimeoutError)


class Outcome(Enum):
    """What Telegram is told: done with it, or send it again."""

    DONE = auto()
    AGAIN = auto()


class Receiving:
    """Gives updates to the application and knows what became of each."""

    def __init__(
        self, application: Application[Any, Any, Any, Any, Any, Any], *, clock: Callable[[], datetime]
    ) -> None:
        self._application = application
        self._clock = clock
        self._room = asyncio.Semaphore(_AT_ONCE)
        self._in_work = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self._closed = False
        self._people: dict[int, tuple[asyncio.Lock, int]] = {}
        self._errors: dict[int, Exception] = {}
        self._finished: OrderedDict[int, None] = OrderedDict()
        application.add_error_handler(self._remember_error)

    async def receive(self, update: Update) -> Outcome:
        """Do the update; returns once its effect is stored and its answer sent, or once it is clear that it failed."""
        if self._closed or self._in_work >= _WAITING:
            return Outcome.AGAIN
        user = update.effective_user
        with_whom = user.id if user else 0
        async with self._counted(), self._alone(with_whom), self._room:
            if update.update_id in self._finished:
                return Outcome.DONE
            return await self._process(update)

    async def drain(self) -> None:
        """Take nothing more, and wait for what is in work."""
        self._closed = True
        await self._idle.wait()

    async def _process(self, update: Update) -> Outcome:
        await self._application.process_update(update)
        error = self._errors.pop(update.update_id, None)
        outcome = Outcome.DONE if error is None else await self._after(error, update.update_id)
        if outcome is Outcome.DONE:
            self._finished[update.update_id] = None
            if len(self._finished) > _REMEMBERED:
                self._finished.popitem(last=False)
        return outcome

    async def _after(self, error: Exception, update_id: int) -> Outcome:
        if isinstance(error, _PASSING) and not isinstance(error, BadRequest):
            _LOG.warning("update %s comes again: %s", update_id, type(error).__name__)
            return Outcome.AGAIN
        _LOG.error("update %s failed", update_id, exc_info=error)
        try:
            in_quarantine = await receipts.failed(update_id, self._clock())
        except Exception:  # noqa: BLE001 - whatever the database says, the update is not lost
            _LOG.exception("update %s comes again: its failure could not be counted", update_id)
            return Outcome.AGAIN
        if in_quarantine:
            _LOG.error("update %s is in quarantine", update_id)
        return Outcome.DONE if in_quarantine else Outcome.AGAIN

    async def _remember_error(self, update: object, context: CallbackContext[Any, Any, Any, Any]) -> None:
        if isinstance(update, Update) and context.error is not None:
            self._errors[update.update_id] = context.error

    @asynccontextmanager
    async def _counted(self) -> AsyncIterator[None]:
        self._in_work += 1
        self._idle.clear()
        try:
            yield
        finally:
            self._in_work -= 1
            if not self._in_work:
                self._idle.set()

    @asynccontextmanager
    async def _alone(self, user_id: int) -> AsyncIterator[None]:
        lock, waiting = self._people.get(user_id, (asyncio.Lock(), 0))
        self._people[user_id] = (lock, waiting + 1)
        try:
            async with lock:
                yield
        finally:
            lock, waiting = self._people.pop(user_id)
            if waiting > 1:
                self._people[user_id] = (lock, waiting - 1)
