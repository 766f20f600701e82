"""Rows in pages, and the listings and columns that they amount to."""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import replace
from itertools import count
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from matching.capacity import Busy
from matching.engine import Listing
from matching.stock import Held, stock_of
from matching.stocking import BookingRow, Page, Reading, Stocking
from tests.matching.grid.world import NOW, World

COLUMNS = "kinds", "categories", "cells", "groups", "owners", "words", "terms", "records"


def listings(seed: int, many: int) -> list[Listing]:
    """As they come of a database: units that no other has, bookings with ids and the buffers of the rules."""
    world, numbers = World(seed), count(1)

    def named(one: Listing) -> Listing:
        own = {unit: next(numbers) for unit in one.units}
        before, after = one.rules.buffer_before_minutes, one.rules.buffer_after_minutes
        busy = [
            Busy(own[busy.unit], busy.start, busy.end, before, after, str(UUID(int=next(numbers))), busy.out)
            for busy in one.busy
            if busy.unit in own
        ]
        return replace(one, units=tuple(own.values()), busy=tuple(busy), certificate=None, title=one.words[:3])

    return [named(world.listing(f"i{number}")) for number in range(many)]


def pages(some: list[Listing]) -> Iterator[Page]:
    """Three at a time, with the units and bookings of all the others as well, and one of a unit that is gone."""
    units = [(one.id, unit) for one in some for unit in one.units]
    held: list[BookingRow] = [
        (one.id, str(busy.booking), busy.unit, busy.start, busy.end, busy.out) for one in some for busy in one.busy
    ]
    held += [(one.id, str(UUID(int=7)), 0, NOW, NOW, False) for one in some[:1]]
    for first in range(0, len(some), 3):
        part = some[first : first + 3]
        columns: dict[str, Sequence[Hashable]] = {
            "kinds": [one.kind for one in part],
            "categories": [one.category for one in part],
            "cells": [one.cell for one in part],
            "groups": [tuple(one.groups) for one in part],
            "owners": [one.owner for one in part],
            "words": [one.words for one in part],
            "terms": [(one.opening, one.rules) for one in part],
            "records": [one.record for one in part],
        }
        ids, titles, keys = zip(*[(one.id, one.title, one.key) for one in part], strict=True)
        yield Page(ids, titles, keys, columns, units, held)


def columns_of(held: Held) -> list[list[object]]:
    """Bookings by what they say, with the moments themselves."""
    starts, ends = held.moments[held.starts], held.moments[held.ends]
    return [one.tolist() for one in (held.counts, held.units, starts, ends, held.before, held.after, held.out)]


@given(seed=st.integers(0, 2**32), many=st.integers(0, 10))
def test_pages_amount_to_the_listings_and_their_columns(seed: int, many: int) -> None:
    some = listings(seed, many)
    stocking = Stocking(COLUMNS)
    for page in pages(some):
        stocking.add(page)
    read: dict[str, Reading] = {"groups": ("groups", frozenset), "certificates": ("kinds", lambda _: None)}
    stocked = stocking.stocked(read, lambda one: one)

    assert len(stocking) == many
    assert [stocked.listing(row) for row in range(many)] == some
    assert stocked.by_id("owners") == {one.id: one.owner for one in some}
    stock, expected = stocked.stock(), stock_of(some)
    assert columns_of(stock.held) == columns_of(expected.held)
    assert list(stock.ids) == list(expected.ids)
    assert (stock.keys.tolist(), stock.units.tolist()) == (expected.keys.tolist(), expected.units.tolist())
