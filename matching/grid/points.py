"""Where askers are, for the compiler: one address says it as well as five numbers, and sooner."""

import numpy as np

from matching.addresses import array_at
from matching.grid.layout import LINE, POINT_WIDTH
from matching.grid.names import vector

REMEMBERED = 65_536


class Points:
    """What `names.vector` says of cells, each in a line of the processor's cache."""

    def __init__(self) -> None:
        self._lines = np.empty((REMEMBERED + 1) * LINE, np.uint8)
        self._first = -(-self._lines.ctypes.data // LINE) * LINE
        self._addresses: dict[str, int] = {}

    def address(self, cell: str) -> int:
        """Where the point of that cell is, at least until it is asked for the next one."""
        known = self._addresses.get(cell)
        return self._learn(cell) if known is None else known

    def _learn(self, cell: str) -> int:
        if len(self._addresses) == REMEMBERED:
            self._addresses.clear()
        address = self._first + LINE * len(self._addresses)
        array_at(address, (POINT_WIDTH,), np.float64)[:] = vector(cell)
        self._addresses[cell] = address
        return address
