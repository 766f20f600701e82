"""The arrays that standing searches are kept in, those that a listing becomes, and what their columns mean."""

from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

Ints: TypeAlias = NDArray[np.int32]
Bytes: TypeAlias = NDArray[np.uint8]
Floats: TypeAlias = NDArray[np.float64]
Longs: TypeAlias = NDArray[np.int64]
Mask: TypeAlias = NDArray[np.bool_]

NUMBER, RADIUS, CATEGORIES, KINDS, GROUPS, CERTIFICATES, MINUTES = range(7)
"""Columns of `rows`: the standing search, whole metres, four numbers of sets, the duration or 0."""
SETS = (CATEGORIES, KINDS, GROUPS, CERTIFICATES)

START, END, UNTIL = range(3)
"""Columns of `times`, in microseconds since 1970; START is not before END where no time is asked for."""

X, Y, Z, CHORD = range(4)
"""Columns of `places`: the unit vector of the cell, and the square of a chord that is surely not too short."""

NOW, FIRST, LATEST, FREED_START, FREED_END, IS_FREED, SORTED, TOTAL = range(8)
LEAST, MOST, STEP, LOSS, CROSSES, HANDED = range(8, 14)
TOO_SHORT, SHORT, LONG, TOO_LONG, KNOWN_UNTIL = range(14, 19)
"""The numbers of a call: moments and spans in microseconds.

SORTED, TOTAL: how many rows are sorted, and how many there are. LEAST, MOST, STEP: of a booking, in minutes; LOSS: by
how much it may be shorter by the clock. CROSSES, HANDED: whether it may cross closed time, and is handed over in open
time. TOO_SHORT, SHORT, LONG, TOO_LONG: below the first and above the last a period is refused, between the middle ones
it suits. KNOWN_UNTIL: for periods that end later, the rules must be asked.
"""

DISTANCE, OVERLAP, TEXT, MERIT, WHOLE, HALF_M = range(6)
"""The weights of a call; MERIT is what the owner's record adds, WHOLE what a score is divided by."""

WANTED, METRES, VERDICT, FREE_START, FREE_END = range(5)
"""Columns of what was found: which standing search, whole metres, whether it is met, and when it is free."""

HIGHEST, SHARE = range(2)
"""And the score if its words fit wholly, with what share of its time is free."""

NO, YES, ASK = 0, 1, 2
"""Whether it is met: no; yes, if its words and its person allow; the rules must be asked, as for whole metres."""

DOUBTFUL_M = 1e-6
"""So near to the middle between two whole metres the last digits of the sine decide."""

FAR = 2**61
"""Microseconds beyond any calendar."""


class Index(NamedTuple):
    """The sorted rows, and behind them those that came later.

    codes: (n,) of category, level and cube. starts: for each category and level the first sorted row, and the end.
    rows: (n, 7). times: (n, 3). places: (n, 4).
    """

    codes: Longs
    starts: Longs
    rows: Ints
    times: Longs
    places: Floats


class Ask(NamedTuple):
    """A listing at a moment, as numbers.

    own: the numbers of any category, and of its own. marks: 1 for each set that the listing meets, for one column of
    sets after the other; offsets: where each begins. opens, full: (m, 2) when it is open and when no unit is left, in
    order and apart.
    """

    own: Longs
    point: Floats
    marks: Bytes
    offsets: Longs
    opens: Longs
    full: Longs
    numbers: Longs
    weights: Floats


class Found(NamedTuple):
    """Those that may be met: (n, 5) and (n, 2), with the columns above."""

    whole: Longs
    parts: Floats
