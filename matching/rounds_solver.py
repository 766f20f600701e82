"""One question to HiGHS (Huangfu and Hall, 2018): which columns of a part make a goal greatest."""

import importlib
from dataclasses import dataclass
from functools import cache
from math import floor, inf
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array, vstack  # type: ignore[import-untyped]  # ships no types

from matching.rounds_model import Model, Whole

Numbers: TypeAlias = npt.NDArray[np.float64]
"""A number for each variable."""

OPTIMAL = 0
"""The status by which scipy's `milp` says so."""

DUST = 1e-6
"""HiGHS' own tolerance: a bound of 3.9999999 is 4."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The columns that are chosen; bound: no others have more of the goal; proven: these have as much."""

    chosen: frozenset[int]
    bound: int
    proven: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """Something that must not get less: so much of this goal."""

    goal: Whole
    least: int


@dataclass(frozen=True, slots=True)
class Relaxed:
    """How much of a goal parts of columns can reach, and how much less it is at least with each variable at 1.

    whole: columns that reach it, where none needs to be had in part.
    """

    most: float
    costs: Numbers
    whole: frozenset[int] | None

    @property
    def bound(self) -> int:
        """No columns have more than this."""
        return floor(self.most + DUST)

    def cheap(self, within: float) -> Numbers:
        """1 for each variable that costs no more, as its upper bound."""
        return (self.costs <= within + DUST).astype(np.float64)


@dataclass(frozen=True, slots=True)
class Task:
    """A part, what must be kept of it, and how many branch-and-bound nodes one question may take."""

    model: Model
    kept: tuple[Kept, ...]
    nodes: int

    def reached(self, goal: Whole, chosen: frozenset[int]) -> int:
        """What these columns have of a goal."""
        return int(goal[self.model.ones(chosen)].sum())


@cache
def solver() -> Any:
    """scipy.optimize, imported when it is first wanted: a quarter of a second for which no start has to wait."""
    return importlib.import_module("scipy.optimize")


def ask(task: Task, goal: Whole, start: frozenset[int], within: float = inf) -> Answer:
    """The most of a goal while others keep what they have; start: columns which show that this can be.

    The relaxation tells what each variable costs at least. within: those that cost no more are tried first; then, if
    that is not proof enough, all with which more could still be reached: what is left out is part of nothing better.
    """
    loose = relaxed(task, goal)
    best = max(start, loose.whole or start, key=lambda one: task.reached(goal, one))
    while loose.bound > task.reached(goal, best):
        best, ended = _most_of(task, goal, best, loose.cheap(within))
        if not ended:
            return Answer(best, loose.bound, proven=False)
        missing = loose.most - (task.reached(goal, best) + 1)
        if missing < within:
            break
        within = missing + 1
    return Answer(best, task.reached(goal, best), proven=True)


def sketch(task: Task, goal: Whole, start: frozenset[int], within: float) -> frozenset[int]:
    """Much of a goal, quickly: the columns of the start, and those that cost the relaxation no more than this."""
    return _most_of(task, goal, start, relaxed(task, goal).cheap(within))[0]


def relaxed(task: Task, goal: Whole) -> Relaxed:
    """The most of a goal when columns can be had in part."""
    ceilings = [task.model.exclusions, *(csr_array(-one.goal[None].astype(float)) for one in task.kept)]
    climbed = task.model.climbed if task.model.climbs else None
    answer = solver().linprog(
        -goal.astype(float),
        A_ub=vstack(ceilings, format="csr"),
        b_ub=np.concatenate([np.ones(task.model.exclusions.shape[0]), [-one.least for one in task.kept]]),
        A_eq=climbed,
        b_eq=None if climbed is None else np.zeros(climbed.shape[0]),
        bounds=(0, 1),
    )
    is_whole = bool(np.all(np.abs(answer.x - np.rint(answer.x)) < DUST))
    return Relaxed(-answer.fun, answer.lower.marginals, _chosen(task, answer.x) if is_whole else None)


def _most_of(task: Task, goal: Whole, start: frozenset[int], upper: Numbers) -> tuple[frozenset[int], bool]:
    """What the solver finds with these variables and those of the start; whether it is the best, and to the unit."""
    upper[task.model.ones(start)] = 1
    chosen, ended = found(task, goal, upper)
    return max(start, chosen or start, key=lambda one: task.reached(goal, one)), ended


def found(task: Task, goal: Whole, upper: Numbers | float = 1.0) -> tuple[frozenset[int] | None, bool]:
    """What the solver finds, None where it finds nothing; whether it is the best, and to the unit."""
    answer = _milp(task, goal, upper)
    if answer.x is None:
        return None, False
    chosen = _chosen(task, answer.x)
    return chosen, answer.status == OPTIMAL and abs(task.reached(goal, chosen) + answer.fun) < 0.5


def _chosen(task: Task, variables: Numbers) -> frozenset[int]:
    return frozenset(int(one) for one in np.flatnonzero(variables[: len(task.model.columns)] > 0.5))


def _milp(task: Task, goal: Whole, upper: Numbers | float) -> Any:
    """The solver itself, which minimises; its random seed is fixed, and no clock stops it."""
    highs = solver()
    constraints = [
        highs.LinearConstraint(task.model.exclusions, -np.inf, 1),
        highs.LinearConstraint(task.model.climbed, 0, 0),
    ]
    if task.kept:
        rows = np.array([one.goal for one in task.kept])
        constraints.append(highs.LinearConstraint(rows, [one.least for one in task.kept], np.inf))
    return highs.milp(
        -goal.astype(float),
        constraints=constraints,
        integrality=1,
        bounds=highs.Bounds(0, upper),
        options={"mip_rel_gap": 0, "node_limit": task.nodes},
    )
