"""The naive model is a fair peer: right where weights suffice, and honest about its limits."""

from hypothesis import given, settings

from matching.rounds import Choice, Request, Round
from matching.rounds_naive import Naive, naive
from tests.matching.enumerated import all_allocations, can_be, clock, contended, rounds


@settings(max_examples=30, deadline=None)
@given(rounds())
def test_it_serves_as_many_as_can_be(asked: Round) -> None:
    found = naive(asked, seconds=60.0)

    assert found.finished
    assert can_be(found.given)
    assert len(found.given) == max(len(one) for one in all_allocations(asked))


def test_it_gives_the_nearest_to_whoever_had_less() -> None:
    drill = Choice(100, clock(9, 12), "drill")
    asked = Round((Request("Ada", "Ada", (drill,), had=3), Request("Ben", "Ben", (drill,))), "seed")

    assert naive(asked, seconds=60.0) == Naive({"Ben": drill}, finished=True)


def test_nothing_asked_is_nothing_given() -> None:
    assert naive(Round((), "seed"), seconds=60.0) == Naive({}, finished=True)


def test_without_time_it_says_that_it_did_not_finish() -> None:
    assert not naive(contended(1), seconds=0.0).finished
