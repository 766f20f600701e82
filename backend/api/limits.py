"""How often one caller may ask: a bucket each, in memory, that fills again with time."""

import math
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

_MOST_BUCKETS = 50_000


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left of a caller's allowance after a request."""

    per_minute: int
    left: float
    refill_s: float

    @property
    def spent(self) -> bool:
        """Whether this request was one too many."""
        return self.left < 0

    def headers(self) -> dict[str, str]:
        """RateLimit and RateLimit-Policy, and after how long to come back once it is spent."""
        left, reset_s = max(0, math.floor(self.left)), math.ceil(self.refill_s)
        headers = {
            "RateLimit-Policy": f'"minute";q={self.per_minute};w=60',
            "RateLimit": f'"minute";r={left};t={reset_s}',
        }
        return headers | ({"Retry-After": str(max(1, reset_s))} if self.spent else {})


class Buckets:
    """One bucket for each caller, `per_minute` deep; `monotonic` gives seconds."""

    def __init__(self, per_minute: int, monotonic: Callable[[], float], *, most: int = _MOST_BUCKETS) -> None:
        self._per_minute = per_minute
        self._monotonic = monotonic
        self._most = most
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, caller: str) -> Allowance:
        """Take one request out of the caller's bucket; a refused request takes nothing."""
        now, rate = self._monotonic(), self._per_minute / 60
        level, then = self._levels.pop(caller, (float(self._per_minute), now))
        level = min(float(self._per_minute), level + (now - then) * rate)
        left = level - 1
        self._levels[caller] = (left if left >= 0 else level, now)
        if len(self._levels) > self._most:
            self._levels.popitem(last=False)
        return Allowance(self._per_minute, left, (1 - level) / rate if left < 0 else 1 / rate)
