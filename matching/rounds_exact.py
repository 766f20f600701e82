"""The best allocation of one part, proven goal by goal with HiGHS (Huangfu and Hall, 2018)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import floor
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp  # type: ignore[import-untyped]  # ships no types

from matching.rounds_model import Model, Served, Whole
from matching.rounds_parts import split

MOST_COLUMNS = 60_000
"""A part with more is left to the heuristic, with the bound of the relaxation."""

PACKED = 1 << 12
"""Counts are taken together up to this weight: heavier ones make the solver slower than a second question would."""

STRICTNESS = (4, 32)
"""How far the earlier goals stand above a new one; light weights solve fastest, and whether they held is looked at."""

COUNTED = 2
"""How far a count stands above the next: nobody costs a better off one more than two others."""

OPTIMAL = 0
"""The status by which scipy's `milp` says so."""

DUST = 1e-6
"""HiGHS' own tolerance: a bound of 3.9999999 is 4."""


@dataclass(frozen=True, slots=True)
class Solved:
    """The columns that are had; bound: at most so many can be served; by_solver: not the heuristic's."""

    chosen: frozenset[int]
    bound: int
    proven: bool
    by_solver: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """The columns that the solver chose for one weighted sum; proven: no others have a greater one."""

    chosen: frozenset[int]
    proven: bool


def solve(model: Model, start: frozenset[int], nodes: int) -> Solved:
    """Make one goal after the other as great as it can be while those before it keep what they have.

    start: columns that can be had together; the answer is no worse. Where the nodes do not suffice for a goal, the
    next ones keep what was reached of it.
    """
    if nodes < 1 or model.width > MOST_COLUMNS:
        return Solved(start, _relaxed(model), proven=False, by_solver=False)
    best, proven, bound = start, True, 0
    for pack in _packs(model):
        answer = _reach(model, best, pack, nodes)
        best = max(best, answer.chosen, key=model.value)
        proven = proven and answer.proven
        bound = bound or (len(best) if proven else _relaxed(model))
    settled = _settle(model, best, nodes)
    proven = proven and settled.proven
    return Solved(settled.chosen, bound, proven, by_solver=proven or settled.chosen != start)


def _packs(model: Model) -> Iterator[slice]:
    """Goals that are taken together: the counts, as many as light weights can tell apart, then each other alone."""
    counts = len(model.goals) - 3
    first, room = 0, PACKED
    for row in range(1, counts):
        room //= _most(model, row) + 1
        if room < 1:
            yield slice(first, row)
            first, room = row, PACKED
    yield slice(first, counts)
    yield slice(counts, counts + 1)
    yield slice(counts + 1, counts + 2)


def _settle(model: Model, best: frozenset[int], nodes: int) -> Solved:
    """Which choice each of those who are served gets: least distance as before, then the least sum of lots."""
    served = {model.columns[one].request.id for one in best}
    kept = [one for one, column in enumerate(model.columns) if column.request.id in served]
    settled, proven = set[int](), True
    for part in split([model.columns[one] for one in kept], by_person=False):
        positions = [kept[one] for one in part]
        smaller = Served([model.columns[one] for one in positions], model.seed)
        answer = _nearest(smaller, frozenset(number for number, one in enumerate(positions) if one in best), nodes)
        settled.update(positions[one] for one in answer.chosen)
        proven = proven and answer.proven
    return Solved(frozenset(settled), len(best), proven, by_solver=True)


def _nearest(model: Served, best: frozenset[int], nodes: int) -> Answer:
    """One choice for everybody, no further in sum than now."""
    if len(model.requests) == 1:
        alone = (frozenset({position}) for position in range(len(model.columns)))
        return Answer(max(alone, key=model.value), proven=True)
    answer = _reach(model, best, slice(1, 2), nodes)
    return answer if answer.proven else Answer(best, proven=False)


def everybody(model: Served, nodes: int) -> frozenset[int] | None:
    """Columns that serve every request, the least distance that was found within the nodes; None: nothing was."""
    distances = [-column.choice.distance_m for column in model.columns] + [0] * len(model.climbs)
    found = _milp(model, np.array(distances), (), {"mip_rel_gap": 0, "node_limit": nodes})
    return None if found.x is None else _chosen(model, found)


def _reach(model: Model, best: frozenset[int], pack: slice, nodes: int) -> Answer:
    """The most of these goals while the earlier ones keep what `best` has of them.

    An earlier goal enters with a weight, and the result is looked at: a best solution of the weighted sum in which the
    earlier goals keep their values is best for the new ones among all that keep them, whatever the weights were.
    Only where no weights hold the earlier goals, they become rows of their own: exact too, and far slower.
    """
    for strictness in STRICTNESS:
        answer = _ask(model, weights(model, pack, strictness), (), nodes)
        if not answer.proven or _keeps(model, best, answer, pack):
            return answer
    rows = LinearConstraint(model.goals[: pack.start], model.value(best)[: pack.start], np.inf)
    answer = _ask(model, weights(model, pack, 0), (rows,), nodes)
    return replace(answer, proven=answer.proven and _keeps(model, best, answer, pack))


def _keeps(model: Model, best: frozenset[int], answer: Answer, pack: slice) -> bool:
    return model.value(answer.chosen)[: pack.start] == model.value(best)[: pack.start]


def weights(model: Model, pack: slice, strictness: int) -> list[int]:
    """A weight for each goal; within the pack each outweighs all that can be reached of the later ones."""
    found = [0] * len(model.goals)
    weight = 1
    for row in reversed(range(pack.start, pack.stop)):
        found[row] = weight
        weight *= _most(model, row) + 1
    row = pack.start
    above = found[row] * _greatest(model, row) * strictness
    for row in reversed(range(pack.start)):
        found[row] = above
        above *= _greatest(model, row) * strictness if _greatest(model, row) > 1 else COUNTED
    return found


def _most(model: Model, row: int) -> int:
    """No more than this can be reached of a count."""
    return int(model.goals[row].sum())


def _greatest(model: Model, row: int) -> int:
    """The greatest coefficient of a goal, at least 1."""
    return max(1, int(np.abs(model.goals[row]).max()))


def _ask(model: Model, weighed: list[int], rows: tuple[Any, ...], nodes: int) -> Answer:
    """The best columns for a weighted sum of the goals; an optimum that rounding changes is not proven."""
    objective: Whole = np.array(weighed) @ model.goals
    found = _milp(model, objective, rows, {"mip_rel_gap": 0, "node_limit": nodes})
    chosen = frozenset() if found.x is None else _chosen(model, found)
    reached = int(objective[model.ones(chosen)].sum())
    return Answer(chosen, proven=found.status == OPTIMAL and abs(reached + found.fun) < 0.5)


def _chosen(model: Model, found: Any) -> frozenset[int]:
    return frozenset(int(one) for one in np.flatnonzero(found.x[: len(model.columns)] > 0.5))


def _relaxed(model: Model) -> int:
    """How many can be served at most, by the linear relaxation."""
    least: float = _milp(model, model.goals[0], (), {}, whole=False).fun
    return floor(DUST - least)


def _milp(model: Model, objective: Whole, rows: tuple[Any, ...], options: dict[str, Any], *, whole: bool = True) -> Any:
    """The solver itself, which minimises; its random seed is fixed, and no clock stops it."""
    constraints = (LinearConstraint(model.exclusions, model.least, 1), LinearConstraint(model.climbed, 0, 0), *rows)
    return milp(
        -objective.astype(float),
        constraints=constraints,
        integrality=np.full(model.width, int(whole)),
        bounds=Bounds(0, 1),
        options=options,
    )
