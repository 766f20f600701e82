"""The best few of many, by what each can reach at most: the threshold stop of ranked search.

The bound falls, so that once enough have more than the next bound, no later one is among the best
(Fagin, Lotem and Naor, "Optimal aggregation algorithms for middleware", 2003).
"""

import heapq
import math
from collections.abc import Iterator

import numpy as np

from matching.standing_layout import Floats, Longs


class Best:
    """The scores of the best so far, as many as are wanted; None: all.

    floor: what another must reach to be among them; of equals, a later one may come first.
    """

    def __init__(self, limit: int | None) -> None:
        self._limit = limit
        self._scores: list[float] = []
        self.floor = -math.inf

    def add(self, reached: float) -> None:
        """One more that is found."""
        if self._limit is None:
            return
        if len(self._scores) < self._limit:
            heapq.heappush(self._scores, reached)
        else:
            heapq.heappushpop(self._scores, reached)
        if len(self._scores) == self._limit:
            self.floor = self._scores[0]


def best_first(most: Floats, at_first: int) -> Iterator[Longs]:
    """The places of the highest values, in order, `at_first` of them and then four times as many at a time."""
    rest = np.arange(len(most))
    while len(rest) > at_first:
        split = rest[np.argpartition(most[rest], -at_first)]
        rest, first = split[:-at_first], split[-at_first:]
        yield first[np.argsort(most[first])[::-1]]
        at_first *= 4
    yield rest[np.argsort(most[rest])[::-1]]
