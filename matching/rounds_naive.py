"""What one would write first: a round as one model with all goals in one weighted sum. For comparison only."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp  # type: ignore[import-untyped]  # ships no types

from matching.rounds import Choice, Round
from matching.rounds_model import MANY, rows
from matching.rounds_parts import Column, columns

SERVED, FAIRER, METRE = 1e7, 1e5, 1.0
"""Weights that look large and small enough, and are neither exact nor proven to keep the order of the goals."""


@dataclass(frozen=True, slots=True)
class Naive:
    """given: the choice of each request; finished: it ended by itself, and not by a limit."""

    given: dict[str, Choice]
    finished: bool


def naive(asked: Round, *, seconds: float) -> Naive:
    """The best that plain `scipy.optimize.milp` finds for the weighted sum within its nodes and about so many seconds.

    Who had less before weighs a little more; a person's second request weighs as the first.
    """
    whole = columns(asked.requests, asked.seed)
    if not whole:
        return Naive({}, finished=True)
    worth = [SERVED + FAIRER * (MANY - min(one.request.had, MANY)) - METRE * one.choice.distance_m for one in whole]
    found: Any = milp(
        [-one for one in worth],
        constraints=LinearConstraint(rows(_conflicts(whole), len(whole)), -np.inf, 1),
        integrality=1,
        bounds=Bounds(0, 1),
        options={"mip_rel_gap": 0, "node_limit": asked.nodes, "time_limit": seconds},
    )
    had = np.zeros(len(whole)) if found.x is None else found.x
    chosen = (whole[one] for one in np.flatnonzero(had > 0.5))
    return Naive({column.request.id: column.choice for column in chosen}, finished=found.status == 0)


def _conflicts(whole: list[Column]) -> list[list[int]]:
    """Each request's columns, and what overlaps the start of each column on its unit."""
    requests, units = defaultdict[str, list[int]](list), defaultdict[str, list[int]](list)
    for position, column in enumerate(whole):
        requests[column.request.id].append(position)
        units[column.choice.unit].append(position)
    starts = ((positions, whole[one].choice.period.start) for positions in units.values() for one in positions)
    return list(requests.values()) + [
        [one for one in positions if whole[one].choice.period.start <= start < whole[one].choice.period.end]
        for positions, start in starts
    ]
