"""A small town: Ada who owns a drill, Ben who needs one, Cleo who only watches, and their group in Totnes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from backend.services import bookings, catalogue, groups, homes, index, people, resources, waiting
from matching.brute_force import BruteForce
from matching.standing import StandingScan
from models.booking import Booking
from models.group import Group
from models.person import Person, Provider
from models.resource import Resource
from tests.conftest import Database

NOW = datetime(2026, 5, 11, 9, 0, tzinfo=UTC)  # a Monday
CENTRE = (50.4316, -3.6839)
DRILL = "tool.drilling.hammer-drill"


@dataclass
class Town:
    """People and things by name, and the clock of the test."""

    group: Group
    people: dict[str, Person]
    drill: Resource
    now: datetime = NOW
    extra: dict[str, object] = field(default_factory=dict)

    @property
    def ada(self) -> Person:
        return self.people["ada"]

    @property
    def ben(self) -> Person:
        return self.people["ben"]

    @property
    def cleo(self) -> Person:
        return self.people["cleo"]

    def at(self, days: float, hour: int = 9) -> datetime:
        """So many days after today, at that hour UTC."""
        return NOW.replace(hour=hour) + timedelta(days=days)

    async def asks(self, who: Person, start: datetime, end: datetime) -> Booking:
        """Somebody asks for the drill."""
        return await bookings.request(who, bookings.Wanted(self.drill.id, start, end), now=self.now)


async def newcomer(name: str, number: int, language: str = "en") -> Person:
    known_by = people.Newcomer(Provider.TELEGRAM, str(number), name, language)
    return await people.register(known_by, now=NOW)


@pytest.fixture
async def town(db: Database) -> Town:
    """Registered through the services, as the doors would do it; on both databases."""
    return await settled()


async def settled() -> Town:
    """The town, on the database that is connected."""
    await catalogue.sync_categories()
    names = ("ada", "ben", "cleo")
    known = {name: await newcomer(name.title(), 100 + number) for number, name in enumerate(names)}
    founding = groups.Founding(
        "Transition Totnes", "totnes", CENTRE, reach_m=15_000, time_zone="Europe/London", language="en"
    )
    group = await groups.found(known["ada"], founding, now=NOW)
    code = await groups.invite(known["ada"], group.id, uses=50, days=30, now=NOW)
    for number, person in enumerate(known.values()):
        await groups.join(person, code, now=NOW)
        await homes.settle(person, group, (CENTRE[0] + 0.01 * number, CENTRE[1]), now=NOW)
    known = {name: await people.get(person.id) for name, person in known.items()}
    drill = await resources.offer(known["ada"], resources.Thing("Bosch hammer drill", DRILL), now=NOW)
    current = index.Index(BruteForce(lambda asked, words: float(asked.lower() in words.lower())), b"test")
    await current.build()
    index.use(current)
    reading = waiting.Waiting(StandingScan(lambda asked, words: float(asked.lower() in words.lower())))
    await reading.build()
    waiting.use(reading)
    return Town(group, known, drill)


@pytest.fixture
async def drills(town: Town) -> Resource:
    """Two of a kind, to be booked at once."""
    return await resources.offer(town.ada, resources.Thing("Drills", DRILL, units=2, instant=True), now=NOW)
