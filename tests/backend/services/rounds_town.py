"""The town with a commons that many want, and short ways to open a round for it, to ask in it and to decide it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from backend.services import groups, homes, people, resources, round_deciding, round_requests, rounds
from backend.services.round_requests import Wish
from backend.services.rounds import Plan
from models.booking import Booking
from models.lifecycle import State
from models.person import Person
from models.resource import Resource, Unit
from models.round import RequestState, Round, RoundRequest
from tests.backend.services.conftest import CENTRE, DRILL, NOW, Town, newcomer

CUT_OFF = NOW + timedelta(days=2)
START = NOW.replace(hour=8) + timedelta(days=3)


@dataclass
class Rounds:
    """The town's marquee, which the group owns, and a round for it."""

    town: Town
    marquee: Resource

    async def opened(self, *things: Resource, **more: object) -> Round:
        """A round for these things, or for the marquee: bookings lie on the third day, from 8 to 12."""
        ids = tuple(thing.id for thing in things or (self.marquee,))
        known = {"cut_off_at": CUT_OFF, "starts_at": START, "ends_at": START + timedelta(hours=4), "resource_ids": ids}
        plan = Plan(self.town.group.id, "Midsummer", **(known | more))  # type: ignore[arg-type]
        return (await rounds.open_round(self.town.ada, plan, now=NOW)).round

    async def asks(self, who: Person, asked: Round, minutes: int = 240, **more: object) -> RoundRequest:
        """Somebody wants any of the things, anywhere in the window."""
        wish = Wish(START, START + timedelta(hours=4), minutes, **more)  # type: ignore[arg-type]
        return await round_requests.put(who, asked.id, wish, now=NOW)

    async def neighbour(self, number: int, north: float = 0.0) -> Person:
        """Another member, who lives so many degrees north of the centre."""
        person = await newcomer(f"Neighbour {number}", 5_000 + number)
        code = await groups.invite(self.town.ada, self.town.group.id, uses=1, days=1, now=NOW)
        await groups.join(person, code, now=NOW)
        await homes.settle(person, self.town.group, (CENTRE[0] + north, CENTRE[1]), now=NOW)
        return await people.get(person.id)

    async def had(self, who: Person, *, ended_at: datetime = NOW - timedelta(days=1)) -> None:
        """Somebody had the marquee, and brought it back."""
        unit = await Unit.filter(resource_id=self.marquee.id).first()
        assert unit is not None
        await Booking.create(
            unit_id=unit.id,
            resource_id=self.marquee.id,
            group_id=self.town.group.id,
            borrower=who,
            state=State.CLOSED,
            starts_at=ended_at - timedelta(hours=2),
            ends_at=ended_at,
            ended_at=ended_at,
            created_at=ended_at,
        )

    async def decided(self, now: datetime = CUT_OFF) -> int:
        """The clock looks."""
        return await round_deciding.advance(now=now)


async def rounds_in(town: Town) -> Rounds:
    thing = resources.Thing("Marquee", DRILL, owner_group_id=town.group.id)
    return Rounds(town, await resources.offer(town.ada, thing, now=NOW))


async def became(request: RoundRequest) -> RequestState:
    return (await RoundRequest.get(id=request.id)).state


async def bookings_of(resource_id: UUID) -> list[tuple[UUID, datetime, datetime]]:
    """Who has it when, in order."""
    rows = Booking.filter(resource_id=resource_id, state=State.CONFIRMED).order_by("starts_at", "id")
    return [(row.borrower_id, row.starts_at, row.ends_at) for row in await rows]
