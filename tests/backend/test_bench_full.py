"""The peer under the full load finds all that brute force finds, wherever its SQL ends and its Python begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from backend.bench import matching, terms, wishes
from backend.bench.country import START, country, full, key_of
from backend.bench.databases import WITHOUT_POSTGRES
from backend.bench.peers import postgres_full
from backend.bench.peers.full_ranking import sought
from backend.bench.run import SMALL
from matching.brute_force import BruteForce
from matching.capacity import Busy
from matching.engine import Hit, Listing, Query
from matching.geo import cell_of
from matching.intervals import Period
from matching.rules import Rules
from matching.text import text_score

HERE, THERE = cell_of(50.0, 8.0), cell_of(50.1, 8.0)
DAY = START + timedelta(days=7)


def _hours(first: int, last: int) -> Period:
    return Period(DAY + timedelta(hours=first), DAY + timedelta(hours=last))


def _busy(unit: int, first: int, last: int) -> Busy:
    period = _hours(first, last)
    return Busy(unit, period.start, period.end)


def _listing(number: int, *, cell: str = HERE, units: int = 1, busy: Sequence[Busy] = (), rules: Rules) -> Listing:
    return Listing(
        id=str(number),
        kind="tool",
        category="a",
        cell=cell,
        groups=frozenset({terms.EVERYBODY}),
        owner="",
        key=key_of(number),
        units=tuple(range(1, units + 1)),
        busy=tuple(busy),
        rules=rules,
    )


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


async def _both(folder: Path, offered: Sequence[Listing], asked: Sequence[Query]) -> tuple[list[list[Hit]], ...]:
    """What the peer finds, and what brute force finds."""
    brute = BruteForce(text_score, wishes.IN_USE)
    brute.load(offered)
    async with postgres_full.loaded(sought(offered, text_score, wishes.IN_USE), folder) as peer:
        return (await peer.timed(asked)).answers, [brute.search(query) for query in asked]


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
