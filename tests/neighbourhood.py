"""Lenders with a thing each and borrowers with a token each, put into a database before a program serves them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from aiohttp import ClientSession

from backend.clock import utc_now
from backend.services import catalogue, groups, homes, index, people, resources, sessions
from bot.sandbox import Person as Actor
from bot.sandbox import Sandbox
from matching.brute_force import BruteForce
from models.engine.connect import connect, disconnect
from models.group import Group
from models.person import Person, Provider

CENTRE = (50.4316, -3.6839)
DRILL = "tool.drilling.hammer-drill"
FOUNDER = 1


@dataclass(frozen=True, slots=True)
class Lender:
    """Somebody who owns one thing."""

    number: int
    person_id: UUID
    title: str
    resource_id: UUID

    def enters(self, sandbox: Sandbox) -> Actor:
        """Their chat in the sandbox; they have talked with the bot before."""
        return talking(sandbox, self.number, f"Lender {self.number}")


@dataclass(frozen=True, slots=True)
class Asked:
    """What became of a request for a thing."""

    status: int
    booking_id: str


@dataclass(frozen=True, slots=True)
class Borrower:
    """Somebody with an access token."""

    number: int
    person_id: UUID
    token: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    async def asks(self, client: ClientSession, wish: dict[str, str]) -> Asked:
        """One request for a thing, with a key of its own."""
        headers = {**self.headers, "Idempotency-Key": str(uuid4())}
        async with client.post("/v1/bookings", json=wish, headers=headers) as answer:
            content = await answer.json(content_type=None)
            return Asked(answer.status, content.get("id", ""))


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """Who lives there, and when it was made."""

    lenders: tuple[Lender, ...]
    borrowers: tuple[Borrower, ...]
    now: datetime

    def slot(self, number: int = 0) -> dict[str, str]:
        """The so-many-th hour, from noon three days from now."""
        start = self.now.replace(hour=12, minute=0, second=0, microsecond=0) + timedelta(days=3, hours=number)
        return {"starts_at": start.isoformat(), "ends_at": (start + timedelta(hours=1)).isoformat()}

    def wish(self, lender: Lender, number: int = 0) -> dict[str, str]:
        """The body of a request for the lender's thing."""
        return {"resource_id": str(lender.resource_id), **self.slot(number)}


async def settled_neighbourhood(url: str, *, lenders: int, borrowers: int) -> Neighbourhood:
    """Make the neighbourhood in this migrated database and let go of it."""
    now = utc_now()
    await connect(url)
    try:
        await catalogue.sync_categories()
        index.use(index.Index(BruteForce(lambda _asked, _words: 0.0), b"tests"))
        founder = await _neighbour(FOUNDER, now)
        founding = groups.Founding("Totnes", "totnes", CENTRE, reach_m=15_000, time_zone="Europe/London", language="en")
        group = await groups.found(founder, founding, now=now)
        code = await groups.invite(founder, group.id, uses=500, days=30, now=now)
        owning = [await _lender(1_001 + n, group, code, now) for n in range(lenders)]
        asking = [await _borrower(2_001 + n, group, code, now) for n in range(borrowers)]
    finally:
        await disconnect()
    return Neighbourhood(tuple(owning), tuple(asking), now)


def talking(sandbox: Sandbox, number: int, name: str) -> Actor:
    """A person of the sandbox whom the bot may write to."""
    actor = sandbox.add_person(number, name)
    sandbox.world.chat(number).started = True
    return actor


async def _neighbour(number: int, now: datetime) -> Person:
    known_by = Provider.DEVICE if number == FOUNDER else Provider.TELEGRAM  # whom the bot cannot reach
    return await people.register(people.Newcomer(known_by, str(number), f"N{number}", "en"), now=now)


async def _member(number: int, group: Group, code: str, now: datetime) -> Person:
    person = await _neighbour(number, now)
    await groups.join(person, code, now=now)
    await homes.settle(person, group, (CENTRE[0] + number % 7 * 0.004, CENTRE[1]), now=now)
    return await people.get(person.id)


async def _lender(number: int, group: Group, code: str, now: datetime) -> Lender:
    person = await _member(number, group, code, now)
    title = f"Drill {number}"
    resource = await resources.offer(person, resources.Thing(title, DRILL), now=now)
    return Lender(number, person.id, title, resource.id)


async def _borrower(number: int, group: Group, code: str, now: datetime) -> Borrower:
    person = await _member(number, group, code, now)
    tokens = await sessions.issue_token(person, "tests", now=now)
    return Borrower(number, person.id, tokens.access_token)
