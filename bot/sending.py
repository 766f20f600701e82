"""When the next message may go out: Telegram's limits, kept here so that they are rarely met."""

import asyncio
import time
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable
from datetime import timedelta
from enum import IntEnum
from typing import TypeVar

from telegram.error import RetryAfter

T = TypeVar("T")
Clock = Callable[[], float]
Sleep = Callable[[float], Awaitable[None]]

_SECOND_S = 1.0
_CHAT_LIMIT, _CHAT_SPAN_S = 3, 3.0
_GROUP_LIMIT, _GROUP_SPAN_S = 20, 60.0
_REMEMBERED_CHATS = 10_000


class Priority(IntEnum):
    """Who goes first: an answer may use the whole second, the others leave room for it."""

    ANSWER = 30
    REMINDER = 28
    DIGEST = 26


class Window:
    """The moments of the last `limit` sends: no more than that fall into any `span_s` seconds."""

    __slots__ = ("_moments", "_span_s")

    def __init__(self, limit: int, span_s: float) -> None:
        self._moments: deque[float] = deque(maxlen=limit)
        self._span_s = span_s

    def free_at(self, limit: int) -> float:
        """When the next of at most `limit` sends in the span may go, on the clock of `take`."""
        if len(self._moments) < limit:
            return 0.0
        return self._moments[-limit] + self._span_s

    def take(self, now: float) -> None:
        """Count one send."""
        self._moments.append(now)

    def is_idle(self, now: float) -> bool:
        """Whether forgetting it changes nothing."""
        return not self._moments or self._moments[-1] + self._span_s <= now


class Sending:
    """One bot's budget: 30 a second overall, 1 a second in a chat, 20 a minute in a group."""

    def __init__(self, *, clock: Clock = time.monotonic, sleep: Sleep = asyncio.sleep) -> None:
        self._clock = clock
        self._sleep = sleep
        self._overall = Window(Priority.ANSWER, _SECOND_S)
        self._chats: defaultdict[int, Window] = defaultdict(lambda: Window(_CHAT_LIMIT, _CHAT_SPAN_S))
        self._groups: defaultdict[int, Window] = defaultdict(lambda: Window(_GROUP_LIMIT, _GROUP_SPAN_S))
        self._not_before: dict[int, float] = {}

    async def call(self, chat_id: int, send: Callable[[], Awaitable[T]], *, priority: Priority) -> T:
        """Send when it is this chat's turn; a 429 holds the chat back as long as Telegram says, and is raised."""
        while (wait_s := self.wait_s(chat_id, priority=priority)) > 0:
            await self._sleep(wait_s)
        self._take(chat_id)
        try:
            return await send()
        except RetryAfter as refusal:
            self.hold(chat_id, seconds(refusal))
            raise

    async def pause(self, for_s: float) -> None:
        """Wait on the same clock."""
        await self._sleep(for_s)

    def wait_s(self, chat_id: int, *, priority: Priority) -> float:
        """How long until a message of this priority may go to the chat; 0 is now."""
        free = [self._overall.free_at(priority), self._not_before.get(chat_id, 0.0)]
        if chat_id in self._chats:
            free.append(self._chats[chat_id].free_at(_CHAT_LIMIT))
        if chat_id in self._groups:
            free.append(self._groups[chat_id].free_at(_GROUP_LIMIT))
        return max(0.0, max(free) - self._clock())

    def hold(self, chat_id: int, for_s: float) -> None:
        """Send nothing to the chat for so long."""
        self._not_before[chat_id] = max(self._not_before.get(chat_id, 0.0), self._clock() + for_s)

    def _take(self, chat_id: int) -> None:
        now = self._clock()
        self._forget_idle(now)
        self._overall.take(now)
        self._chats[chat_id].take(now)
        if chat_id < 0:
            self._groups[chat_id].take(now)

    def _forget_idle(self, now: float) -> None:
        if len(self._chats) < _REMEMBERED_CHATS:
            return
        for windows in (self._chats, self._groups):
            for chat_id in [chat_id for chat_id, window in windows.items() if window.is_idle(now)]:
                del windows[chat_id]
        self._not_before = {chat_id: until for chat_id, until in self._not_before.items() if until > now}


def seconds(refusal: RetryAfter) -> float:
    """How long a 429 asks to wait."""
    asked = refusal.retry_after
    return asked.total_seconds() if isinstance(asked, timedelta) else float(asked)
