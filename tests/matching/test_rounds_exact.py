"""How a part of a round is solved: goal by goal, within nodes that are counted."""

from dataclasses import replace

import pytest

from matching import rounds_exact
from matching.allocation import allocate
from matching.draw import draw_rank
from matching.rounds import Choice, Level, Request, Round
from matching.rounds_model import Model, had_before
from matching.rounds_parts import columns
from matching.rounds_solver import Kept, Task, ask
from tests.matching.enumerated import can_be, clock, contended, worth


def test_without_nodes_the_heuristic_answers_and_says_how_far_off_it_may_be() -> None:
    asked = contended(3, requests=24)

    quick, best = allocate(replace(asked, nodes=0)), allocate(asked)

    assert can_be(quick.given)
    assert (quick.method, quick.proven) == ("greedy", False)
    assert quick.served <= best.served <= quick.bound
    assert best.proven
    assert quick == allocate(replace(asked, requests=asked.requests[::-1], nodes=0))


def test_where_the_nodes_end_the_better_of_both_is_given_and_is_not_called_proven() -> None:
    asked = replace(contended(0, requests=70, units=6), nodes=1)

    cut = allocate(asked)

    assert can_be(cut.given)
    assert not cut.proven
    assert worth(asked, cut.given) >= worth(asked, allocate(replace(asked, nodes=0)).given)
    assert cut.served <= cut.bound


def test_where_fairness_is_only_sought_as_many_are_served_and_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = contended(2, requests=60)
    best = allocate(asked)
    monkeypatch.setattr(rounds_exact, "TOGETHER", 0)

    found = allocate(asked)

    assert can_be(found.given)
    assert (found.served, found.bound, found.proven) == (best.served, best.bound, False)
    assert worth(asked, found.given) <= worth(asked, best.given)


def test_where_pieces_are_settled_one_by_one_for_their_number_nothing_is_called_proven(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One person asks in both, so that who is served in the one tells who should be in the other."""
    monkeypatch.setattr(rounds_exact, "TOGETHER", 2)
    persons = (("p", "U", 0), ("q", "U", 0), ("p", "V", 0), ("r", "V", 5))
    requests = tuple(
        Request(f"need {number}", person, (Choice(0, clock(0, 2), unit),), had)
        for number, (person, unit, had) in enumerate(persons)
    )

    found = [allocate(Round(requests, str(seed))) for seed in range(20)]

    assert {one.served for one in found} == {2}
    assert not any(one.proven for one in found)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("within", [0.0, 700.0])
def test_trying_the_cheap_columns_first_comes_to_the_same(seed: int, within: float) -> None:
    asked = contended(seed)
    model = Model(columns(asked.requests, asked.seed), had_before(asked.requests), asked.seed)
    task = Task(model, (Kept(model.goals[0], allocate(asked).served),), 100)
    start = ask(replace(task, kept=()), model.goals[0], frozenset()).chosen

    little, whole = ask(task, model.goals[-1], start, within), ask(task, model.goals[-1], start)

    assert little.proven
    assert whole.proven
    assert task.reached(model.goals[-1], little.chosen) == task.reached(model.goals[-1], whole.chosen)


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

    lucky = sorted((str(number) for number in range(20, 40)), key=lambda one: draw_rank("seed", one))[:4]
    assert found.levels == (Level(0, 20, 20), Level(1, 20, 4), Level(2, 20, 0), Level(3, 20, 0))
    assert found.given.keys() == {*map(str, range(20)), *lucky}
    assert found.proven
