"""One part of a round as whole numbers: rows of which one at most can be had, and goals in their order."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array  # type: ignore[import-untyped]  # ships no types

from matching.rounds import Request
from matching.rounds_cliques import Clique, cliques
from matching.rounds_parts import Column

Whole: TypeAlias = npt.NDArray[np.int64]

MANY = 4
"""Whoever had so much or more is no longer told apart: it is the worst off whom fairness is about."""


@dataclass(frozen=True, slots=True)
class Step:
    """What takes a person from having had `had` to having had one more."""

    person: str
    had: int


def had_before(requests: Iterable[Request]) -> Counter[str]:
    """What each person had; if their requests don't agree, the most counts."""
    had = Counter[str]()
    for request in requests:
        had[request.person] = max(request.had, had[request.person])
    return had


def steps(requests: Iterable[Request], had: Mapping[str, int]) -> list[Step]:
    """For each person as many as they have requests, one person after the other, rising up to `MANY`."""
    asked = Counter(request.person for request in requests)
    return [Step(one, min(had[one] + more, MANY)) for one, count in asked.items() for more in range(count)]


class Model:
    """The columns of one part, and what is reckoned from them once.

    The variables are the columns, then the climbs: the steps of those who have several requests here, each of whom
    climbs as many as are served. Whoever has one request climbs with its columns.
    """

    def __init__(self, part: list[Column], had: Mapping[str, int], seed: str) -> None:
        self.columns = part
        self.seed = seed
        self.had = had
        self.requests = {column.request.id: column.request for column in part}
        self.steps = steps(self.requests.values(), had)
        asked = Counter(request.person for request in self.requests.values())
        self.climbs = [step for step in self.steps if asked[step.person] > 1]
        self.width = len(part) + len(self.climbs)

    @cached_property
    def cliques(self) -> list[Clique]:
        """The columns of each request, then those that exclude each other on a unit."""
        return cliques(self.columns)

    @cached_property
    def exclusions(self) -> Any:
        """A sparse row for each clique, the requests first."""
        return rows(self.cliques, self.width)

    @cached_property
    def climbed(self) -> Any:
        """A sparse row for each person with several requests: served less climbed, which is nothing."""
        served = defaultdict[str, list[int]](list)
        for position, column in enumerate(self.columns):
            served[column.request.person].append(position)
        persons = self._climbs_of.items()
        return rows((served[person] for person, _ in persons), self.width) - rows(
            (climbs for _, climbs in persons), self.width
        )

    @cached_property
    def had_at(self) -> Whole:
        """The level from which each variable takes somebody; -1 for the columns of whoever climbs apart from them."""
        of = {step.person: step.had for step in reversed(self.steps)} | dict.fromkeys(self._climbs_of, -1)
        return np.array([of[column.request.person] for column in self.columns] + [step.had for step in self.climbs])

    @cached_property
    def goals(self) -> Whole:
        """One row for each goal, the first one first, all to be made as great as possible.

        Served, each level but the last (which follows from the others), less distance.
        """
        levels = sorted({step.had for step in self.steps})[:-1]
        found = np.zeros((len(levels) + 2, self.width), dtype=np.int64)
        found[0, : len(self.columns)] = 1
        found[1:-1] = self.had_at == np.array(levels, dtype=np.int64)[:, np.newaxis]
        found[-1, : len(self.columns)] = [-column.choice.distance_m for column in self.columns]
        return found

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
    """A part in which everybody is to be served, whatever they had."""

    def __init__(self, part: list[Column], seed: str) -> None:
        super().__init__(part, had_before(column.request for column in part), seed)


def rows(groups: Iterable[Iterable[int]], width: int) -> Any:
    """A sparse matrix with a row of ones for each group of positions."""
    known = [tuple(group) for group in groups]
    positions = np.fromiter((one for group in known for one in group), dtype=np.int64)
    ends = np.cumsum([0, *map(len, known)])
    return csr_array((np.ones(len(positions)), positions, ends), shape=(len(known), width))
