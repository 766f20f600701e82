"""In which order the numbers stand: an order made behind, what came after it in chains, and what is gone marked."""

from collections.abc import Callable

import numpy as np

from matching.grid.layout import Ints
from matching.grid.names import grown
from matching.grid.order import Order, empty_order

NOWHERE = -1
LATE_AT_LEAST, LATE_SHARE = 256, 64
"""The order is due to be made anew when more than 256 and one in 64 came after it."""


class Queue:
    """Where each number stands: a place in the order, or -2 - its entry among the late ones, or NOWHERE."""

    def __init__(self) -> None:
        self.order = empty_order()
        self.late: Ints = np.zeros(0, np.int32)
        self.following: Ints = np.zeros(0, np.int32)
        self.heads: Ints = np.zeros(0, np.int32)
        self._at: Ints = np.zeros(0, np.int32)
        self._entries = self._categories = 0
        self._changed: set[int] | None = None

    @property
    def nbytes(self) -> int:
        return sum(array.nbytes for array in (*self.order, self.late, self.following, self.heads, self._at))

    @property
    def most_places(self) -> int:
        """As many buckets and late ones as there can be."""
        return len(self.order.squares) + self._entries

    def is_due(self, times: int = 1) -> bool:
        """Whether so many (so many times over) came after the order that searches grow slow."""
        return self._entries > times * (LATE_AT_LEAST + len(self.order.order) // LATE_SHARE)

    def add(self, number: int, category: int) -> None:
        """Put a number behind the order, in the chain of its category."""
        self._note(number)
        entry = self._entries
        self._entries += 1
        if number >= len(self._at) or category >= self._categories or entry >= len(self.late):
            self._fit(number, category)
        self.late[entry], self.following[entry] = number, self.heads[category]
        self.heads[category] = entry
        self._at[number] = -2 - entry

    def drop(self, number: int) -> None:
        """Take it from where it stands."""
        self._note(number)
        at = int(self._at[number])
        if at >= 0:
            self.order.order[at] = NOWHERE
        else:
            self.late[-2 - at] = NOWHERE
        self._at[number] = NOWHERE

    def begin(self) -> set[int]:
        """From now on remember what changes, for the order that is being made; whoever began before is too late."""
        self._changed = set()
        return self._changed

    def adopt(self, order: Order, changed: set[int], category_of: Callable[[int], int | None]) -> None:
        """Take the new order; what changed since it was begun comes after it again. category_of: None for what is gone.

        An order is not taken if another was begun since: that one knows more.
        """
        if changed is not self._changed:
            return
        self._changed = None
        self.order = order
        self._at = np.full(max(len(self._at), int(order.order.max(initial=-1)) + 1), NOWHERE, np.int32)
        self._at[order.order] = np.arange(len(order.order), dtype=np.int32)
        self._entries, self.late[:] = 0, NOWHERE
        self.heads = np.full(len(self.heads), NOWHERE, np.int32)
        self._fit(NOWHERE, max(len(self.heads), len(order.lines)) - 1)
        for number in changed:
            if self._at[number] >= 0:
                self.drop(number)
            category = category_of(number)
            if category is not None:
                self.add(number, category)

    def _note(self, number: int) -> None:
        if self._changed is not None:
            self._changed.add(number)

    def _fit(self, number: int, category: int) -> None:
        """Make room for the number, for the category, which may be new, and for all that came late."""
        self.late = grown(self.late, self._entries, NOWHERE)
        self.following = grown(self.following, self._entries)
        self._at = grown(self._at, number + 1, NOWHERE)
        self.heads = grown(self.heads, category + 1, NOWHERE)
        lines = self.order.lines
        if category >= len(lines):
            self.order = self.order._replace(lines=grown(lines, category + 1))
        self._categories = min(len(self.heads), len(self.order.lines))
