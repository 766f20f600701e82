"""The order in which a search goes through the listings: made from columns, in any thread, and then only read."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matching.grid.layout import COLUMNS, FIRST, ROWS, Floats, Ints, Keys

Columns = tuple[Ints, Ints, Ints, Floats, Keys]


class Order(NamedTuple):
    """The fields as in `layout.Ranks`."""

    order: Ints
    squares: Ints
    buckets: Floats
    lines: Ints


def empty_order() -> Order:
    """Of no listings."""
    nothing = np.zeros(0, np.int32)
    return Order(nothing, nothing, np.zeros((1, 4)), np.zeros((0, ROWS + 1), np.int32))


def ordered(numbers: NDArray[np.integer[Any]], columns: Columns, vectors: Floats) -> Order:
    """The numbers by category, square, cell, merit falling and key.

    columns: category, cell, square, merit and key of each of the numbers. vectors: those of all cells.
    """
    places = sorted_places(columns)
    return laid_out(numbers[places].astype(np.int32), tuple(column[places] for column in columns[:3]), vectors)


def laid_out(order: Ints, columns: tuple[Ints, ...], vectors: Floats) -> Order:
    """What is in order already; columns: category, cell and square."""
    categories, cells, squares = columns
    firsts = _firsts(categories, cells)
    return Order(
        order,
        squares[firsts],
        _buckets(vectors[cells[firsts]], np.append(firsts, len(order))),
        _lines(categories[firsts], squares[firsts]),
    )


def sorted_places(columns: Columns) -> NDArray[np.intp]:
    """Where the first, the second … of the order stands in the columns.

    By one number for category, square and cell first, which is quicker to compare than three.
    """
    categories, cells, squares, merits, keys = columns
    square_of = np.zeros(int(cells.max(initial=-1)) + 1, np.int32)
    square_of[cells] = squares
    ranks = np.empty(len(square_of), np.int64)
    ranks[np.argsort(square_of, kind="stable")] = np.arange(len(square_of))
    bucket = categories.astype(np.int64) * len(square_of) + ranks[cells]
    places = np.argsort(keys)  # no two are alike, so that it need not be a stable sort, which takes longer
    for column in (-merits, bucket):
        places = places[np.argsort(column[places], kind="stable")]
    return places


def _buckets(vectors: Floats, firsts: NDArray[np.intp]) -> Floats:
    """Side by side what a search reads of one, with an end behind the last."""
    buckets = np.zeros((len(firsts), FIRST + 1))
    buckets[:-1, :FIRST], buckets[:, FIRST] = vectors, firsts
    return buckets


def _firsts(categories: Ints, cells: Ints) -> NDArray[np.intp]:
    """Where a new bucket begins."""
    if not len(cells):
        return np.zeros(0, np.intp)
    changes = np.diff(categories).astype(bool) | np.diff(cells).astype(bool)
    return np.concatenate(([0], np.flatnonzero(changes) + 1))


def _lines(categories: Ints, squares: Ints) -> Ints:
    """For each category and row of the grid its first bucket, and the end of the last row."""
    count = int(categories.max()) + 1 if len(categories) else 0
    lines = categories.astype(np.int64) * ROWS + squares // COLUMNS
    wanted = (np.arange(count)[:, None] * ROWS + np.arange(ROWS + 1)).ravel()
    return np.searchsorted(lines, wanted).astype(np.int32).reshape(count, ROWS + 1)
