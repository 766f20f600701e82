"""The load of the matching bench is what it says, and its columns tell of it what the program would."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from random import Random

import numpy as np
import pytest

from backend.bench import terms, wishes
from backend.bench.country import START, Country, booking, country, full, key_of, plain
from backend.bench.peers.columns import Calendar, columns, minute
from matching.capacity import Busy, Claim, free_units
from matching.engine import Listing
from matching.intervals import Period


@pytest.fixture(scope="module")
def place() -> Country:
    return country(4_000, 7)


@pytest.fixture(scope="module")
def listings(place: Country) -> list[Listing]:
    return plain(place)


def test_one_seed_makes_one_load_and_another_another(place: Country, listings: list[Listing]) -> None:
    assert plain(country(4_000, 7)) == listings
    assert plain(country(4_000, 8)) != listings
    assert wishes.full_queries(place, 30) == wishes.full_queries(country(4_000, 7), 30)


def test_the_load_has_the_shares_that_it_names(listings: list[Listing]) -> None:
    several = [one for one in listings if len(one.units) > 1]
    wanted = Counter(one.category for one in listings).most_common()
    by_unit = [sum(busy.unit == unit for busy in one.busy) for one in listings for unit in one.units]

    assert len({one.id for one in listings}) == len({one.key for one in listings}) == len(listings) == 4_000
    assert 0.03 < len(several) / len(listings) < 0.07
    assert {len(one.units) for one in several} == {2, 3, 4, 5}
    assert 35 <= len(wanted) <= 40
    assert 1.5 < wanted[0][1] / wanted[1][1] < 3  # 2 to the power of 1.1 is 2.14
    assert set(by_unit) == set(range(7))


def test_no_unit_is_booked_twice_at_once(listings: list[Listing]) -> None:
    spans = ((one.busy[place], one.busy[place + 1]) for one in listings for place in range(len(one.busy) - 1))

    assert all(first.unit != second.unit or first.end <= second.start for first, second in spans)


def test_no_two_numbers_share_a_key() -> None:
    assert len({key_of(number) for number in range(20_000)}) == 20_000


def test_the_full_load_has_every_filter_in_play(place: Country) -> None:
    offered, asked = full(place), wishes.full_queries(place, 300)

    assert len({one.opening for one in offered}) > 24
    assert any(one.opening.exceptions for one in offered)
    assert {one.rules for one in offered} == set(terms.RULES)
    assert {one.certificate for one in offered} == {None, *terms.CERTIFICATES}
    assert {one.duration_minutes for one in asked} == {None, 60, 120, 240}
    assert any(one.text and one.categories is None for one in asked)
    assert all(any(getattr(one, field) for one in asked) for field in ("kinds", "hidden_owners", "certificates"))


def test_a_peer_reckons_units_as_the_program_does() -> None:
    dice = Random(5)
    for _ in range(400):
        busy = [booking(dice, dice.randint(1, 3), START - timedelta(days=30)) for _ in range(dice.randrange(30))]
        start = START + timedelta(hours=dice.randrange(24 * 60))
        period = Period(start, start + timedelta(hours=dice.choice((1, 24, 200))))
        ordered = sorted((minute(one.start), minute(one.end)) for one in busy)
        calendar = Calendar(tuple(one for one, _ in ordered), tuple(one for _, one in ordered))

        room = calendar.has_room(3, minute(period.start), minute(period.end))

        separate = [Busy(number, one.start, one.end) for number, one in enumerate(busy)]
        most = len(separate) - free_units(tuple(range(len(separate))), separate, Claim(period, START))
        assert room == (most < 3)


def test_columns_know_who_is_free(listings: list[Listing]) -> None:
    known = columns(listings)
    period = Period(START + timedelta(days=20), START + timedelta(days=35))
    wanted = minute(period.start), minute(period.end)

    found = known.free(np.arange(len(listings)), wanted)

    claim = Claim(period, START)
    assert found.tolist() == [free_units(one.units, one.busy, claim) > 0 for one in listings]
