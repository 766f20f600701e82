"""Rounds: who gets what, and why."""

import random
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.allocation import allocate, obstacles, verify
from matching.draw import draw_rank
from matching.intervals import Period
from matching.invalid import InvalidValue
from matching.rounds import Allocation, Choice, Level, Obstacle, Request, Round
from tests.matching.enumerated import best_worth, can_be, clock, luckier, rounds, worth


def at_unit(unit: str, start: int, end: int, distance_m: int = 500) -> Choice:
    return Choice(distance_m, clock(start, end), unit)


def need(name: str, *choices: Choice, had: int = 0, person: str = "") -> Request:
    return Request(name, person or name, choices, had)


def served(*requests: Request, seed: str = "seed") -> dict[str, tuple[str, Period]]:
    given = allocate(Round(requests, seed)).given
    return {request_id: (choice.unit, choice.period) for request_id, choice in given.items()}


@settings(max_examples=400, deadline=None)
@given(rounds())
def test_no_allocation_whatever_is_better(asked: Round) -> None:
    found = allocate(asked)

    assert can_be(found.given)
    assert worth(asked, found.given) == best_worth(asked)
    assert luckier(asked, found.given) == []
    assert (found.served, found.bound, found.proven, found.method) == (len(found.given),) * 2 + (True, "milp")


@settings(max_examples=50, deadline=None)
@given(rounds(), st.randoms(use_true_random=False))
def test_the_order_in_which_things_are_named_changes_nothing(asked: Round, chance: random.Random) -> None:
    mixed = [replace(one, choices=tuple(chance.sample(one.choices, len(one.choices)))) for one in asked.requests]
    chance.shuffle(mixed)

    assert allocate(replace(asked, requests=tuple(mixed))) == allocate(asked)


@settings(max_examples=50, deadline=None)
@given(rounds())
def test_another_seed_changes_nothing_but_ties(asked: Round) -> None:
    one, other = (allocate(replace(asked, seed=seed)) for seed in ("one", "other"))

    assert worth(asked, one.given) == worth(asked, other.given)


def test_ada_had_three_loans_lately_and_ben_none_so_ben_gets_the_drill() -> None:
    drill = at_unit("drill", 9, 12)

    found = served(need("Ada", replace(drill, distance_m=10), had=3), need("Ben", drill, had=0))

    assert found == {"Ben": ("drill", clock(9, 12))}


def test_most_are_served_even_if_the_worst_off_is_not() -> None:
    whole_day = need("Ben", at_unit("drill", 9, 18), had=0)
    halves = need("Ada", at_unit("drill", 9, 12), had=3), need("Cem", at_unit("drill", 12, 18), had=3)

    assert served(whole_day, *halves).keys() == {"Ada", "Cem"}


def test_a_second_thing_for_one_comes_after_a_first_thing_for_another() -> None:
    drill, saw = at_unit("drill", 9, 12), at_unit("saw", 9, 12)
    ada = need("Ada's drill", drill, person="Ada"), need("Ada's saw", replace(saw, distance_m=1), person="Ada")

    assert served(*ada, need("Ben's saw", saw, person="Ben")).keys() == {"Ada's drill", "Ben's saw"}


def test_whoever_had_many_is_not_told_apart() -> None:
    drill = at_unit("drill", 9, 12)

    found = served(need("Ada", replace(drill, distance_m=10), had=9), need("Ben", drill, had=4))

    assert found.keys() == {"Ada"}


def test_what_a_person_had_is_the_most_that_any_of_their_requests_says() -> None:
    drill, saw = at_unit("drill", 9, 12), at_unit("saw", 9, 12)
    ada = need("Ada's a drill", drill, person="Ada", had=3), need("Ada's b saw", saw, person="Ada")

    assert "Ben" in served(*ada, need("Ben", replace(drill, distance_m=900), had=2))


def test_the_total_distance_is_least_not_each_one_for_itself() -> None:
    ada = need("Ada", at_unit("near", 9, 12, 100), at_unit("far", 9, 12, 200))
    ben = need("Ben", at_unit("near", 9, 12, 150), at_unit("far", 9, 12, 900))

    assert served(ada, ben) == {"Ada": ("far", clock(9, 12)), "Ben": ("near", clock(9, 12))}


def test_back_to_back_never_conflicts() -> None:
    assert len(served(need("Ada", at_unit("drill", 9, 12)), need("Ben", at_unit("drill", 12, 13)))) == 2


def test_a_draw_settles_what_is_equal_and_every_one_of_the_equals_wins_some() -> None:
    three = [need(name, at_unit("drill", 9, 12)) for name in ("Ada", "Ben", "Cem")]

    winners = [next(iter(served(*three, seed=f"week {week}"))) for week in range(30)]

    assert winners == [min("Ada Ben Cem".split(), key=lambda one: draw_rank(f"week {week}", one)) for week in range(30)]
    assert set(winners) == {"Ada", "Ben", "Cem"}


def test_equals_who_are_served_have_equal_chances_of_the_near_one() -> None:
    choices = at_unit("near", 9, 12, 100), at_unit("far", 9, 12, 900)
    both = [need(name, *choices) for name in ("Ada", "Ben")]

    near = [served(*both, seed=f"week {week}")["Ada"][0] for week in range(200)]

    assert 70 < near.count("near") < 130


def test_equals_in_a_ring_of_needs_have_equal_chances() -> None:
    ring = [
        need(str(one), at_unit(f"unit {one % 3}", 9, 12), at_unit(f"unit {(one + 1) % 3}", 9, 12)) for one in range(6)
    ]

    lucky = Counter(name for week in range(200) for name in served(*ring, seed=f"week {week}"))

    assert sum(lucky.values()) == 600
    assert all(70 < lucky[str(one)] < 130 for one in range(6))


def test_the_whole_result_is_told() -> None:
    asked = Round(
        (
            need("Ada", at_unit("drill", 9, 12, 300), had=3),
            need("Ben", at_unit("drill", 10, 11, 700)),
            need("Cem", at_unit("drill", 11, 12, 200), had=1),
            need("Dee"),
        ),
        "seed",
    )

    assert allocate(asked) == Allocation(
        given={"Ben": at_unit("drill", 10, 11, 700), "Cem": at_unit("drill", 11, 12, 200)},
        served=2,
        bound=2,
        proven=True,
        method="milp",
        levels=(Level(0, 2, 1), Level(1, 1, 1), Level(3, 1, 0)),
        distance_m=900,
    )


def test_whoever_got_nothing_is_told_who_had_it() -> None:
    ada = need("Ada", at_unit("drill", 9, 12, 300), at_unit("saw", 9, 12, 100), had=3)
    others = (need("Ben", at_unit("drill", 9, 10)), need("Cem", at_unit("drill", 11, 12)))
    asked = Round((ada, *others, need("Dee", at_unit("saw", 11, 13)), need("Eve")), "seed")

    found = allocate(asked)

    assert obstacles(asked, found, "Ada") == (
        Obstacle(at_unit("saw", 9, 12, 100), ("Dee",)),
        Obstacle(at_unit("drill", 9, 12, 300), ("Ben", "Cem")),
    )
    assert obstacles(asked, found, "Ben") == (Obstacle(at_unit("drill", 9, 10), ()),)
    assert obstacles(asked, found, "Eve") == ()


def test_an_empty_round_gives_nothing() -> None:
    nothing = Allocation(given={}, served=0, bound=0, proven=True, method="milp")

    assert allocate(Round((), "seed")) == nothing
    assert allocate(Round((need("Ada"),), "seed")) == replace(nothing, levels=(Level(0, 1, 0),))


def test_one_request_gets_its_nearest() -> None:
    assert served(need("Ada", at_unit("drill", 9, 12, 300), at_unit("saw", 9, 12, 200))) == {
        "Ada": ("saw", clock(9, 12))
    }


def test_a_choice_that_is_named_twice_counts_as_the_nearer_one() -> None:
    ada = need("Ada", at_unit("drill", 9, 12, 300), at_unit("drill", 9, 12, 200))

    assert allocate(Round((ada,), "seed")).distance_m == 200


def test_identical_requests_of_one_person_are_each_served() -> None:
    both = (at_unit("drill 1", 9, 12), at_unit("drill 2", 9, 12))

    found = served(need("first", *both, person="Ada"), need("second", *both, person="Ada"))

    assert sorted(unit for unit, _ in found.values()) == ["drill 1", "drill 2"]


def test_an_id_stands_for_one_request() -> None:
    with pytest.raises(InvalidValue, match="/requests: not_unique"):
        Round((need("Ada"), need("Ada")), "seed")


def test_anyone_can_repeat_it_and_finds_what_was_changed() -> None:
    asked = Round((need("Ada", at_unit("drill", 9, 12)), need("Ben", at_unit("drill", 9, 12))), "seed")
    found = allocate(asked)

    assert verify(asked, found)
    assert not verify(replace(asked, seed="another one"), replace(found, given={"Ada": at_unit("saw", 9, 12)}))
