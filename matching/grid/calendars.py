"""The busy spans of all listings in one array, each listing's side by side with a little room behind."""

import numpy as np

from matching.compiled import compiled
from matching.grid.layout import CALENDAR, ROOM, SPANS, Ints
from matching.grid.minutes import Span
from matching.grid.names import grown

SPARE = 1
"""Room beyond the bookings, so that the next one needs no moving."""

SPARE_SHARE = 64
"""And one in 64 more behind all of them when many are taken at once."""

IDLE = 4_096
"""The array is packed anew when more than this and a quarter of it lies idle."""


Place = tuple[int, int, int]
"""CALENDAR, SPANS and ROOM of a row."""


class Calendars:
    """array (m, 4): start, end, when due, place of the unit; see `minutes.Span`."""

    def __init__(self) -> None:
        self.array: Ints = np.zeros((0, 4), np.int32)
        self._filled = self._idle = 0

    def write(self, had: Place, spans: list[Span]) -> Place:
        """Put the spans of a listing in the place of those that it had, or behind all others where they need more."""
        first, _, room = had
        if not room or len(spans) > room:
            first, room = self._moved(room, len(spans) + SPARE)
        if spans:
            self.array[first : first + len(spans)] = spans
        return first, len(spans), room

    def widen(self, row: Ints) -> None:
        """Move the spans of a listing to where there is room for twice as many."""
        kept = self.array[row[CALENDAR] : row[CALENDAR] + row[SPANS]].copy()
        row[CALENDAR], row[ROOM] = self._moved(int(row[ROOM]), 2 * len(kept) + SPARE)
        self.array[row[CALENDAR] : row[CALENDAR] + len(kept)] = kept

    def begin(self, size: int) -> Ints:
        """The array, with so many spans in use that are yet to be written; there were none. In any thread."""
        self.array = np.full((size + size // SPARE_SHARE, 4), 0, np.int32)
        self._filled = size
        return self.array

    def free(self, row: Ints) -> None:
        """Forget the spans of a listing that is gone."""
        self._idle += int(row[ROOM])
        row[SPANS] = row[ROOM] = 0

    def is_wasteful(self) -> bool:
        return self._idle > IDLE + self._filled // 4

    def pack(self, rows: Ints) -> None:
        """Move everything together, in the order of the rows, which are told their new places."""
        lengths = rows[:, ROOM].astype(np.int64)
        firsts = np.cumsum(lengths) - lengths
        kept = np.arange(lengths.sum()) + np.repeat(rows[:, CALENDAR] - firsts, lengths)
        self.array = self.array[kept]
        rows[:, CALENDAR] = firsts
        self._filled, self._idle = len(kept), 0

    def _moved(self, had: int, room: int) -> tuple[int, int]:
        """Where there is so much room behind all others, and how much; what was had before lies idle from now on."""
        first = self._filled
        self._idle += had
        self._filled += room
        self.array = grown(self.array, self._filled)
        return first, room


@compiled
def append(rows: Ints, calendar: Ints, number: int, span: Span) -> bool:
    """Write the span behind the others of that row, if there is room."""
    spans = rows[number, SPANS]
    if spans >= rows[number, ROOM]:
        return False
    place = rows[number, CALENDAR] + spans
    for column in range(4):
        calendar[place, column] = span[column]
    rows[number, SPANS] = spans + 1
    return True
