"""Columns that exclude each other, and those that are left out: against trying every pair."""

from itertools import combinations

from hypothesis import given, settings

from matching.rounds import Choice, Request, Round
from matching.rounds_cliques import MOST_SPLIT, cliques, undominated
from matching.rounds_parts import Column, columns, pieces
from tests.matching.enumerated import clock, rounds


def exclude(one: Column, other: Column) -> bool:
    same_unit = one.choice.unit == other.choice.unit
    return one.request.id == other.request.id or (same_unit and one.choice.period.overlaps(other.choice.period))


@settings(max_examples=200, deadline=None)
@given(rounds())
def test_two_columns_are_in_a_clique_exactly_if_they_exclude_each_other(asked: Round) -> None:
    whole = columns(asked.requests, asked.seed)

    together = {frozenset(pair) for clique in cliques(whole) for pair in combinations(clique, 2)}

    excluded = {
        frozenset(pair) for pair in combinations(range(len(whole)), 2) if exclude(*(whole[one] for one in pair))
    }
    assert together == excluded


@settings(max_examples=200, deadline=None)
@given(rounds())
def test_no_clique_of_a_unit_could_have_one_more_of_its_columns(asked: Round) -> None:
    whole = columns(asked.requests, asked.seed)
    requests = len({column.request.id for column in whole})

    for clique in cliques(whole)[requests:]:
        unit = whole[clique[0]].choice.unit
        others = [one for one in range(len(whole)) if one not in clique and whole[one].choice.unit == unit]
        assert not any(all(exclude(whole[one], whole[member]) for member in clique) for one in others)


def test_a_need_that_can_start_before_or_after_another_is_in_one_clique_with_it() -> None:
    early, late = Choice(100, clock(0, 2), "drill"), Choice(100, clock(2, 4), "drill")
    ada, ben = Request("Ada", "Ada", (early, late)), Request("Ben", "Ben", (Choice(100, clock(1, 3), "drill"),))

    found = cliques(columns((ada, ben), "seed"))

    assert (0, 1, 2) in found


def test_of_very_many_starts_only_some_cliques_are_told_and_still_every_pair() -> None:
    starts = tuple(Choice(100, clock(start, start + 1), "drill") for start in range(60))
    ada = Request("Ada", "Ada", starts)
    others = (Request(str(one), str(one), (Choice(100, clock(one, 60 - one), "drill"),)) for one in range(30))
    whole = columns((ada, *others), "seed")

    found = cliques(whole)

    assert len(found) < MOST_SPLIT + 150
    together = {frozenset(pair) for clique in found for pair in combinations(clique, 2)}
    pairs = combinations(range(len(whole)), 2)
    assert together == {frozenset(pair) for pair in pairs if exclude(whole[pair[0]], whole[pair[1]])}


def test_a_later_start_stays_only_if_it_makes_room() -> None:
    starts = tuple(Choice(100, clock(start, start + 2), "drill") for start in range(6))
    ada, ben = Request("Ada", "Ada", starts), Request("Ben", "Ben", (Choice(100, clock(1, 3), "drill"),))

    kept = undominated(columns((ada, ben), "seed"))

    assert [one.choice for one in kept if one.request is ada] == [starts[3]]
    assert [one.request for one in kept if one.request is ben] == [ben]


def test_a_nearer_choice_of_the_same_unit_stays() -> None:
    free, near = Choice(900, clock(5, 6), "drill"), Choice(100, clock(1, 2), "drill")
    ada, ben = Request("Ada", "Ada", (free, near)), Request("Ben", "Ben", (Choice(100, clock(1, 3), "drill"),))

    assert len(undominated(columns((ada, ben), "seed"))) == 3


@settings(max_examples=100, deadline=None)
@given(rounds())
def test_pieces_share_no_unit_and_no_request_and_hold_together(asked: Round) -> None:
    whole = columns(asked.requests, asked.seed)

    found = pieces(whole)

    assert sorted(map(id, whole)) == sorted(id(one) for piece in found for one in piece)
    for one, other in combinations(found, 2):
        assert not {each.request.id for each in one} & {each.request.id for each in other}
        assert not {each.choice.unit for each in one} & {each.choice.unit for each in other}
