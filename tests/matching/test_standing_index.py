"""The index's own promises; that it answers as the scan does is shown in test_standing_agreement.py."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np
import pytest

from matching import standing_hours, standing_table
from matching.geo import EARTH_RADIUS_M, distance_between_cells
from matching.intervals import Period, micros, since_epoch
from matching.opening import Opening, Window
from matching.score import Weights
from matching.standing_asking import Asker
from matching.standing_cubes import REACHES_M, chord, code, probes, vector
from matching.standing_hours import Hours
from matching.standing_index import StandingIndex
from matching.standing_layout import FAR
from matching.standing_sets import Sets, bits
from matching.standing_table import Table
from matching.standing_times import bounds, full_stretches
from matching.windows import best_window, free_windows
from tests.matching.moments import at, span, taken
from tests.matching.standing_world import GAPS, NEAR, NOW, OPENINGS, RULES, WALKING, World, plain_walk, words_in_common
from tests.matching.test_standing import TOTNES, drill, wish


def test_a_standing_search_takes_less_than_two_hundred_bytes() -> None:
    index = StandingIndex(words_in_common)
    for number in range(2_000):
        index.put(wish(str(number)))
    index.settle()

    assert index.nbytes / len(index) < 200


def test_arrays_and_numbers_do_not_grow_with_what_was_once_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standing_table, "LATE_AT_LEAST", 8)
    table = Table()
    for turn in range(1_000):
        table.put(wish(str(turn % 5), groups=frozenset({f"group {turn}"})))
        table.index()

    assert len(table) == 5
    assert table.total < 60
    assert len(table.names) < 60
    assert len(table.sets[2]) < 150


def test_the_rows_are_sorted_anew_only_when_many_came_or_went(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standing_table, "LATE_AT_LEAST", 4)
    table, sizes = Table(), []
    for number in range(10):
        table.put(wish(str(number)))
        table.index()
        sizes.append(table.sorted)
    for number in range(5):
        table.remove(str(number))
        table.index()
        sizes.append(table.sorted)

    assert sizes == [0, 0, 0, 0, 5, 5, 5, 5, 5, 10, 10, 10, 10, 10, 5]


def test_a_set_keeps_its_number_and_knows_whom_it_meets() -> None:
    sets = Sets(with_any=True)
    numbers = [sets.number(names) for names in (None, frozenset("ab"), frozenset("c"), frozenset("ab"), frozenset())]

    assert numbers == [0, 1, 2, 1, 3]
    assert sets.marked(frozenset("bx")).tolist() == [1, 1, 0, 0]
    assert sets.marked(frozenset("abc")).tolist() == [1, 1, 1, 0]
    assert sets.marked(None).tolist() == [1, 1, 1, 1]
    assert Sets(with_any=False).marked(frozenset("a")).tolist() == [0]


def test_whoever_hides_an_owner_has_all_their_bits_and_few_others_have() -> None:
    people = [f"person {number}" for number in range(400)]
    for number in range(300):
        assert bits(people[number : number + 5]) & bits([people[number + 2]]) == bits([people[number + 2]])
    hiding = [one for one in people if bits(["nora", "olive"]) & bits([one]) == bits([one])]

    assert len(hiding) < 40
    assert bits([]) == 0 < bits([""])
    assert bits(people) < 2**31


def test_whatever_lies_within_the_radius_lies_in_a_cube_that_is_looked_at() -> None:
    world = World(9)
    for _ in range(300):
        radius_m = world.dice.choice((*REACHES_M, 300))
        here, there = world.cell(), world.cell()
        metres = distance_between_cells(here, there)
        own, level = code(7, radius_m, vector(there)), sum(radius_m > reach for reach in REACHES_M)
        around = probes(np.array(vector(here)))[level] + (7 << 45)
        is_looked_at = bool(((around <= own) & (own < around + 3)).any())

        assert is_looked_at or metres > radius_m
        assert (np.diff(around) > 0).all()


def test_the_chord_leaves_nothing_out() -> None:
    world = World(11)
    for _ in range(300):
        here, there = world.cell(), world.cell()
        apart = np.array(vector(here)) - np.array(vector(there))
        assert float(apart @ apart) <= chord(distance_between_cells(here, there))
    assert chord(round(np.pi * EARTH_RADIUS_M)) >= 4


@pytest.mark.parametrize("seed", range(4))
def test_windows_in_whole_numbers_are_those_of_the_rules(seed: int) -> None:
    world, table = World(seed), Table()
    table.latest = FAR
    asker = Asker(table, Weights())
    for _ in range(150):
        rules = world.dice.choice([one for one in RULES if one.granularity is None])
        listing = replace(world.listing(), rules=rules, opening=world.dice.choice(OPENINGS))
        period, minutes = _window(world), world.dice.choice((1, 30, 60, 240))
        right = free_windows(period, listing.supply, now=NOW, minutes=minutes)
        ask = asker.ask(listing, NOW, None)
        opens = Hours().between(listing.opening, micros(NOW), micros(period.end))

        ((total, start, end),) = GAPS.windows(bounds([period]), np.array([minutes]), opens, ask.full, ask.numbers)

        assert total * timedelta.resolution == sum((one.length for one in right), timedelta())
        if right:
            assert Period(since_epoch(int(start)), since_epoch(int(end))) == best_window(right)


def _window(world: World) -> Period:
    start = world.moment()
    return Period(start, start + timedelta(days=world.dice.choice((1, 3, 14)), seconds=world.dice.choice((0, 7))))


def test_it_is_full_where_every_unit_is_taken_or_within_a_buffer() -> None:
    first, second = span("2026-05-09T10:00", "2026-05-09T12:00"), span("2026-05-09T11:00", "2026-05-09T13:00")
    both = (*taken(first), *taken(second, unit=2), *taken(second, unit=9))

    assert full_stretches(drill(units=(1, 2), busy=both).supply, NOW).tolist() == [
        [micros(at("2026-05-09T11:00")), micros(at("2026-05-09T12:00"))]
    ]
    assert full_stretches(drill().supply, NOW).tolist() == []
    assert len(full_stretches(drill(units=()).supply, NOW)) == 1


def test_hours_are_looked_up_once_until_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standing_hours, "REMEMBERED", 2)
    hours, first, last = Hours(), micros(NOW), micros(NOW + timedelta(days=5))
    openings = [Opening("UTC", (Window(day, 600, 700),)) for day in range(3)]
    found = hours.between(openings[0], first, last)

    assert hours.between(openings[0], first, last) is found
    assert len(hours.between(openings[0], first, last + 10**13)) > len(found)
    assert len(hours.between(openings[0], first - 10**13, last)) > len(found)
    whole = hours.between(openings[0], first - 10**13, last + 10**13)
    assert hours.between(openings[0], first, last + 10**13) is whole
    for opening in openings:
        hours.between(opening, first, last)
    assert len(hours._known) == 1


def test_hours_that_reach_further_one_way_are_kept_with_those_that_reach_further_the_other_way() -> None:
    hours, opening, day = Hours(), OPENINGS[2], 86_400_000_000
    first = micros(NOW)
    hours.between(opening, first + 9 * day, first + 300 * day)
    both = hours.between(opening, first, first + 10 * day)

    assert hours.between(opening, first + 9 * day, first + 300 * day) is both
    assert hours.between(opening, first, first + 10 * day) is both
    assert len(hours.between(opening, first - 9_000 * day, first - 8_999 * day)) < 100


def test_a_wish_that_is_far_ahead_or_very_old_is_asked_of_the_rules() -> None:
    index = StandingIndex(words_in_common)
    far = Period(NOW + timedelta(days=401), NOW + timedelta(days=401, hours=2))
    listing = drill(rules=replace(drill().rules, horizon_days=1_000))
    index.put(wish(period=far, until=far.end))

    assert [match.hit.free for match in index.found_by(listing, now=NOW)] == [far]
    old = NOW.replace(year=1960)
    then = Period(old, old + timedelta(hours=1))
    index.put(wish(period=then, until=then.end))
    assert [match.hit.free for match in index.found_by(listing, now=old)] == [then]


def test_between_two_sortings_nothing_is_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standing_table, "LATE_AT_LEAST", 8)
    table = Table()
    table.put(wish("first"))
    table.sort()
    places = table.index().places
    for number in range(8):
        table.put(wish(str(number)))

    assert table.index().places is places
    assert table.sorted == 1


def test_whoever_is_too_far_away_to_be_among_the_best_is_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    index, judge, looked_at = StandingIndex(words_in_common, walk=plain_walk()), WALKING.judge, list[int]()

    def counted(*asked: Any) -> Any:
        looked_at.append(asked[1])
        return judge(*asked)

    monkeypatch.setattr(WALKING, "judge", counted)
    for number in range(20):
        index.put(wish(str(number), (TOTNES[0] + number / 20, TOTNES[1]), radius_m=200_000))

    assert index.nearest(drill(), now=NOW, limit=3).ids == ["0", "1", "2"]
    assert len(looked_at) == 3
    assert len(index.nearest(drill(), now=NOW).ids) == 20
    assert len(looked_at) == 23


@pytest.mark.parametrize("count", [1, 2, 3, 4, 7, 20, 33])
def test_the_nearest_are_taken_one_by_one(count: int) -> None:
    world = World(count)
    rows, apart = np.arange(count), np.array([world.dice.choice((1.0, world.dice.random())) for _ in range(count)])
    right = sorted(apart.tolist())
    for place in range(count // 2 - 1, -1, -1):
        NEAR._sift(rows, apart, place, count)
    known = apart[np.argsort(rows)]
    taken = [NEAR.take_nearest(rows, apart, rest) for rest in range(count, 0, -1)]

    assert sorted(taken) == list(range(count))
    assert known[taken].tolist() == right


@pytest.mark.parametrize("limit", [1, 2, 3, 6, 20])
def test_the_least_of_the_best_rises_with_each_that_is_better(limit: int) -> None:
    world, best, seen = World(limit), np.full(limit, -np.inf), [-np.inf] * limit
    for _ in range(100):
        reached = world.dice.random()
        if reached >= best[0]:
            seen.append(reached)
            assert WALKING._raised(best, reached) == sorted(seen)[-limit]


def test_no_more_words_are_compared_than_the_best_need() -> None:
    compared: list[str] = []

    def fit(asked: str, _words: str) -> float:
        compared.append(asked)
        return 1.0

    index = StandingIndex(fit)
    for number in range(9):
        index.put(wish(str(number), (TOTNES[0] + number / 100, TOTNES[1]), text=f"drill {number}" if number else ""))

    assert index.nearest(drill(), now=NOW, limit=1).ids == ["0"]
    assert compared == []
    assert index.nearest(drill(), now=NOW, limit=3).ids == ["0", "1", "2"]
    assert compared == ["drill 1", "drill 2"]


def test_words_are_compared_once_for_each_text() -> None:
    compared: list[str] = []

    def fit(asked: str, _words: str) -> float:
        compared.append(asked)
        return 1.0

    index = StandingIndex(fit)
    for number in range(6):
        index.put(wish(str(number), text="drill" if number % 2 else "hammer"))

    index.found_by(drill(), now=NOW)

    assert sorted(compared) == ["drill", "hammer"]
