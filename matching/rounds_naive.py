"""What one would write first: a round as one model with all goals in one weighted sum. For comparison only."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp  # type: ignore[import-untyped]  # ships no types

from matching.rounds import Choice, Round
from matching.rounds_model import MANY, Model
from matching.rounds_parts import columns

SERVED, FAIRER, METRE, LOT = 1e7, 1e5, 1.0, 1e-6
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
    model = Model(columns(asked.requests), asked.seed)
    if not model.columns:
        return Naive({}, finished=True)
    fairness = [MANY - min(column.request.had, MANY) for column in model.columns]
    climbs = [0] * len(model.climbs)
    worth = SERVED * model.goals[0] + FAIRER * np.array(fairness + climbs)
    worth += METRE * model.goals[-3] + LOT * (model.goals[-2] + model.goals[-1])
    found: Any = milp(
        -worth,
        constraints=LinearConstraint(model.exclusions, -np.inf, 1),
        integrality=1,
        bounds=Bounds(0, 1),
        options={"mip_rel_gap": 0, "node_limit": asked.nodes, "time_limit": seconds},
    )
    had = np.zeros(model.width) if found.x is None else found.x
    chosen = (model.columns[one] for one in np.flatnonzero(had[: len(model.columns)] > 0.5))
    return Naive({column.request.id: column.choice for column in chosen}, finished=found.status == 0)
