"""How a part of a round is solved: goal by goal, within nodes that are counted."""

import random
from dataclasses import replace

import pytest

from matching import rounds_exact
from matching.allocation import allocate
from matching.draw import lot
from matching.rounds import Choice, Level, Request, Round
from tests.matching.enumerated import can_be, clock, worth


def contended(seed: int, *, requests: int = 40, units: int = 5) -> Round:
    """Too many requests on a day of a few units, of varied lengths and within some hours."""
    chance = random.Random(seed)
    asked = []
    for number in range(requests):
        start, length, reach = chance.randrange(12), chance.choice([2, 3, 4, 8]), chance.choice([0, 0, 2, 4])
        near = chance.sample(range(units), 4)
        choices = tuple(
            Choice(chance.randrange(5_000), clock(start + later, start + later + length), f"unit {unit}")
            for unit in near
            for later in range(0, reach + 1, 2)
        )
        asked.append(Request(f"need {number}", f"person {number % 30}", choices, number % 5))
    return Round(tuple(asked), "seed")


def test_without_nodes_the_heuristic_answers_and_says_how_far_off_it_may_be() -> None:
    asked = contended(3, requests=24)

    quick, best = allocate(replace(asked, nodes=0)), allocate(asked)

    assert can_be(quick.given)
    assert (quick.method, quick.proven) == ("greedy", False)
    assert quick.served <= best.served <= quick.bound
    assert best.proven
    assert quick == allocate(replace(asked, requests=asked.requests[::-1], nodes=0))


def test_where_the_nodes_end_the_better_of_both_is_given_and_is_not_called_proven() -> None:
    rounds = [replace(contended(seed), nodes=1) for seed in (1, 5, 7)]

    cut = [allocate(asked) for asked in rounds]

    assert [one.proven for one in cut] == [False, False, False]
    assert {one.method for one in cut} <= {"milp", "greedy"}
    for asked, one in zip(rounds, cut, strict=True):
        assert can_be(one.given)
        assert worth(asked, one.given) >= worth(asked, allocate(replace(asked, nodes=0)).given)
        assert one.served <= one.bound


def test_the_same_nodes_give_the_same_answer_in_any_order() -> None:
    asked = replace(contended(7), nodes=1)

    assert allocate(asked) == allocate(replace(asked, requests=asked.requests[::-1]))


def test_a_part_that_is_too_large_is_left_to_the_heuristic(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounds_exact, "MOST_COLUMNS", 100)

    assert allocate(contended(1)) == allocate(replace(contended(1), nodes=0))


def test_one_more_is_served_even_if_that_sends_forty_others_away_from_their_nearest() -> None:
    newcomer = Request("newcomer", "newcomer", (Choice(0, clock(0, 1), "unit 0"),))
    others = [
        Request(
            f"{number}",
            f"{number}",
            tuple(Choice(far, clock(0, 1), f"unit {number + far // 1_000}") for far in (0, 1_000)),
        )
        for number in range(40)
    ]

    found = allocate(Round((newcomer, *others), "seed"))

    assert (found.served, found.distance_m, found.proven) == (41, 40_000, True)


def test_the_worst_off_come_first_however_many_levels_there_are() -> None:
    slots = tuple(Choice(100, clock(hour, hour + 1), "unit") for hour in range(24))
    eighty = tuple(Request(f"{number}", f"{number}", slots, had=number // 20) for number in range(80))

    found = allocate(Round(eighty, "seed"))

    lucky = sorted((str(number) for number in range(20, 40)), key=lambda one: lot("seed", one))[:4]
    assert found.levels == (Level(0, 20, 20), Level(1, 20, 4), Level(2, 20, 0), Level(3, 20, 0))
    assert found.given.keys() == {*map(str, range(20)), *lucky}
    assert found.proven
