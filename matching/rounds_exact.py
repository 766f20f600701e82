"""The best that can be proven for a round: how many are served in each piece, then who, then from how near."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from matching.rounds_cliques import undominated
from matching.rounds_greedy import greedy
from matching.rounds_model import MANY, Model, Served, Whole
from matching.rounds_parts import Column, joined, pieces
from matching.rounds_solver import Answer, Kept, Task, ask, found, relaxed, sketch

MOST_COLUMNS = 60_000
"""A piece with more is left to the heuristic, with the bound of the relaxation."""

TOGETHER = 2_000
"""Fairness is proven for up to so many columns that have to do with each other; above, it is only sought."""

PROMISING = 1 / 3
"""How much of a level of fairness a column may cost the relaxation, and be looked at where nothing is proven."""

NEAR_M = 2_000.0
"""Columns that cost the relaxation no more metres than this are tried first; the proof seldom needs others."""


@dataclass(frozen=True, slots=True)
class Solved:
    """The columns that are had; bound: at most so many can be served; by_solver: no piece was left to the heuristic."""

    chosen: list[Column]
    bound: int
    proven: bool
    by_solver: bool


@dataclass(frozen=True, slots=True)
class Piece:
    """Requests and units that share none with other pieces, and as many served as could be found."""

    model: Model
    served: Answer

    @property
    def full(self) -> bool:
        """Whether everybody is served: who it is no longer matters."""
        return len(self.served.chosen) == len(self.model.requests)

    @property
    def columns(self) -> list[Column]:
        """What is had."""
        return [self.model.columns[one] for one in self.served.chosen]


def solve(whole: list[Column], had: Counter[str], seed: str, nodes: int) -> Solved:
    """Serve the most in each piece; then, where not everybody can be served, choose who; nearest last.

    Of a person's requests, those that are served for certain count as had when the others are compared.
    """
    parts = [_most_served(Model(undominated(piece), had, seed), nodes) for piece in pieces(whole)]
    by_solver = nodes > 0 and all(piece.model.width <= MOST_COLUMNS for piece in parts)
    proven = all(piece.served.proven for piece in parts)
    bound = sum(piece.served.bound for piece in parts)
    if not by_solver:
        return Solved([one for piece in parts for one in piece.columns], bound, proven=False, by_solver=False)
    chosen: list[Column] = []
    had = Counter(had)
    for group, together in _groups(parts):
        answers, sure = _settled(group, had, nodes)
        chosen.extend(answers)
        had.update(one.request.person for one in answers)
        proven = proven and sure and together
    return Solved(chosen, bound, proven, by_solver=True)


def _most_served(model: Model, nodes: int) -> Piece:
    start = greedy(model)
    task, goal = Task(model, (), nodes), model.goals[0]
    if len(start) == len(model.requests):
        return Piece(model, Answer(start, len(start), proven=True))
    if nodes < 1 or model.width > MOST_COLUMNS:
        return Piece(model, Answer(start, relaxed(task, goal).bound, proven=False))
    return Piece(model, ask(task, goal, start))


def _groups(found: list[Piece]) -> Iterator[tuple[list[Piece], bool]]:
    """Each piece in which everybody is served, then the others, those together in which a person has requests.

    A group that is too large is taken piece by piece; False then, as who is served in the one matters in the others.
    """
    yield from (([piece], True) for piece in found if piece.full)
    short = [piece for piece in found if not piece.full]
    labelled = [(number, one.request.person) for number, piece in enumerate(short) for one in piece.model.columns]
    for positions in joined(labelled):
        group = [short[number] for number in dict.fromkeys(labelled[position][0] for position in positions)]
        if sum(piece.model.width for piece in group) <= TOGETHER:
            yield group, True
        else:
            yield from (([one], False) for one in group)


def _settled(group: list[Piece], had: Counter[str], nodes: int) -> tuple[list[Column], bool]:
    """Who is served in these pieces, and whether it is proven that nobody fairer or nearer could be."""
    model = Model([one for piece in group for one in piece.model.columns], had, group[0].model.seed)
    start, kept, first = set[int](), list[Kept](), 0
    for piece in group:
        start.update(first + one for one in piece.served.chosen)
        goal = np.zeros(model.width, dtype=np.int64)
        goal[first : first + len(piece.model.columns)] = 1
        kept.append(Kept(goal, len(piece.served.chosen)))
        first += len(piece.model.columns)
    choose = nearest if group[0].full else fairest if model.width <= TOGETHER else roughly
    answer = choose(Task(model, tuple(kept), nodes), frozenset(start))
    return [model.columns[one] for one in answer.chosen], answer.proven


def nearest(task: Task, start: frozenset[int]) -> Answer:
    """The least distance while what is kept keeps what it has; start: what can be had."""
    return ask(task, task.model.goals[-1], start, within=NEAR_M)


def fairest(task: Task, start: frozenset[int]) -> Answer:
    """One level of fairness after the other as great as can be, then the least distance.

    All of it is asked for in one weighted sum first, and then looked at: where each level has all that the relaxation
    lets it have while those before it keep theirs, it is proven; elsewhere the solver is asked about that level alone.
    A best solution of the weighted sum that has the best levels is nearest among all that have them, whatever the
    weights were.
    """
    model = task.model
    first = ask(task, weighed(model), start)
    best, proven = max(start, first.chosen, key=model.value), True
    for goal in model.goals[1:-1]:
        more = ask(task, goal, best)
        best, proven = max(best, more.chosen, key=model.value), proven and more.proven
        task = replace(task, kept=(*task.kept, Kept(goal, task.reached(goal, best))))
    if first.proven and model.value(first.chosen)[:-1] == model.value(best)[:-1]:
        return replace(first, proven=proven)
    last = nearest(task, best)
    return replace(last, proven=proven and last.proven)


def roughly(task: Task, start: frozenset[int]) -> Answer:
    """Light weights for the worst off, then the nearest for those who are served; quick, and never called proven."""
    model = task.model
    best = max(start, sketch(task, fairness(model), start, PROMISING), key=model.value)
    served = {model.columns[one].request.id for one in best}
    goal = np.array([one.request.id in served for one in model.columns] + [0] * len(model.climbs), dtype=np.int64)
    return replace(nearest(replace(task, kept=(Kept(goal, len(served)),)), best), proven=False)


def everybody(model: Served, nodes: int) -> frozenset[int] | None:
    """Columns that serve every request, the least distance that was found within the nodes; None: nothing was."""
    each = model.exclusions[: len(model.requests)].toarray().astype(np.int64)
    return found(Task(model, tuple(Kept(row, 1) for row in each), nodes), model.goals[-1])[0]


def weighed(model: Model) -> Whole:
    """Fairness in weights that are light, for these solve fastest, yet above any one distance; then distance."""
    near = model.goals[-1]
    return np.asarray(fairness(model) * (1 - int(near.min())) + near, dtype=np.int64)


def fairness(model: Model) -> Whole:
    """How far below `MANY` whoever climbs had been: a weight for each variable."""
    below = np.zeros(model.width, dtype=np.int64)
    np.subtract(MANY, model.had_at, out=below, where=model.had_at >= 0)
    return below
