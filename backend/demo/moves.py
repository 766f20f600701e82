"""A loan's story as the steps that its two sides took, each at its moment; pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from backend.demo.loans import Loan, Story
from models.lifecycle import Action

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Step:
    """What one side of a loan did; `later` is how far it asks to move the booking or its end."""

    at: datetime
    lends: bool
    action: Action
    later: timedelta = timedelta(0)


ANSWERED = frozenset(Story) - {Story.REQUESTED, Story.EXPIRED, Story.WITHDRAWN, Story.DECLINED, Story.OTHER_TIME}
FETCHED = ANSWERED - {Story.CONFIRMED, Story.CANCELLED, Story.NO_SHOW}
BROUGHT = FETCHED - {Story.OUT, Story.EXTENSION_ASKED, Story.OVERDUE}


def steps(loan: Loan, now: datetime, rng: Random) -> Iterator[Step]:
    """Everything that happened after the request, in order."""
    answered_at = loan.asked_at + rng.randint(20, 300) * MINUTE
    if loan.story in ANSWERED and not loan.lot.lent_on.instant:
        yield Step(answered_at, lends=True, action=Action.CONFIRM)
    yield from _turned(loan, answered_at, now)
    if loan.story in FETCHED:
        yield Step(loan.when.start + rng.randint(0, 12) * MINUTE, lends=True, action=Action.HAND_OVER)
        yield Step(loan.when.start + 15 * MINUTE, lends=False, action=Action.HAND_OVER)
    if loan.story in BROUGHT:
        yield Step(loan.when.end - rng.randint(5, 40) * MINUTE, lends=False, action=Action.RETURN)
    if loan.story is Story.CLOSED:
        yield Step(loan.when.end + rng.randint(5, 90) * MINUTE, lends=True, action=Action.RETURN)


def _turned(loan: Loan, answered_at: datetime, now: datetime) -> Iterator[Step]:
    """Where a story leaves the straight road."""
    a_day = timedelta(days=1)
    turns = {
        Story.DECLINED: Step(answered_at, lends=True, action=Action.DECLINE),
        Story.WITHDRAWN: Step(answered_at, lends=False, action=Action.WITHDRAW),
        Story.OTHER_TIME: Step(now - HOUR, lends=True, action=Action.PROPOSE, later=a_day),
        Story.CANCELLED: Step(answered_at + 5 * HOUR, lends=False, action=Action.CANCEL),
        Story.NO_SHOW: Step(loan.when.start + 2 * HOUR, lends=True, action=Action.NO_SHOW),
        Story.EXTENSION_ASKED: Step(now - 2 * HOUR, lends=False, action=Action.EXTEND, later=a_day),
    }
    if loan.story in turns:
        yield turns[loan.story]
