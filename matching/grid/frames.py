"""Many arrays handed to the compiler by one address: two dozen of them take longer to hand over than a search takes.

Views of them have no owner: to count who holds an array, at every call, takes longer than to judge a listing.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.addresses import array_at
from matching.compiled import compiled
from matching.grid.layout import (
    FIRST,
    HIT_WIDTH,
    POINT_WIDTH,
    ROWS,
    WIDTH,
    Best,
    Floats,
    Fractions,
    Longs,
    Marks,
    Near,
    Numbers,
    Ranks,
    Rows,
    Search,
    Texts,
    Times,
)

Moments = tuple[int, int, int, int, int, int]
"""START, END, DURATION, NOW, NOW_AFTER and RADIUS of `layout`."""

Asked = tuple[int, Moments, float]
"""The address of a point, see `points`; when; and how many minutes the whole wish has."""

OF_TABLE, OF_ASKER = 14, 15
"""So many arrays are in a frame."""

Frames = tuple[int, int, int, int]
"""The addresses of a table's frame, of an asker's and of the zones, and how many zones."""

Spots = tuple[int, int, int, int]
"""Address and length of both arrays of a `layout.Texts`."""


class Frame(NamedTuple):
    """at (2 n,): address and length of each array; address: its own; they live for as long as this is kept."""

    address: int
    at: Longs
    arrays: Sequence[NDArray[Any]]


class Part(NamedTuple):
    """One array of a frame: address and length."""

    array: NDArray[Any]
    at: tuple[int, int]


class Zones(NamedTuple):
    """The zones of a search, and where and how many they are."""

    frame: tuple[int, int]
    numbers: Longs


def part(array: NDArray[Any]) -> Part:
    """The array must be in one piece."""
    return Part(array, (array.ctypes.data, len(array)))


def framed(arrays: Sequence[NDArray[Any]]) -> Frame:
    """Each array must be in one piece, and stay where it is."""
    return joined([part(one) for one in arrays])


def joined(parts: Sequence[Part], others: Frame | None = None) -> Frame:
    """Frames are made of parts, and others may follow."""
    numbers = [number for one in parts for number in one.at]
    if others is not None:
        numbers += others.at.tolist()
    at = np.array(numbers, np.int64)
    return Frame(at.ctypes.data, at, (*(one.array for one in parts), *(others.arrays if others else ())))


def spots(fits: Floats, needed: Longs) -> Spots:
    """Where they are."""
    return fits.ctypes.data, len(fits), needed.ctypes.data, len(needed)


@compiled
def opened(frames: Frames) -> tuple[Longs, Longs, Longs]:
    """What stands in the frames of a table and of an asker; and the zones."""
    return (
        array_at(frames[0], (2 * OF_TABLE,), np.int64),
        array_at(frames[1], (2 * OF_ASKER,), np.int64),
        array_at(frames[2], (frames[3], 3), np.int64),
    )


@compiled
def ranks_of(at: Longs) -> Ranks:
    """The first eight arrays of a table."""
    return Ranks(
        array_at(at[0], (at[1],), np.int32),
        array_at(at[2], (at[3],), np.int32),
        array_at(at[4], (at[5], FIRST + 1), np.float64),
        array_at(at[6], (at[7], ROWS + 1), np.int32),
        array_at(at[8], (at[9],), np.int32),
        array_at(at[10], (at[11],), np.int32),
        array_at(at[12], (at[13],), np.int32),
        array_at(at[14], (at[15], 3), np.float64),
    )


@compiled
def rows_of(at: Longs) -> Rows:
    """The next three."""
    return Rows(
        array_at(at[16], (at[17], WIDTH), np.int32),
        array_at(at[18], (at[19], WIDTH // 2), np.float64),
        array_at(at[20], (at[21],), np.uint64),
    )


@compiled
def times_of(at: Longs, own: Longs, zones: Longs) -> Times:
    """The last three of a table, with the zones of a search, and the last of an asker."""
    return Times(
        array_at(at[22], (at[23], 4), np.int32),
        array_at(at[24], (at[25], 8), np.int64),
        array_at(at[26], (at[27],), np.int64),
        zones,
        array_at(own[28], (own[29], 2), np.int64),
    )


@compiled
def texts_of(at: Spots) -> Texts:
    """What is known of words."""
    return Texts(array_at(at[0], (at[1],), np.float64), array_at(at[2], (at[3],), np.int64))


@compiled
def search_of(at: Longs, asked: Asked) -> Search:
    """What is asked; the first six arrays of an asker."""
    point = array_at(asked[0], (POINT_WIDTH,), np.float64)
    weights, kinds = array_at(at[0], (6,), np.float64), array_at(at[2], (2,), np.int64)
    return Search(
        _numbers(asked[1], kinds),
        _fractions(weights, point, asked[2]),
        array_at(at[4], (at[5],), np.int32),
        Marks(
            array_at(at[6], (at[7],), np.uint8),
            array_at(at[8], (at[9],), np.uint8),
            array_at(at[10], (at[11],), np.int32),
        ),
    )


@compiled
def best_of(at: Longs) -> Best:
    """The next six of an asker."""
    return Best(
        array_at(at[12], (at[13],), np.int32),
        array_at(at[14], (at[15],), np.int64),
        array_at(at[16], (at[17],), np.int32),
        array_at(at[18], (HIT_WIDTH, at[13]), np.float64),
        array_at(at[20], (at[21],), np.int64),
        array_at(at[22], (HIT_WIDTH, at[21]), np.float64),
    )


@compiled
def near_of(at: Longs) -> Near:
    """The next two of an asker."""
    return Near(array_at(at[24], (at[25],), np.int32), array_at(at[26], (at[27],), np.float64))


@compiled
def _numbers(moments: Moments, kinds: Longs) -> Numbers:
    return moments[0], moments[1], moments[2], moments[3], moments[4], moments[5], kinds[0], kinds[1]


@compiled
def _fractions(weights: Floats, point: Floats, whole: float) -> Fractions:
    return (
        weights[0], weights[1], weights[2], weights[3], weights[4], weights[5],
        point[0], point[1], point[2], point[3], point[4], whole,
    )  # fmt: skip
