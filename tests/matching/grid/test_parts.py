"""The corners of the grid's parts that random worlds come to too seldom."""

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from matching import compiled
from matching.addresses import array_at
from matching.capacity import Busy
from matching.geo import cell_of
from matching.grid import GridEngine, fits, names, points
from matching.grid.asking import REMEMBERED
from matching.grid.layout import LINE, POINT_WIDTH, WIDTH
from matching.grid.lines import grown_lines
from matching.grid.warming import is_compiled_faster
from matching.grid.zones import ahead_of_utc, is_constant
from matching.intervals import Period
from matching.invalid import InvalidValue
from matching.opening import Opening, Window
from matching.record import Record
from matching.rules import Rules
from matching.stock import stock_of
from tests.matching.grid.things import DAY, EVERYONE, NOW, agree, both, listing, query
from tests.matching.grid.world import words_in_common
from tests.matching.moments import at, hours, span


def test_the_best_ids_are_those_of_the_hits() -> None:
    grid, _ = both(listing("far", cell=cell_of(50.5, -3.7)), listing("near"))

    assert grid.best_ids(query()) == [hit.id for hit in grid.search(query())] == ["near", "far"]


def test_the_compiled_walk_is_the_same_when_it_is_called_straight() -> None:
    grid, _ = both(listing("far", cell=cell_of(50.5, -3.7)), listing("near"))

    assert grid.search(query()) == grid.search(query())
    assert compiled.direct(words_in_common) is words_in_common


def test_a_point_is_right_however_many_were_asked_for_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(points, "REMEMBERED", 2)
    cells = [cell_of(50 + number / 10, 3) for number in range(5)]
    known = points.Points()

    for cell in (*cells, *cells[::-1]):
        assert tuple(array_at(known.address(cell), (POINT_WIDTH,), np.float64)) == names.vector(cell)
    assert len({known.address(cell) for cell in cells}) == 2


def test_a_search_made_ready_finds_the_same_again_and_again() -> None:
    grid, _ = both(listing("far", cell=cell_of(50.5, -3.7)), listing("near"))
    walk, other = grid.ready(query()), grid.ready(query(categories=frozenset({"never met"})))

    found = walk()

    assert grid.ids(walk()) == grid.ids(found) == grid.best_ids(query()) == ["near", "far"]
    assert grid.ids(other()) == []


@pytest.mark.parametrize("limit", [1, 6])
@pytest.mark.parametrize("trusted", range(24))
def test_a_trusted_owner_some_cells_away_is_not_passed_over(trusted: int, limit: int) -> None:
    """Whatever the place among those that are taken out of the ring at once, and whoever of them is too far away."""
    along = [cell_of(50.43 + 0.008 * place, -3.68) for place in range(24)]
    row = [listing(f"{place:02}", cell=cell, record=Record(asked=50)) for place, cell in enumerate(along)]
    row[trusted] = replace(row[trusted], record=Record(asked=50, answered=50, trusted_by=9))

    agree(row, query(limit=limit))


def test_every_row_begins_where_a_line_of_the_cache_does() -> None:
    rows = grown_lines(np.arange(3 * WIDTH, dtype=np.int32).reshape(3, WIDTH), 100)

    assert len(rows) >= 100
    assert rows[:3].ravel().tolist() == list(range(3 * WIDTH))
    assert rows.ctypes.data % LINE == 0
    assert rows.itemsize * WIDTH == LINE
    assert grown_lines(rows, 100) is rows


def test_a_million_things_in_one_place_are_ranked_by_their_keys() -> None:
    crowd = [listing(f"{number:06}") for number in range(20_000)]
    grid, _ = both(*crowd)

    assert [hit.id for hit in grid.search(query())] == [f"{number:06}" for number in range(20)]


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ({"categories": frozenset({"drills", "never met"})}, 1),
        ({"categories": frozenset({"never met"})}, 0),
        ({"categories": frozenset()}, 0),
        ({"kinds": frozenset({"space"})}, 0),
        ({"groups": frozenset({"elsewhere"})}, 0),
    ],
)
def test_what_nobody_offers_is_not_found(options: dict[str, Any], found: int) -> None:
    grid, _ = both(listing("drill"))

    assert len(grid.search(query(**options))) == len(grid.best_ids(query(**options))) == found


@pytest.mark.parametrize("hour", ["09", "11"])
@pytest.mark.parametrize(("units_taken", "found"), [((1, 2), 0), ((1, 1), 1), ((1,), 1), ((2, 2, 1), 0)])
def test_several_units_are_taken_when_each_of_them_is(units_taken: tuple[int, ...], found: int, hour: str) -> None:
    start, end = at(f"{DAY}T{hour}:00"), at(f"{DAY}T{hour}:00") + timedelta(hours=2)
    shifted = [timedelta(minutes=number) for number in range(len(units_taken))]
    busy = tuple(Busy(unit, start + by, end + by) for unit, by in zip(units_taken, shifted, strict=True))
    drill, wish = listing("drill", units=(1, 2), busy=busy), query(period=span(f"{DAY}T10:00", f"{DAY}T12:00"))

    agree([drill], wish)
    assert len(both(drill)[0].search(wish)) == found


def test_any_of_many_kinds_is_found_alone() -> None:
    agree([listing(f"{number}", kind=f"kind {number}") for number in range(40)], query(kinds=frozenset({"kind 39"})))


def test_an_empty_engine_finds_nothing() -> None:
    assert GridEngine(words_in_common).search(query()) == []


def test_a_window_of_less_than_a_minute_is_never_free() -> None:
    start = at(f"{DAY}T10:00") + timedelta(seconds=20)

    agree([listing("drill")], query(period=Period(start, start + timedelta(seconds=30)), duration_minutes=1))


LUNCH = Opening("Europe/London", tuple(Window(day, *span_) for day in range(7) for span_ in ((540, 720), (780, 1080))))
NIGHTS = Opening("UTC", tuple(Window(day, *span_) for day in range(7) for span_ in ((0, 120), (1_320, 1_440))))
SPANS = [
    *hours(DAY, "09:00-10:00", "22:00-23:59", "12:30-14:00", "11:00-12:00"),
    span(f"{DAY}T00:00", "2026-05-10T00:00"),
    span(f"{DAY}T23:00", "2026-05-10T01:00"),
]
SATURDAY = Opening("UTC", (Window(5, 600, 1_440),))
CLOSED = Opening("UTC", ())
SOME_RULES = (
    Rules(),
    Rules(cross_closed=False),
    Rules(cross_closed=False, handover_open=False),
    Rules(handover_open=False, granularity=45),
    Rules(granularity="day"),
    Rules(granularity="day", handover_open=False, cross_closed=False),
    Rules(granularity="day", lead_minutes=3 * 1_440),
    Rules(min_minutes=180, max_minutes=200, granularity=60),
    Rules(max_minutes=100, closed_days="none"),
    Rules(horizon_days=4),
    Rules(lead_minutes=4 * 1_440),
)


@pytest.mark.parametrize("rules", SOME_RULES, ids=str)
@pytest.mark.parametrize("opening", [LUNCH, NIGHTS, SATURDAY, CLOSED], ids=["lunch", "nights", "saturday", "closed"])
def test_hours_and_rules_are_kept_as_the_oracle_keeps_them(opening: Opening, rules: Rules) -> None:
    taken = (Busy(1, at(f"{DAY}T10:00"), at(f"{DAY}T11:30")), Busy(1, at(f"{DAY}T15:00"), at(f"{DAY}T15:00:30")))
    things = [
        listing("free", opening=opening, rules=rules),
        listing("taken", opening=opening, rules=rules, busy=taken),
        listing("two", opening=opening, rules=rules, busy=(*taken, replace(taken[0], unit=2)), units=(1, 2)),
        listing("one of two", opening=opening, rules=rules, busy=taken[:1], units=(1, 2)),
        listing("out", opening=opening, rules=rules, busy=(replace(taken[0], out=True),)),
        listing("late", opening=opening, rules=rules, busy=(Busy(1, NOW - timedelta(2), NOW, out=True),)),
        listing("whole week", opening=opening, rules=rules, busy=(Busy(1, NOW, NOW + timedelta(days=9)),)),
    ]
    weekend = span(f"{DAY}T00:00", "2026-05-11T00:00")

    for period in (weekend, *SPANS):
        agree(things, query(period=period))
        for minutes in (30, 90, 170):
            agree(things, query(period=period, duration_minutes=minutes))


def test_where_clocks_changed_since_now_the_rules_themselves_are_asked() -> None:
    """Today's midnight is reckoned with today's clock, so that days near now are not told by the clock of then."""
    opening = Opening("Europe/London", LUNCH.weekly)
    things = [listing("drill", opening=opening, rules=Rules(granularity="day"))]
    wish = query(now=at("2026-03-30T08:00"), period=span("2026-03-31T23:00", "2026-04-01T23:00"))

    agree(things, wish)
    agree(things, replace(wish, duration_minutes=60))


def test_openings_that_say_the_same_are_one_and_many_words_are_told_apart() -> None:
    same = [Opening("Europe/London", LUNCH.weekly) for _ in range(2)]
    things = [
        listing(f"{number}", opening=same[number % 2], words=f"drill {number}", key=number.to_bytes(8, "big"))
        for number in range(150)
    ]

    agree(things, query(text="drill 7", limit=1_000, period=SPANS[0]))


def test_today_by_the_day_counts_while_some_open_time_is_left() -> None:
    things = [
        listing("still open", opening=LUNCH, rules=Rules(granularity="day")),
        listing("was open", opening=Opening("UTC", (Window(0, 60, 120),)), rules=Rules(granularity="day")),
    ]

    agree(things, query(period=span("2026-05-03T23:00", "2026-05-04T23:00")))
    agree(things, query(period=span("2026-05-04T00:00", "2026-05-05T00:00")))
    agree(things, query(period=span("2026-05-04T00:00", "2026-05-06T00:00"), duration_minutes=60))


def test_more_kinds_than_there_are_bits_are_refused() -> None:
    grid = GridEngine(words_in_common)
    with pytest.raises(InvalidValue) as caught:
        grid.load(stock_of(listing(str(number), kind=str(number)) for number in range(64)))

    assert caught.value.pointer == "/kind"


def test_only_so_many_answers_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names, "REMEMBERED", 2)
    monkeypatch.setattr(fits, "REMEMBERED", 2)
    grid, oracle = both(listing("drill", words="a drill"), listing("saw", words="a saw", certificate="c"))

    for number in range(REMEMBERED + 3):
        grid.search(query(certificates=frozenset({str(number)}), categories=frozenset({"drills", "x"})))
    for number in range(5):
        wish = query(groups=EVERYONE | {str(number)}, text=f"drill {number}", certificates=frozenset({"c"}))
        assert grid.search(wish) == oracle.search(wish)


@pytest.mark.parametrize(
    ("zone", "first", "last", "is_same"),
    [
        ("Europe/London", "2026-05-01", "2026-10-24", True),
        ("Europe/London", "2026-05-01", "2026-10-25", False),
        ("Europe/London", "2026-03-29", "2026-03-29", False),
        ("UTC", "2026-01-01", "2036-01-01", True),
        ("UTC", "2026-01-01", "2046-01-01", False),  # nobody looks so far
    ],
)
def test_clocks_are_the_same_until_they_change(zone: str, first: str, last: str, is_same: bool) -> None:
    days = [(date.fromisoformat(day) - date(1970, 1, 1)).days for day in (first, last)]

    assert is_constant(zone, *days) == is_same


def test_a_clock_that_is_not_ahead_by_whole_minutes_is_not_reckoned_with() -> None:
    day = (date(1910, 1, 1) - date(1970, 1, 1)).days

    assert ahead_of_utc("Europe/Amsterdam", day) is None
    assert ahead_of_utc("Asia/Kolkata", 20_000) == 330


@pytest.mark.parametrize("is_quick", [True, False])
def test_the_quicker_search_is_chosen_by_measurement(is_quick: bool) -> None:
    ticks = count(step=1)
    readings = [0, 1, 0, 2] if is_quick else [0, 2, 0, 1]

    assert is_compiled_faster(lambda: readings[next(ticks)]) == is_quick


def test_without_a_compiler_functions_stay_what_they_are_and_where_nothing_can_be_kept_they_are_compiled_anew() -> None:
    def plain() -> int:
        return 1

    def no_room(*, cache: bool = False, forceinline: bool) -> Callable[[object], tuple[object, bool]]:
        if cache:
            raise RuntimeError("no directory")
        return lambda function: (function, forceinline)

    assert compiled.compiled_by(None, plain) is plain
    made: list[object] = [compiled.compiled_by(no_room, plain), compiled.compiled_by(no_room, plain, forceinline=False)]
    assert made == [(plain, True), (plain, False)]


def test_the_machine_code_of_the_latest_few_versions_stays(tmp_path: Path) -> None:
    for age, name in enumerate(["newest", "new", "old", "oldest"]):
        place = tmp_path / f"compiled-{name}"
        place.mkdir()
        (place / "code").write_text(name)
        os.utime(place, (1_000 - age, 1_000 - age))

    compiled.forget_outdated(tmp_path / "compiled-oldest")  # which is in use again
    compiled.forget_outdated(tmp_path / "compiled-never made")

    assert sorted(one.name for one in tmp_path.iterdir()) == ["compiled-new", "compiled-newest", "compiled-oldest"]


def test_moments_far_away_are_cut_to_what_minutes_can_say() -> None:
    far = datetime(8_000, 1, 1, tzinfo=UTC)
    things = [listing("booked for ever", busy=(Busy(1, NOW, far),)), listing("free")]

    agree(things, query(period=span(f"{DAY}T10:00", f"{DAY}T12:00")))
