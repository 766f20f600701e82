"""Rows that are as long as a line of the processor's cache, and begin where one does: to read one is one fetch."""

import numpy as np

from matching.grid.layout import LINE, WIDTH, Ints
from matching.grid.names import with_room


def grown_lines(rows: Ints, size: int) -> Ints:
    """The same rows (n, WIDTH) with room for at least `size`, as `names.grown`."""
    if size <= len(rows):
        return rows
    count = with_room(len(rows), size)
    held = np.full((count + 1) * LINE, 0, np.uint8)
    first = -held.ctypes.data % LINE
    lines: Ints = held[first : first + count * LINE].view(np.int32).reshape(count, WIDTH)
    lines[: len(rows)] = rows
    return lines
