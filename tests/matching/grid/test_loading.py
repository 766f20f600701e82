"""What is loaded at once stands as if it had been put one by one."""

from collections.abc import Iterator
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.capacity import Busy
from matching.engine import Listing
from matching.grid import GridEngine, loading
from matching.grid.calendars import SPARE, Calendars
from matching.grid.layout import ALIVE, CALENDAR, FLAGS, ROOM, SPANS, UNSURE
from matching.grid.loading import load_calendars
from matching.grid.minutes import Span, spans_of
from matching.grid.order import sorted_places
from matching.rules import Rules
from matching.stock import Column, stock_of
from tests.matching.grid.things import listing, query
from tests.matching.grid.world import World, words_in_common
from tests.matching.moments import at

FAR = at("7000-01-01T00:00")
HOUR = timedelta(hours=1)


def calendars(listings: list[Listing], order: list[int]) -> list[tuple[list[Span], bool]]:
    """What stands in the calendars of a stock, in that order."""
    buffers = [(one.rules.buffer_before_minutes, one.rules.buffer_after_minutes) for one in listings]
    held, wanted = stock_of(listings).held, np.array(buffers, np.int32).reshape(-1, 2)
    array = Calendars().begin(int(held.counts.sum()) + SPARE * len(listings))
    columns = load_calendars(array, held, wanted, np.array(order, np.intp))
    firsts, counts, rooms, flags = (columns[one].tolist() for one in (CALENDAR, SPANS, ROOM, FLAGS))
    assert len(array) == sum(rooms)
    spans = array.tolist()
    return [
        ([tuple(span) for span in spans[first : first + count]], flag == ALIVE)
        for first, count, flag in zip(firsts, counts, flags, strict=True)
        if flag in {ALIVE, ALIVE | UNSURE}
    ]


@pytest.fixture(autouse=True, scope="module")
def a_few_at_once() -> Iterator[None]:
    """So that the bookings of one listing are made into spans in several parts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loading, "AT_ONCE", 3)
        yield


@given(seed=st.integers(0, 2**32), many=st.integers(0, 12))
def test_calendars_are_those_of_each_listing(seed: int, many: int) -> None:
    world = World(seed)
    listings = [world.listing(f"{number:02}") for number in range(many)]
    order = world.dice.sample(range(many), many)

    assert calendars(listings, order) == [spans_of(listings[place]) for place in order]


@pytest.mark.parametrize(
    "busy",
    [
        Busy(1, FAR, FAR + HOUR),
        Busy(1, FAR, FAR + HOUR, out=True),
        Busy(1, at("2026-05-09T10:00"), FAR, 600),
        Busy(1, at("1950-05-09T10:00"), at("2026-05-09T10:00") + timedelta(microseconds=1), 0, 45, out=True),
    ],
    ids=["beyond what minutes reach", "out beyond it", "up to beyond it", "since long before"],
)
def test_the_furthest_moments_are_kept_within_what_minutes_reach(busy: Busy) -> None:
    one = listing("drill", busy=(busy,), rules=Rules(buffer_before_minutes=30, buffer_after_minutes=60))

    assert calendars([one], [0]) == [spans_of(one)]


@given(seed=st.integers(0, 2**32), many=st.integers(1, 30))
def test_a_loaded_engine_is_one_into_which_all_were_put(seed: int, many: int) -> None:
    world = World(seed)
    listings = [world.listing(f"i{world.dice.randrange(20)}") for _ in range(many)]
    loaded, filled = GridEngine(words_in_common), GridEngine(words_in_common)
    loaded.load(stock_of(listings))
    for one in listings:
        filled.put(one)
    wish = world.query()

    assert loaded.search(wish) == filled.search(wish)
    assert [loaded.get(one.id) for one in listings] == [filled.get(one.id) for one in listings]


def test_a_listing_is_made_when_it_is_asked_for_and_then_kept() -> None:
    stock, made = stock_of([listing("drill"), listing("saw")]), list[int]()
    grid = GridEngine(words_in_common)

    def make(row: int) -> Listing:
        made.append(row)
        return stock.make(row)

    grid.load(stock._replace(make=make))
    found = [hit.id for hit in grid.search(query())]

    assert (sorted(found), made) == (["drill", "saw"], [])
    assert grid.get("saw") == grid.get("saw") == listing("saw")
    assert made == [1]


def test_a_column_has_each_value_once() -> None:
    column = Column[str]()
    column.add(["a", "b"])
    column.add(["b", "c", "a"])
    coded = column.coded()

    assert (coded.dictionary, [coded.at(row) for row in range(5)]) == (["a", "b", "c"], ["a", "b", "b", "c", "a"])
    assert coded.as_numbers({"a": 7, "b": 8, "c": 9}.__getitem__).tolist() == [7, 8, 8, 9, 7]
    assert coded.read_by(str.upper).at(3) == "C"


def test_more_categories_and_cells_than_32_bits_can_number_are_in_order() -> None:
    categories, cells = np.array([300, 0], np.int32), np.array([8_000_000, 0], np.int32)
    rest = np.zeros(2, np.int32), np.zeros(2), np.zeros(2, np.uint64)

    assert sorted_places((categories, cells, *rest)).tolist() == [1, 0]
