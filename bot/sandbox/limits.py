"""Telegram's limits on sending: per chat, per group and overall."""

import math
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

SENDS = ("send", "edit", "copy", "forward")


@dataclass
class Limits:
    """At most so many sends in a sliding window: overall and per chat in a second, per group in a minute."""

    overall_per_s: int = 30
    chat_per_s: int = 1
    group_per_min: int = 20
    overdrafts: int = 0
    _sent: dict[object, deque[float]] = field(default_factory=dict)

    def retry_after_s(self, method: str, chat_id: int, monotonic: Callable[[], float]) -> int | None:
        """Seconds to wait if this send is one too many, else None; a send that passes is counted."""
        if not method.startswith(SENDS) or method == "sendChatAction":
            return None
        now = monotonic()
        waits = [self._wait(key, limit, window, now) for key, limit, window in self._windows(chat_id)]
        if wait := max(waits):
            self.overdrafts += 1
            return math.ceil(wait)
        for key, _, _ in self._windows(chat_id):
            self._sent.setdefault(key, deque()).append(now)
        return None

    def _windows(self, chat_id: int) -> Iterator[tuple[object, int, float]]:
        yield "overall", self.overall_per_s, 1.0
        yield ("chat", chat_id), self.chat_per_s, 1.0
        if chat_id < 0:
            yield ("group", chat_id), self.group_per_min, 60.0

    def _wait(self, key: object, limit: int, window_s: float, now: float) -> float:
        """Seconds until another send fits into one window."""
        sent = self._sent.setdefault(key, deque())
        while sent and sent[0] <= now - window_s:
            sent.popleft()
        return sent[0] + window_s - now if len(sent) >= limit else 0.0
