"""What a round was decided from and how, kept so that anyone can compute it again; people stand there as pseudonyms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from backend.services import rounds
from matching.allocation import levels
from matching.draw import draw_rank, lot
from matching.intervals import Period
from matching.rounds import Allocation, Choice, Request
from matching.rounds import Round as Asked
from models.errors import Conflict
from models.fields import moment
from models.person import Person
from models.round import RequestState, Round, RoundRecord, RoundRequest


@dataclass(frozen=True, slots=True)
class Ranked:
    """One request in the draw: its lot (0 to 1023, less is luckier), its rank, and whether it is the reader's own."""

    request: Request
    lot: int
    rank: int
    state: RequestState
    own: bool


@dataclass(frozen=True, slots=True)
class Result:
    """How a round was decided. asked: what `matching.allocation.allocate` was given; found: what it gave.

    resources: the resource that each unit belongs to. state in `ranked` says what became of it afterwards.
    """

    round: Round
    asked: Asked
    found: Allocation
    resources: Mapping[str, UUID]
    ranked: tuple[Ranked, ...]

    @property
    def served(self) -> int:
        """How many have a booking of it."""
        return sum(1 for one in self.ranked if one.state is RequestState.GIVEN)


async def result(actor: Person, round_id: UUID) -> Result:
    """How a round of one of the person's groups was decided; refused while it is not."""
    found = await rounds.get(actor, round_id)
    record = await RoundRecord.get_or_none(round_id=found.id)
    if record is None:
        raise Conflict(why="round_undecided")
    rows = {str(row.id): row for row in await RoundRequest.filter(round_id=found.id)}
    asked = read_asked(record.asked, found.seed)
    ranked = [_ranked(one, rows[one.id], found.seed, actor) for one in asked.requests]
    return Result(
        found,
        asked,
        read_given(record.given, asked),
        {unit: UUID(resource) for unit, resource in record.asked["resources"].items()},
        tuple(sorted(ranked, key=lambda one: (one.lot, one.rank))),
    )


def _ranked(request: Request, row: RoundRequest, seed: str, actor: Person) -> Ranked:
    own = row.person_id == actor.id
    return Ranked(request, lot(seed, request.id), draw_rank(seed, request.id), row.state, own)


def written(asked: Asked, resources: Mapping[str, UUID]) -> dict[str, Any]:
    """What the allocation was made from, as it is kept; the seed stands in the round."""
    return {
        "nodes": asked.nodes,
        "resources": {unit: str(resource_id) for unit, resource_id in resources.items()},
        "requests": [
            {
                "id": one.id,
                "person": one.person,
                "had": one.had,
                "choices": [_choice(choice) for choice in one.choices],
            }
            for one in asked.requests
        ],
    }


def written_given(found: Allocation) -> dict[str, Any]:
    """What came of it, as it is kept."""
    return {
        "given": {request_id: _choice(choice) for request_id, choice in found.given.items()},
        "bound": found.bound,
        "proven": found.proven,
        "method": found.method,
        "distance_m": found.distance_m,
    }


def read_asked(kept: Mapping[str, Any], seed: str) -> Asked:
    """The round as it was put to the allocation."""
    requests = tuple(
        Request(one["id"], one["person"], tuple(_read(choice) for choice in one["choices"]), one["had"])
        for one in kept["requests"]
    )
    return Asked(requests, seed, kept["nodes"])


def read_given(kept: Mapping[str, Any], asked: Asked) -> Allocation:
    """The allocation as it was found."""
    given = {request_id: _read(choice) for request_id, choice in sorted(kept["given"].items())}
    return Allocation(
        given=given,
        served=len(given),
        bound=kept["bound"],
        proven=kept["proven"],
        method=kept["method"],
        levels=levels(asked.requests, given),
        distance_m=kept["distance_m"],
    )


def _choice(choice: Choice) -> list[Any]:
    return [choice.unit, choice.period.start.isoformat(), choice.period.end.isoformat(), choice.distance_m]


def _read(kept: list[Any]) -> Choice:
    unit, start, end, distance_m = kept
    return Choice(distance_m, Period(moment(start), moment(end)), unit)
