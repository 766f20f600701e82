"""Notices to Telegram: claimed, rendered for the reader, sent, written down; nothing owed is forgotten."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random, SystemRandom

from telegram import Bot, Message
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError

from bot import owed
from bot.owed import Reader
from bot.replies import Picture, Say
from bot.sending import Priority, Sending, seconds
from bot.writing import Writing
from models.notice import Notice, NoticeKind

_LOG = logging.getLogger(__name__)
_AT_ONCE = 60
_ENOUGH_ROOM = _AT_ONCE // 2
_POLL_S = 2.0
_PATIENCE_S = 5.0
_LAST_S = 2.0
_TRIES = 16
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 2.0, 1800.0

Card = Say | Picture
Renderer = Callable[[Notice, Reader, datetime], Awaitable[Card | None]]
"""Words a notice for its reader; None where it has lost its point meanwhile."""


class Delivery:
    """Sends what is owed, as long as `run` runs."""

    def __init__(
        self,
        bot: Bot,
        sending: Sending,
        renderers: Mapping[NoticeKind, Renderer],
        *,
        clock: Callable[[], datetime],
        chance: Random | None = None,
    ) -> None:
        self._bot = bot
        self._sending = sending
        self._renderers = renderers
        self._clock = clock
        self._chance = chance or SystemRandom()
        self._writings = {priority: Writing(bot, sending, priority=priority) for priority in Priority}
        self._in_work: set[asyncio.Task[None]] = set()
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Look at once: something was committed that owes a notice."""
        self._woken.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Deliver until `stop` is set; then what is being sent is finished and the rest stays owed."""
        stopped = asyncio.ensure_future(stop.wait())
        try:
            while not stop.is_set():
                self._woken.clear()
                if not await self._begin():
                    await self._rest(stopped)
        finally:
            stopped.cancel()
            await self._finish()

    async def deliver_due(self) -> int:
        """Deliver all that is due now, once each, and say how many were tried."""
        tried = 0
        while begun := await self._begin():
            tried += begun
            await self._until_in_work(at_most=0)
        return tried

    async def _begin(self) -> int:
        """Claim what there is room for and start sending it."""
        await self._until_in_work(at_most=_AT_ONCE - _ENOUGH_ROOM)
        try:
            claimed = await owed.claim(_AT_ONCE - len(self._in_work), now=self._clock())
        except Exception:  # noqa: BLE001 - the database may be away; the notices are safe in it
            _LOG.exception("no notices could be claimed")
            return 0
        for notice in claimed:
            task = asyncio.ensure_future(self._deliver(notice))
            self._in_work.add(task)
            task.add_done_callback(self._in_work.discard)
        return len(claimed)

    async def _finish(self) -> None:
        """See what is being sent through; what hangs is let go, stays owed, and is sent when its lease is over."""
        if not self._in_work:
            return
        _, hanging = await asyncio.wait(self._in_work, timeout=_LAST_S)
        for task in hanging:
            task.cancel()
        await asyncio.gather(*hanging, return_exceptions=True)

    async def _rest(self, stopped: "asyncio.Task[bool]") -> None:
        woken = asyncio.ensure_future(self._woken.wait())
        await asyncio.wait({woken, stopped, *self._in_work}, timeout=_POLL_S, return_when=asyncio.FIRST_COMPLETED)
        woken.cancel()

    async def _until_in_work(self, *, at_most: int) -> None:
        while len(self._in_work) > at_most:
            await asyncio.wait(self._in_work, return_when=asyncio.FIRST_COMPLETED)

    async def _deliver(self, notice: Notice) -> None:
        try:
            await self._render_and_send(notice)
        except Exception as error:  # noqa: BLE001 - one notice harms no other; its lease or its next try brings it back
            await self._failed(notice, error)

    async def _render_and_send(self, notice: Notice) -> None:
        reader = await owed.reader(notice)
        if reader is None:
            return await owed.held(notice, until=self._clock())
        priority = _priority(notice)
        wait_s = self._sending.wait_s(reader.chat_id, priority=priority)
        if wait_s > _PATIENCE_S:
            return await owed.held(notice, until=self._clock() + timedelta(seconds=wait_s))
        named = replace(reader, bot_username=self._bot.username)
        card = await self._renderers[notice.kind](notice, named, self._clock())
        if card is None:
            return await owed.dropped(notice)
        message = await self._send(notice, reader.chat_id, card)
        await owed.sent(notice, message.message_id, now=self._clock())
        await self._put_away_earlier(notice, reader.chat_id)
        return None

    async def _put_away_earlier(self, notice: Notice, chat_id: int) -> None:
        """Take the buttons off the card that this one replaces, where there is room; they would only mislead."""
        if self._sending.wait_s(chat_id, priority=Priority.DIGEST) > 0:
            return
        try:
            earlier = await owed.earlier_card(notice)
            if earlier is not None:
                await self._writings[Priority.DIGEST].put_away(chat_id, earlier)
        except TelegramError as refusal:
            _LOG.debug("notice %s: old buttons stay: %s", notice.id, refusal)

    async def _send(self, notice: Notice, chat_id: int, card: Card) -> Message:
        writing = self._writings[_priority(notice)]
        try:
            return await writing.send(chat_id, card)
        except ChatMigrated as moved:
            if notice.group_id is None:
                raise
            await owed.migrated(notice.group_id, moved.new_chat_id)
            return await writing.send(moved.new_chat_id, card)

    async def _failed(self, notice: Notice, error: Exception) -> None:
        try:
            await self._settle(notice, error)
        except Exception:  # noqa: BLE001 - the lease runs out, and the notice is tried again
            _LOG.exception("notice %s: its failure could not be written down", notice.id)

    async def _settle(self, notice: Notice, error: Exception) -> None:
        what = f"{type(error).__name__}: {error}"[:500]
        match error:
            case RetryAfter():
                await owed.held(notice, until=self._clock() + timedelta(seconds=seconds(error)))
            case Forbidden():
                await owed.shut_out(notice)
            case BadRequest():
                await self._bury(notice, what)
            case _ if notice.attempts + 1 >= _TRIES:
                await self._bury(notice, what)
            case _:
                _LOG.warning("notice %s: %s", notice.id, what, exc_info=_unexpected(error))
                await owed.again(notice, what, at=self._clock() + self._pause(notice.attempts))

    async def _bury(self, notice: Notice, what: str) -> None:
        _LOG.error("notice %s is dead: %s", notice.id, what)
        await owed.dead(notice, what)

    def _pause(self, attempts: int) -> timedelta:
        pause_s = min(_FIRST_PAUSE_S * 2**attempts, _LONGEST_PAUSE_S)
        return timedelta(seconds=pause_s * self._chance.uniform(0.5, 1.5))


def _unexpected(error: Exception) -> Exception | None:
    return None if isinstance(error, TelegramError) else error


def _priority(notice: Notice) -> Priority:
    return next((ours for highest, ours in _PRIORITIES if notice.priority <= highest), Priority.DIGEST)


_PRIORITIES = ((0, Priority.ANSWER), (5, Priority.REMINDER))
