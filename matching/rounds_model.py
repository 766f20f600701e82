"""One part of a round as whole numbers: rows of which one at most can be had, and goals in their order."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array  # type: ignore[import-untyped]  # ships no types

from matching.draw import lot
from matching.rounds import Request
from matching.rounds_parts import Clique, Column, cliques

Whole: TypeAlias = npt.NDArray[np.int64]

MANY = 4
"""Whoever had so much or more is no longer told apart: it is the worst off whom fairness is about."""


@dataclass(frozen=True, slots=True)
class Step:
    """What takes a person from having had `had` to having had one more."""

    person: str
    had: int


def steps(requests: Iterable[Request]) -> list[Step]:
    """For each person as many as they have requests, by person and then rising up to `MANY`.

    A person's requests should agree on what they had; if they don't, the most counts.
    """
    had: dict[str, int] = {}
    asked: Counter[str] = Counter()
    for request in requests:
        asked[request.person] += 1
        had[request.person] = max(request.had, had.get(request.person, 0))
    return [Step(one, min(had[one] + more, MANY)) for one in sorted(asked) for more in range(asked[one])]


class Model:
    """The columns of one part, and what is reckoned from them once.

    The variables are the columns, then the climbs: the steps of those who have several requests here, each of whom
    climbs as many as are served. Whoever has one request climbs with its columns.
    """

    def __init__(self, part: list[Column], seed: str) -> None:
        self.columns = part
        self.seed = seed
        self.cliques: list[Clique] = cliques(part)
        self.requests = {column.request.id: column.request for column in part}
        self.steps = steps(self.requests.values())
        asked = Counter(request.person for request in self.requests.values())
        self.climbs = [step for step in self.steps if asked[step.person] > 1]
        self.width = len(part) + len(self.climbs)

    @cached_property
    def exclusions(self) -> Any:
        """A sparse row for each clique, the requests first."""
        return _rows(self.cliques, self.width)

    @cached_property
    def least(self) -> npt.NDArray[np.float64]:
        """How many must be had of each clique: none."""
        return np.full(len(self.cliques), -np.inf)

    @cached_property
    def climbed(self) -> Any:
        """A sparse row for each person with several requests: served less climbed, which is nothing."""
        served = defaultdict[str, list[int]](list)
        for position, column in enumerate(self.columns):
            served[column.request.person].append(position)
        persons = self._climbs_of.items()
        return _rows((served[person] for person, _ in persons), self.width) - _rows(
            (climbs for _, climbs in persons), self.width
        )

    @cached_property
    def goals(self) -> Whole:
        """One row for each goal, the first one first, all to be made as great as possible.

        Served, each level but the last (which follows from the others), less distance, less the lots of the requests,
        less the lots of the choices.
        """
        levels = sorted({step.had for step in self.steps})[:-1]
        found = np.zeros((len(levels) + 4, self.width), dtype=np.int64)
        of = {step.person: step.had for step in reversed(self.steps)}
        first = [
            -1 if column.request.person in self._climbs_of else of[column.request.person] for column in self.columns
        ]
        had = np.array(first + [step.had for step in self.climbs])
        found[1:-3] = had == np.array(levels, dtype=np.int64)[:, np.newaxis]
        columns = found[:, : len(self.columns)]
        columns[0] = 1
        columns[-3] = [-column.choice.distance_m for column in self.columns]
        columns[-2] = [-lot(self.seed, column.request.id) for column in self.columns]
        columns[-1] = [-self._own_lot(column) for column in self.columns]
        return found

    def _own_lot(self, column: Column) -> int:
        choice = column.choice
        return lot(self.seed, column.request.id, choice.unit, choice.period.start.isoformat())

    def ones(self, chosen: Iterable[int]) -> list[int]:
        """The variables that are 1 when these columns are had: everybody climbs the lowest steps first."""
        had = list(chosen)
        served = Counter(self.columns[position].request.person for position in had)
        return had + [one for person, climbs in self._climbs_of.items() for one in climbs[: served[person]]]

    def value(self, chosen: Iterable[int]) -> tuple[int, ...]:
        """What is reached of each goal: greater tuples are better."""
        return tuple(int(one) for one in self.goals[:, self.ones(chosen)].sum(axis=1))

    @cached_property
    def _climbs_of(self) -> dict[str, list[int]]:
        """The variables of each person's climbs, the lowest first."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        for position, step in enumerate(self.climbs, start=len(self.columns)):
            found[step.person].append(position)
        return dict(found)


class Served(Model):
    """A part in which everybody is served, and only from what is left: less distance, less the lots of the choices."""

    @cached_property
    def least(self) -> npt.NDArray[np.float64]:
        """Exactly one choice of each request."""
        return np.where(np.arange(len(self.cliques)) < len(self.requests), 1.0, -np.inf)

    @cached_property
    def goals(self) -> Whole:
        """Less distance, less the lots of the choices."""
        return super().goals[[-3, -1]]


def _rows(groups: Iterable[Iterable[int]], width: int) -> Any:
    known = [tuple(group) for group in groups]
    positions = np.fromiter((one for group in known for one in group), dtype=np.int64)
    ends = np.cumsum([0, *map(len, known)])
    return csr_array((np.ones(len(positions)), positions, ends), shape=(len(known), width))
