"""When places are open, remembered from one listing to the next that has the same hours."""

from datetime import timedelta

from matching.intervals import since_epoch
from matching.opening import Opening, open_windows
from matching.standing_layout import Longs
from matching.standing_times import CLOCKS, bounds, lengths

REMEMBERED = 1_024
AHEAD = timedelta(days=31)
MARGIN = lengths(CLOCKS)
"""Windows are cut where they were looked up from and to: far enough outside not to matter."""


class Hours:
    def __init__(self) -> None:
        self._known: dict[Opening, tuple[int, int, Longs]] = {}

    def between(self, opening: Opening, first: int, last: int) -> Longs:
        """(n, 2): the open time from `first` to `last`, in microseconds, and perhaps beyond; in order and apart."""
        known = self._known.get(opening)
        if known is not None and known[0] <= first and last <= known[1]:
            return known[2]
        if len(self._known) >= REMEMBERED:
            self._known.clear()
        begin, end = first, max(first, last) + lengths(AHEAD)
        if known is not None and known[0] <= end and begin <= known[1]:
            begin, end = min(begin, known[0]), max(end, known[1])
        windows = bounds(open_windows(opening, since_epoch(begin - MARGIN), since_epoch(end + MARGIN)))
        self._known[opening] = begin, end, windows
        return windows
