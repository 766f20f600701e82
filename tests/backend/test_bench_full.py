"""The peer under the full load finds all that brute force finds, wherever its SQL ends and its Python begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from backend.bench import matching, terms, wishes
from backend.bench.country import START, country, full
from backend.bench.databases import WITHOUT_POSTGRES
from backend.bench.peers import postgres_full
from backend.bench.peers.full_ranking import sought
from backend.bench.run import SMALL
from matching.brute_force import BruteForce
from matching.capacity import Busy
from matching.engine import Hit, Listing, Query
from matching.geo import cell_of
from matching.intervals import Period
from matching.opening import ALWAYS, Opening, Window
from matching.rules import Rules
from matching.stock import stock_of
from matching.text import text_score
from tests.backend.bench_listings import listing

HERE, THERE = cell_of(50.0, 8.0), cell_of(50.1, 8.0)
DAY = START + timedelta(days=7)
BY_DAY = Opening("UTC", tuple(Window(weekday, 8 * 60, 18 * 60) for weekday in range(7)))


def _hours(first: int, last: int) -> Period:
    return Period(DAY + timedelta(hours=first), DAY + timedelta(hours=last))


def _busy(unit: int, first: int, last: int) -> Busy:
    period = _hours(first, last)
    return Busy(unit, period.start, period.end)


def _listing(number: int, *, cell: str = HERE, units: int = 1, **options: Any) -> Listing:
    return listing(number, cell, units=tuple(range(1, units + 1)), **options)


def _query(period: Period | None, minutes: int | None = None, limit: int = 20) -> Query:
    return Query(
        cell=HERE,
        radius_m=20_000,
        now=START,
        groups=frozenset({terms.EVERYBODY}),
        categories=frozenset({"a"}),
        period=period,
        duration_minutes=minutes,
        limit=limit,
    )


async def _both(
    folder: Path, offered: Sequence[Listing], asked: Sequence[Query], *, alike: bool = False
) -> tuple[list[list[Hit]], ...]:
    """What the peer finds, and what brute force finds."""
    brute = BruteForce(text_score, wishes.IN_USE)
    brute.load(stock_of(offered))
    async with postgres_full.loaded(sought(offered, text_score, wishes.IN_USE, alike=alike), folder) as peer:
        return [await peer.search(query) for query in asked], [brute.search(query) for query in asked]


async def test_it_finds_what_brute_force_finds_far_and_wide(tmp_path: Path) -> None:
    place = country(3_000, 7)
    drawn = wishes.full_queries(place, 80)
    asked = [replace(one, radius_m=400_000, limit=20 if one.categories else 900) for one in drawn]

    theirs, right = await _both(tmp_path, full(place), asked)

    assert theirs == right
    assert sum(map(len, right)) > 800


@pytest.mark.parametrize("minutes", [None, 60])
async def test_buffers_and_bookings_of_several_units_are_counted_as_they_are_together(
    tmp_path: Path, minutes: int | None
) -> None:
    free, apart = Rules(), Rules(buffer_before_minutes=60, buffer_after_minutes=120)
    calendars: list[list[Busy]] = [
        [],
        [_busy(1, 8, 10)],
        [_busy(1, 14, 16)],
        [_busy(1, 7, 9)],
        [_busy(1, 15, 16)],
        [_busy(1, 11, 12)],
        [_busy(1, 10, 12), _busy(2, 12, 14)],
        [_busy(1, 10, 13), _busy(2, 12, 14)],
        [_busy(1, 9, 10), _busy(1, 10, 11)],
        [_busy(1, 8, 9), _busy(1, 9, 11), _busy(2, 13, 15)],
    ]
    offered = [
        _listing(
            100 * units + 10 * place + of, units=units, busy=[one for one in calendar if one.unit <= units], rules=its
        )
        for units in (1, 2, 3)
        for place, calendar in enumerate(calendars)
        for of, its in enumerate((free, apart))
    ]

    theirs, right = await _both(tmp_path, offered, [_query(_hours(10, 14), minutes, limit=100)])

    assert theirs == right
    assert 0 < len(right[0]) <= len(offered)


async def test_a_bookings_own_buffers_count_and_what_should_be_back_blocks_for_good(tmp_path: Path) -> None:
    own = [replace(_busy(1, first, first + 1), before_minutes=30, after_minutes=120) for first in range(6, 18)]
    back = [Busy(1, START - timedelta(days=2), START + timedelta(days=days), out=True) for days in (-1, 1, 8)]
    early = Busy(1, _hours(10, 14).start, _hours(10, 14).end, out=True)
    rules = (Rules(), Rules(buffer_before_minutes=60, buffer_after_minutes=60))
    offered = [
        _listing(100 * of + number, busy=[one], rules=its)
        for of, its in enumerate(rules)
        for number, one in enumerate([*own, *back, early])
    ]
    asked = [_query(_hours(first, last), limit=100) for first, last in ((10, 14), (2, 4), (200, 204))]

    theirs, right = await _both(tmp_path, offered, asked)

    assert theirs == right
    assert [0 < len(one) < len(offered) for one in right] == [True] * 3


@pytest.mark.parametrize("alike", [False, True])
async def test_one_verdict_serves_all_that_have_the_same_hours_and_terms(tmp_path: Path, alike: bool) -> None:
    rules, hours = (Rules(granularity=360), Rules()), (ALWAYS, BY_DAY)
    offered = [
        replace(_listing(number, rules=rules[number % 2], busy=[_busy(1, 13, 14)] * (number // 4 % 2)), opening=its)
        for number, its in enumerate([hours[number // 2 % 2] for number in range(40)])
    ]
    asked = [_query(_hours(1, 3)), _query(_hours(10, 12)), _query(_hours(13, 16), 180)]

    theirs, right = await _both(tmp_path, offered, asked, alike=alike)

    assert theirs == right
    assert [len(one) for one in right] == [10, 20, 10]


async def test_what_no_listing_is_of_is_not_asked_for(tmp_path: Path) -> None:
    theirs, right = await _both(
        tmp_path, [_listing(1, rules=Rules())], [replace(_query(None), categories=frozenset({"b"}))]
    )

    assert theirs == right == [[]]


@pytest.mark.parametrize("taken", [0, 100, 600])
async def test_it_reads_on_where_the_nearest_are_taken_or_on_other_terms(tmp_path: Path, taken: int) -> None:
    busy = [_busy(1, 0, 20)]
    near = [_listing(number, busy=busy if number % 2 else (), rules=Rules(max_minutes=30)) for number in range(taken)]
    far = [_listing(number, cell=THERE, rules=Rules()) for number in range(taken, taken + 700)]

    theirs, right = await _both(tmp_path, [*near, *far], [_query(_hours(10, 14)), _query(None)])

    assert theirs == right
    assert [len(one) for one in right] == [20, 20]


def test_without_postgres_it_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching, "has_postgres", lambda: False)

    found = matching.measure(2_000, 3, counts=SMALL)

    assert (found["peers_full"], found["ratios_full"], found["wrong"]) == ({}, {}, 0)
    assert found["left_out"] == [WITHOUT_POSTGRES]
