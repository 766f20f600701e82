"""The allocation of a round: most served, then the worst off first, then least distance, then the draw."""

from collections import Counter, defaultdict
from collections.abc import Mapping

from matching.rounds import Allocation, Choice, Level, Obstacle, Request, Round
from matching.rounds_exact import Solved, solve
from matching.rounds_greedy import greedy
from matching.rounds_model import Model, steps
from matching.rounds_parts import columns, split


def allocate(asked: Round) -> Allocation:
    """The best allocation of the round; the same for the same requests in any order, on every run.

    Allocations are compared by, in this order:

    1. how many requests are served;
    2. fairness, leximin: what each person has had, this round included and counted up to `rounds_model.MANY`, as a
       sorted list; the greater list wins, so that the worst off come first (Sen, Collective Choice and Social Welfare,
       1970; Moulin, Fair Division and Collective Welfare, 2003);
    3. the total distance, less is better;
    4. the draw: the least sum of `draw.lot(seed, id)` over the requests that are served; then, for these requests, the
       least sum of `draw.lot(seed, id, unit, start)` over what they are given.

    Parts that share no unit, time or person are solved one by one: every goal is a sum over them. What could not be
    proven within the nodes is the best that was found, and says so.
    """
    given, parts = _solved(asked)
    return Allocation(
        given=dict(sorted(given.items())),
        served=len(given),
        bound=sum(part.bound for part in parts),
        proven=all(part.proven for part in parts),
        method="milp" if all(part.by_solver for part in parts) else "greedy",
        levels=levels(asked.requests, given),
        distance_m=sum(choice.distance_m for choice in given.values()),
    )


def _solved(asked: Round) -> tuple[dict[str, Choice], list[Solved]]:
    given: dict[str, Choice] = {}
    parts: list[Solved] = []
    whole = columns(asked.requests)
    for positions in split(whole):
        part = [whole[one] for one in positions]
        model = Model(part, asked.seed)
        parts.append(solve(model, greedy(model), asked.nodes))
        given.update((part[one].request.id, part[one].choice) for one in parts[-1].chosen)
    return given, parts


def verify(asked: Round, found: Allocation) -> bool:
    """Whether allocating again gives this very result."""
    return allocate(asked) == found


def levels(requests: tuple[Request, ...], given: Mapping[str, Choice]) -> tuple[Level, ...]:
    """For each level at which somebody asked, how many steps up from it were asked for and given.

    A person who had one and is given two climbs from 1 and from 2. Of two allocations that serve equally many, the
    fairer one has the greater `given` at the first level where they differ: that is leximin over what all have had.
    """
    asked_at = Counter(step.had for step in steps(requests))
    given_at = Counter(step.had for step in steps(request for request in requests if request.id in given))
    return tuple(Level(had, asked_at[had], given_at[had]) for had in sorted(asked_at))


def obstacles(asked: Round, found: Allocation, request_id: str) -> tuple[Obstacle, ...]:
    """For each choice of a request, nearest first, who was served from it instead; empty where nothing was in reach."""
    by_unit: defaultdict[str, list[tuple[str, Choice]]] = defaultdict(list)
    for other, choice in found.given.items():
        if other != request_id:
            by_unit[choice.unit].append((other, choice))
    request = next(request for request in asked.requests if request.id == request_id)
    return tuple(
        Obstacle(choice, tuple(other for other, its in by_unit[choice.unit] if its.period.overlaps(choice.period)))
        for choice in sorted(set(request.choices))
    )
