"""The demo town's history as it is planned: from a seed and a moment, nothing refused, nothing ahead of its time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from backend.demo.geography import SPOTS, ZONE
from backend.demo.history import Planner
from backend.demo.loans import Loan
from matching.availability import Verdict, check
from matching.opening import always
from matching.opening import from_dict as opening_from
from matching.rules import from_dict as rules_from
from matching.supply import Asked

NOW = datetime(2026, 5, 11, 9, 0, tzinfo=UTC)
SEED = 7


def test_the_same_seed_and_moment_give_the_same_plan() -> None:
    first = Planner(seed=SEED, now=NOW).history()
    other = Planner(seed=SEED + 1, now=NOW).history()
    second = Planner(seed=SEED, now=NOW).history()

    assert first == second
    assert first != other


@pytest.mark.parametrize("number", range(24))
def test_whatever_the_moment_no_loan_asks_for_what_its_terms_refuse(number: int) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC) + number * timedelta(days=16, hours=7, minutes=41)

    plan = Planner(seed=number, now=now).history()

    assert [(loan.lot.title, verdict.reasons) for loan in plan.loans if not (verdict := held(loan)).free] == []
    assert all(event.at <= now for event in plan.happened)


def held(loan: Loan) -> Verdict:
    """The terms of the thing held against what is asked."""
    spot = SPOTS.get(loan.lot.where)
    hours = loan.lot.lent_on.opening or (spot.opening if spot else None)
    opening = always(ZONE) if hours is None else opening_from({"zone": ZONE, **hours})
    asked = Asked(start=loan.when.start, end=loan.when.end, now=loan.asked_at)
    return check(asked, opening, rules_from(loan.lot.lent_on.rules), (1,), ())


def test_every_loan_is_of_a_thing_that_was_there_before() -> None:
    history = Planner(seed=SEED, now=NOW).history()
    offered = {event.lot.title: event.at for event in history.happened if hasattr(event, "lot")}

    late: list[Loan] = [loan for loan in history.loans if loan.asked_at <= offered[loan.lot.title]]

    assert late == []
