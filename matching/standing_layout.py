"""The arrays that standing searches are kept in, those that a listing becomes, and what their columns mean."""

from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

Ints: TypeAlias = NDArray[np.int32]
Bytes: TypeAlias = NDArray[np.uint8]
Floats: TypeAlias = NDArray[np.float64]
Longs: TypeAlias = NDArray[np.int64]
Mask: TypeAlias = NDArray[np.bool_]
Numbers: TypeAlias = tuple[int, ...]
Parts: TypeAlias = tuple[float, ...]

NUMBER, RADIUS, CATEGORIES, KINDS, GROUPS, CERTIFICATES, MINUTES, HIDES = range(8)
"""Columns of `rows`: the standing search, whole metres, four numbers of sets, the duration or 0, and in bits whose
things it may hide: all of them for one with words, at which somebody must look in any case."""
SETS = (CATEGORIES, KINDS, GROUPS, CERTIFICATES)

START, END, UNTIL = range(3)
"""Columns of `times`, in microseconds since 1970; START is not before END where no time is asked for."""

X, Y, Z, CHORD = range(4)
"""Columns of `places`: the unit vector of the cell, and the square of a chord that is surely not too short."""

NOW, FIRST, LATEST, FREED_START, FREED_END, IS_FREED, SORTED, TOTAL, CATEGORY, OWNER = range(10)
LEAST, MOST, STEP, LOSS, CROSSES, HANDED = range(10, 16)
TOO_SHORT, SHORT, LONG, TOO_LONG, KNOWN_UNTIL = range(16, 21)
"""The numbers of a call: moments and spans in microseconds.

SORTED, TOTAL: how many rows are sorted, and how many there are. CATEGORY: the number of its category, or of any where
nobody wants it. OWNER: the bits of its owner; whoever hides their things has all of them. LEAST, MOST, STEP: of a
booking, in minutes; LOSS: by how much it may be shorter by the clock. CROSSES, HANDED: whether it may cross closed
time, and is handed over in open time. TOO_SHORT, SHORT, LONG, TOO_LONG: below the first and above the last a period is
refused, between the middle ones it suits. KNOWN_UNTIL: for periods that end later, the rules must be asked.
"""

DISTANCE, OVERLAP, TEXT, MERIT, WHOLE, HALF_M = range(3, 9)
"""The other parts of a call, behind the unit vector of its cell: the weights. MERIT is what the owner's record adds,
WHOLE what a score is divided by."""

WANTED, METRES, VERDICT, FREE_START, FREE_END = range(5)
"""Columns of what was found: which standing search, whole metres, whether it is met, and when it is free."""

AGAINST, SHARE = range(2)
"""And the negative of its score if its words fit wholly, with what share of its time is free."""

NO, YES, LOOK, ASK = range(4)
"""Whether it is met: no; yes; if its words and its person allow; the rules must be asked, as for whole metres."""

DOUBTFUL_M = 1e-6
"""So near to the middle between two whole metres the last digits of the sine decide."""

FAR = 2**61
"""Microseconds beyond any calendar."""


class Index(NamedTuple):
    """The sorted rows, and behind them those that came later.

    codes: (n,) of category, level and cube. starts: for each category and level the first sorted row, and the end.
    rows: (n, 8). times: (n, 3). places: (n, 4). alive: 1 for each number of a standing search that was not removed.
    """

    codes: Longs
    starts: Longs
    rows: Ints
    times: Longs
    places: Floats
    alive: Bytes


class Ask(NamedTuple):
    """A listing at a moment, as numbers.

    numbers, parts: see the names above. categories, kinds, groups, certificates: 1 for each set that the listing meets.
    opens, full: (m, 2) when it is open and when no unit is left, in order and apart.
    """

    numbers: Numbers
    parts: Parts
    categories: Bytes
    kinds: Bytes
    groups: Bytes
    certificates: Bytes
    opens: Longs
    full: Longs


class Found(NamedTuple):
    """Those that are or may be met: (n, 5) and (n, 2), with the columns above."""

    whole: Longs
    parts: Floats
