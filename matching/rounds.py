"""What is asked of a round and what it gives: requests for scarce things, collected and then allocated together."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from matching.intervals import Period
from matching.invalid import InvalidValue

NODES = 100
"""Branch-and-bound nodes for one question about one part: rounds that were measured seldom came to need more."""


@dataclass(frozen=True, slots=True, order=True)
class Choice:
    """One way to serve a request: this unit, for this period, so far away.

    unit: one piece of one thing, by a name that no other piece has.
    period: what the unit is taken for; where it has buffers, the larger of the two belongs to its end.
    distance_m: whole metres, so that sums are exact.
    """

    distance_m: int
    period: Period
    unit: str


@dataclass(frozen=True, slots=True)
class Request:
    """One need of one person; it is served by exactly one of its choices, or not at all.

    had: how much that person had in the time that the group looks back on.
    """

    id: str
    person: str
    choices: tuple[Choice, ...]
    had: int = 0


@dataclass(frozen=True, slots=True)
class Round:
    """All that was asked up to the cut-off. seed: what the draw is made from, published before or with the result.

    nodes: the work that may go into each step, counted in branch-and-bound nodes and never by the clock,
    so that every machine gives the same answer.
    """

    requests: tuple[Request, ...]
    seed: str
    nodes: int = NODES

    def __post_init__(self) -> None:
        if len({request.id for request in self.requests}) != len(self.requests):
            raise InvalidValue("/requests", "not_unique")


@dataclass(frozen=True, slots=True)
class Level:
    """Those steps of a round that lead from having had `had` to having had one more: how many were asked and given."""

    had: int
    asked: int
    given: int


@dataclass(frozen=True, slots=True)
class Allocation:
    """Who gets what, and how good that is.

    given: the choice of each request that is served. bound: no allocation serves more.
    proven: nothing is better by the order that `matching.allocation.allocate` keeps.
    method: "milp" where the solver was asked about every part, "greedy" where some part was left to the heuristic.
    levels: fairness, the worst off first. distance_m: the total.
    """

    given: Mapping[str, Choice]
    served: int
    bound: int
    proven: bool
    method: Literal["milp", "greedy"]
    levels: tuple[Level, ...] = ()
    distance_m: int = 0


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why a choice was not given: the requests that were served from the same unit at the same time."""

    choice: Choice
    taken_by: tuple[str, ...] = ()
