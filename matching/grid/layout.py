"""The arrays that the grid is made of, those that a search is made of, and what their columns mean."""

from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

Ints: TypeAlias = NDArray[np.int32]
Bytes: TypeAlias = NDArray[np.uint8]
Floats: TypeAlias = NDArray[np.float64]
Longs: TypeAlias = NDArray[np.int64]
Keys: TypeAlias = NDArray[np.uint64]
Numbers: TypeAlias = tuple[int, int, int, int, int, int, int, int]
Fractions: TypeAlias = tuple[float, float, float, float, float, float, float, float, float, float, float, float]

LINE = 64
"""Bytes of a line of the processor's cache, in x86-64 and most of ARM; elsewhere it costs time, and nothing else."""

# A row is one listing, as long as a line: what is read first of it brings the rest along.
CATEGORY, CELL, KIND, OWNER, GROUPS, TERMS, CERTIFICATE, UNITS, CALENDAR, SPANS, ROOM, FLAGS, WORDS = range(13)
WIDTH = LINE // 4
MERIT = WIDTH // 2 - 1
"""Of a row read as fractions: what its owner's record adds to the score."""

ALIVE, UNSURE = 1, 2
"""Flags of a row: it is there; its calendar is coarser than its bookings, so that "taken" must be asked again."""

# Of a term, which is an opening with rules.
OPENING, ZONE, SHORTEST, LONGEST, STEP, LEAD, HORIZON, LIMITS = range(8)
CROSS_CLOSED, HANDOVER_OPEN, CLOSED_COUNT = 1, 2, 4
"""Bits of LIMITS: the inside may be closed; start and end must be open; every closed day counts towards the most."""
BY_DAY = -1
"""The STEP of what is had by the local day."""

# Of a zone, as a search sees it: the minutes that it is ahead of UTC, now and round the period.
AHEAD_NOW, AHEAD, STEADY = range(3)
CHANGING, CONSTANT, CONSTANT_SINCE_NOW = 0, 1, 2
"""STEADY: clocks change near the period; they do not; nor do they between now and the period."""

# The numbers of a search, in minutes: [START, END) is empty where no time was named; NOW is rounded either way.
START, END, DURATION, NOW, NOW_AFTER, RADIUS, KINDS, TEXT_NEEDED = range(8)
# And those with fractions.
W_DISTANCE, W_OVERLAP, W_TEXT, W_TOTAL, HALF_M, BEST_MERIT, X, Y, Z, LAT, LON, WHOLE = range(12)
POINT_WIDTH = 5
"""A point is a unit vector, and its latitude and longitude in degrees."""

# Of a hit: what it scores and is made of; a row of values each.
SCORE, METRES, OVERLAP, TEXT, FREE_START, FREE_END = range(6)
HIT_WIDTH = 6

VERDICTS = 64
"""So many terms are remembered during a search, each in the place that its number leaves over."""

NO, YES, ASK = 0, 1, 2
"""Whether a row fits: no; yes; only the rules themselves can tell."""

ROWS_STEP = 0.035
"""Degrees of a row and of a column of the grid: about 3.9 km from south to north; 0.02 and 0.08 were slower."""
COLUMNS = round(360 / ROWS_STEP)
ROWS = round(180 / ROWS_STEP) + 1

DAY = 1440
FIRST_MINUTE, LAST_MINUTE = -(2**31), 2**31 - 1


FIRST = 3
"""Of a bucket."""


class Ranks(NamedTuple):
    """The order in which a search goes through the listings, and where they are.

    order: numbers by category, square, cell, merit falling, key; -1 for what is gone.
    squares (b,): the square of each bucket, which is a run of one category and cell.
    buckets (b + 1, 4): its unit vector, and its FIRST place in the order; and where the last one ends.
    lines (categories, ROWS + 1): for each category and row of the grid its first bucket.
    late, following: numbers that came after the order was made, in chains; heads (categories,): their beginnings.
    cells (c, 3): unit vectors of all cells.
    """

    order: Ints
    squares: Ints
    buckets: Floats
    lines: Ints
    late: Ints
    following: Ints
    heads: Ints
    cells: Floats


class Rows(NamedTuple):
    """By the number of a listing: rows (n, WIDTH); floats (n, WIDTH / 2), which are the same bytes; and its key."""

    rows: Ints
    floats: Floats
    keys: Keys


class Times(NamedTuple):
    """calendar (m, 4): see `minutes.Span`. terms (t, 8), hours: see `terms.Terms`. zones (z, 3), of one search.

    verdicts (VERDICTS, 2): terms that this search has met, and what they say of it.
    """

    calendar: Ints
    terms: Longs
    hours: Longs
    zones: Longs
    verdicts: Longs


class Marks(NamedTuple):
    """What the asker may see: 1 for each set of groups and each certificate; and the owners that they may not."""

    groups: Bytes
    certificates: Bytes
    hidden: Ints


class Search(NamedTuple):
    """What is asked, as numbers: see the names of their places. categories: the numbers of those that are wanted."""

    numbers: Numbers
    floats: Fractions
    categories: Ints
    marks: Marks


class Texts(NamedTuple):
    """How well the words of each listing fit the request, by the number of the words; empty where none was made.

    Below 0: nobody knows yet.
    """

    fits: Floats
    needed: Longs


class Best(NamedTuple):
    """The best so far: their places, best first, how many, and by place the number and values of each.

    One place more than may be kept is for the one that is judged. found, hits: the same in order, when all is done.
    found is as wide as an address: what stands at such numbers is taken in half the time.
    """

    places: Ints
    size: Longs
    numbers: Ints
    values: Floats
    found: Longs
    hits: Floats


class Near(NamedTuple):
    """What lies in a ring: a heap with the nearest first, of buckets or -1 - entry of late listings; how far each."""

    places: Ints
    far: Floats
