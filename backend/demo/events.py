"""What happened in the demo town, each event as one call of a service at its own moment."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from backend.demo.geography import SPOTS, ZONE
from backend.demo.loans import Loan
from backend.demo.moves import Step
from backend.demo.people import Neighbour
from backend.demo.things import Lot
from backend.services import bookings, due, groups, homes, messages, needs, people, places, resources
from backend.services.moves import Act
from matching.geo import Point
from models.booking import Booking
from models.errors import Refused
from models.group import Group
from models.lifecycle import Action
from models.person import Person, Provider
from models.place import Place
from models.resource import Condition, Resource


@dataclass
class Scene:
    """What there is so far, by the names that the plan has for it."""

    people: dict[int, Person] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    resources: dict[str, Resource] = field(default_factory=dict)
    bookings: dict[Loan, Booking] = field(default_factory=dict)
    refused: list[tuple[str, Refused]] = field(default_factory=list)


class Event(Protocol):
    """Something that happens at a moment."""

    @property
    def at(self) -> datetime:
        """When."""

    async def happen(self, scene: Scene) -> None:
        """Do it."""


@dataclass(frozen=True, slots=True)
class Register:
    at: datetime
    who: Neighbour

    async def happen(self, scene: Scene) -> None:
        newcomer = people.Newcomer(Provider.TELEGRAM, str(self.who.telegram_id), self.who.name, self.who.language, ZONE)
        scene.people[self.who.telegram_id] = await people.register(newcomer, now=self.at)


@dataclass(frozen=True, slots=True)
class Found:
    """A group is founded, names its areas and makes an invitation."""

    at: datetime
    by: int
    founding: groups.Founding
    areas: dict[str, Point]

    async def happen(self, scene: Scene) -> None:
        founder, slug = scene.people[self.by], self.founding.slug
        group = scene.groups[slug] = await groups.found(founder, self.founding, now=self.at)
        for name, point in self.areas.items():
            await groups.name_area(founder, group.id, name, point, now=self.at)
        scene.codes[slug] = await groups.invite(founder, group.id, uses=500, days=365, now=self.at)


@dataclass(frozen=True, slots=True)
class Join:
    """Somebody joins a group, and says where they live if they have not yet."""

    at: datetime
    who: Neighbour
    slug: str

    async def happen(self, scene: Scene) -> None:
        person = scene.people[self.who.telegram_id]
        group = await groups.join(person, scene.codes[self.slug], now=self.at)
        if await homes.of(person) is None:
            await homes.settle(person, group, self.who.door, now=self.at)
            scene.people[self.who.telegram_id] = await people.get(person.id)


@dataclass(frozen=True, slots=True)
class Open:
    """A public place opens."""

    at: datetime
    by: int
    name: str
    slug: str

    async def happen(self, scene: Scene) -> None:
        spot = SPOTS[self.name]
        opened = places.Opened(
            scene.groups[self.slug].id, spot.kind, spot.name, spot.point, spot.address, opening=spot.opening
        )
        scene.places[self.name] = await places.add(scene.people[self.by], opened, now=self.at)


@dataclass(frozen=True, slots=True)
class Offer:
    """Something is offered to all groups of its owner, or by the steward for the group that owns it."""

    at: datetime
    lot: Lot
    slug: str

    async def happen(self, scene: Scene) -> None:
        lot, place = self.lot, scene.places.get(self.lot.where)
        thing = resources.Thing(
            title=lot.title,
            category_id=lot.category,
            description=lot.description,
            condition=Condition(lot.condition),
            value_minor=None if lot.value is None else lot.value * 100,
            units=lot.units,
            place_id=None if place is None else place.id,
            owner_group_id=scene.groups[self.slug].id if lot.common else None,
            instant=lot.lent_on.instant,
            rules=dict(lot.lent_on.rules),
            opening=None if lot.lent_on.opening is None else dict(lot.lent_on.opening),
        )
        scene.resources[lot.title] = await resources.offer(scene.people[lot.owner], thing, now=self.at)


@dataclass(frozen=True, slots=True)
class Ask:
    """Somebody asks for something; where the terms refuse, this loan never was."""

    at: datetime
    loan: Loan
    note: str

    async def happen(self, scene: Scene) -> None:
        loan = self.loan
        resource = scene.resources[loan.lot.title]
        wanted = bookings.Wanted(resource.id, loan.when.start, loan.when.end, note=self.note)
        try:
            booking = await bookings.request(scene.people[loan.borrower.telegram_id], wanted, now=self.at)
        except Refused as refused:
            scene.refused.append((loan.lot.title, refused))
        else:
            scene.bookings[loan] = booking


@dataclass(frozen=True, slots=True)
class Moved:
    """One side of a loan takes a step."""

    at: datetime
    loan: Loan
    step: Step
    reason: str

    async def happen(self, scene: Scene) -> None:
        booking = scene.bookings.get(self.loan)
        if booking is None:
            return
        act, later = Act(self.step.action, reason=self.reason), self.step.later
        if later:
            start = None if self.step.action is Action.EXTEND else self.loan.when.start + later
            act = Act(self.step.action, starts_at=start, ends_at=self.loan.when.end + later)
        actor = self.loan.lot.owner if self.step.lends else self.loan.borrower.telegram_id
        await bookings.act(scene.people[actor], booking.id, act, now=self.at)


@dataclass(frozen=True, slots=True)
class Say:
    """One side of a loan writes to the other."""

    at: datetime
    loan: Loan
    lends: bool
    text: str

    async def happen(self, scene: Scene) -> None:
        booking = scene.bookings.get(self.loan)
        if booking is not None:
            actor = self.loan.lot.owner if self.lends else self.loan.borrower.telegram_id
            await messages.send(scene.people[actor], booking.id, self.text, now=self.at)


@dataclass(frozen=True, slots=True)
class Need:
    """Somebody says what they look for."""

    at: datetime
    who: Neighbour
    wish: needs.Wish

    async def happen(self, scene: Scene) -> None:
        await needs.state(scene.people[self.who.telegram_id], self.wish, now=self.at)


@dataclass(frozen=True, slots=True)
class Tick:
    """What time does."""

    at: datetime

    async def happen(self, scene: Scene) -> None:  # noqa: ARG002 - every event takes the scene
        while await due.advance_bookings(now=self.at):
            pass


@dataclass(frozen=True, slots=True)
class Connect:
    """A group's chat on Telegram hears of what is new from now on."""

    at: datetime
    by: int
    slug: str
    chat_id: int

    async def happen(self, scene: Scene) -> None:
        group = scene.groups[self.slug]
        scene.groups[self.slug] = await groups.connect_chat(scene.people[self.by], group.id, self.chat_id, now=self.at)
