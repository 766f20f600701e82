"""The allocation of a round: most served, then the worst off first, then least distance, then the draw.

Allocations are compared by, in this order:

1. how many requests are served;
2. fairness, leximin: what each person has had, this round included and counted up to `rounds_model.MANY`, as a
   sorted list; the greater list wins, so that the worst off come first (Sen, Collective Choice and Social Welfare,
   1970; Moulin, Fair Division and Collective Welfare, 2003);
3. the total distance, less is better.

What these leave equal is settled by the seed. Requests and units are put into an order that is drawn, and nothing
after that looks at a name or at who came first, so that requests which are alike have equal chances. In the end
nobody is left out who could take the place of a served one with a higher `draw.draw_rank(seed, id)`, with all three
goals as they are (see `rounds_draw`). Beyond that, which of several equal allocations is found is the solver's way
through the drawn order: a function of the requests and the seed, with the same versions of scipy and numpy.

Pieces that share no unit and no request are solved one by one; where not all of a piece can be served, together
with those in which the same persons ask.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping

from matching.rounds import Allocation, Choice, Level, Obstacle, Request, Round
from matching.rounds_draw import drawn
from matching.rounds_exact import solve
from matching.rounds_model import had_before, steps
from matching.rounds_parts import columns


def allocate(asked: Round) -> Allocation:
    """The best allocation of the round; the same for the same requests in any order, on every run.

    What could not be proven within the nodes, or is too large for fairness to be proven (`rounds_exact.TOGETHER`), is
    the best that was found, and says so; `bound` tells whether more could be served.
    """
    had = had_before(asked.requests)
    whole = columns(asked.requests, asked.seed)
    found = solve(whole, had, asked.seed, asked.nodes)
    given = {one.request.id: one.choice for one in drawn(whole, found.chosen, had)}
    return Allocation(
        given=dict(sorted(given.items())),
        served=len(given),
        bound=found.bound,
        proven=found.proven,
        method="milp" if found.by_solver else "greedy",
        levels=levels(asked.requests, given),
        distance_m=sum(choice.distance_m for choice in given.values()),
    )


def verify(asked: Round, found: Allocation) -> bool:
    """Whether allocating again gives this very result."""
    return allocate(asked) == found


def levels(requests: tuple[Request, ...], given: Mapping[str, Choice]) -> tuple[Level, ...]:
    """For each level at which somebody asked, how many steps up from it were asked for and given.

    A person who had one and is given two climbs from 1 and from 2. Of two allocations that serve equally many, the
    fairer one has the greater `given` at the first level where they differ: that is leximin over what all have had.
    """
    had = had_before(requests)
    asked_at = Counter(step.had for step in steps(requests, had))
    given_at = Counter(step.had for step in steps((request for request in requests if request.id in given), had))
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
