"""How a round was decided: all that the allocation was made from, so that anyone can compute it again."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from backend.api.outputs import Output
from backend.api.routing import Answer, Asked
from backend.services import round_records
from backend.services.round_records import Ranked, Result
from matching.rounds import Choice
from models.round import RequestState


class ChoiceOut(Output):
    """One way to serve a request."""

    unit: str
    """A piece of a thing, by a name that no other piece has."""
    resource_id: UUID
    start: datetime
    end: datetime
    """Until when the unit is taken, with the gap that the thing needs after it."""
    distance_m: int
    """The lower bound of the band that the distance lies in, which is all that was reckoned with."""


class RankedOut(Output):
    """A request in the draw, under a pseudonym."""

    id: UUID
    person: UUID
    """Stands for one person, in this round alone: the id of their first request."""
    own: bool
    """Whether it is the caller's."""
    had: int
    """How much that person had in the weeks that count."""
    lot: int
    """From 0 to 1023: the first ten bits of the rank; less is luckier."""
    draw_rank: str
    """BLAKE2b of the seed and the id, joined by a zero byte: 8 bytes, as a decimal number."""
    choices: list[ChoiceOut]
    given: ChoiceOut | None
    """What the allocation gave."""
    state: RequestState
    """What became of it."""


class LevelOut(Output):
    """Those steps that lead from having had so much to having had one more."""

    had: int
    asked: int
    given: int


class ResultOut(Output):
    """A round's result: most requests served, then the worst off first, then the least distance, then the draw."""

    round_id: UUID
    seed: str
    seed_hash: str
    nodes: int
    """The work that went into each step at most, in branch-and-bound nodes."""
    method: Literal["milp", "greedy"]
    proven: bool
    """Whether nothing better is possible."""
    bound: int
    """No allocation serves more."""
    asked: int
    given: int
    served: int
    """How many have a booking of it; fewer than `given` where somebody was overtaken in that moment."""
    distance_m: int
    levels: list[LevelOut]
    requests: list[RankedOut]
    """In the order of the draw."""


async def get_round_result(asked: Asked[Any, Any]) -> Answer:
    """How a round was decided, with everything that it takes to compute it again."""
    return Answer(present(await round_records.result(asked.person, asked.id)))


def present(result: Result) -> ResultOut:
    found = result.found
    return ResultOut(
        round_id=result.round.id,
        seed=result.asked.seed,
        seed_hash=result.round.seed_hash,
        nodes=result.asked.nodes,
        method=found.method,
        proven=found.proven,
        bound=found.bound,
        asked=len(result.ranked),
        given=found.served,
        served=result.served,
        distance_m=found.distance_m,
        levels=[LevelOut(had=one.had, asked=one.asked, given=one.given) for one in found.levels],
        requests=[_request(result, one) for one in result.ranked],
    )


def _request(result: Result, one: Ranked) -> RankedOut:
    given = result.found.given.get(one.request.id)
    return RankedOut(
        id=UUID(one.request.id),
        person=UUID(one.request.person),
        own=one.own,
        had=one.request.had,
        lot=one.lot,
        draw_rank=str(one.rank),
        choices=[_choice(result, choice) for choice in one.request.choices],
        given=_choice(result, given) if given else None,
        state=one.state,
    )


def _choice(result: Result, choice: Choice) -> ChoiceOut:
    return ChoiceOut(
        unit=choice.unit,
        resource_id=result.resources[choice.unit],
        start=choice.period.start,
        end=choice.period.end,
        distance_m=choice.distance_m,
    )
