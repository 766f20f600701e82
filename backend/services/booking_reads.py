"""Bookings as the two sides read them: one, lists, the messages, and where exactly to meet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from backend.services import groups, homes, resources
from backend.services.bookings import as_side
from backend.services.people import require_active
from backend.services.timetable import NO_SHOW_GRACE
from models.booking import Booking, Message
from models.errors import NotFound
from models.group import Group
from models.lifecycle import OPEN, Action, Role, actions
from models.person import Person
from models.resource import Resource


@dataclass(frozen=True, slots=True)
class Meeting:
    """Where a thing is handed over: degrees, and the address where one was given."""

    lat: float
    lon: float
    address: str


@dataclass(frozen=True, slots=True)
class Listing:
    """Which of a person's bookings: in what capacity, only those under way, after which one (newest first)."""

    role: Role | None = None
    only_open: bool = False
    before: UUID | None = None
    limit: int = 20


@dataclass(frozen=True, slots=True)
class Seen:
    """A booking through the eyes of one side: their capacity in it, and what the other side is called.

    other_id: who that is; None where it is a group, or they themselves.
    """

    booking: Booking
    role: Role
    other: str
    other_id: UUID | None = None

    @property
    def lends(self) -> bool:
        return self.role is not Role.BORROWER


async def seen(actor: Person, booking_id: UUID) -> Seen:
    """A booking as this side sees it."""
    booking, role = await as_side(actor, booking_id)
    if role is Role.BORROWER:
        return Seen(booking, role, await _lender(booking.resource), booking.resource.owner_id)
    return Seen(booking, role, booking.borrower.name, None if booking.borrower_id == actor.id else booking.borrower_id)


def possible(booking: Booking, role: Role, *, now: datetime) -> tuple[Action, ...]:
    """What this side can sensibly do now: what the table allows, without what would be refused or said twice."""
    return tuple(action for action in actions(booking.state, role) if _makes_sense(booking, role, action, now))


def _makes_sense(booking: Booking, role: Role, action: Action, now: datetime) -> bool:
    proposed = booking.proposed_ends_at is not None
    handed = booking.borrower_handed_at if role is Role.BORROWER else booking.owner_handed_at
    match action:
        case Action.ACCEPT_TIME | Action.AGREE_EXTENSION:
            return proposed
        case Action.CONFIRM | Action.EXTEND:
            return not proposed
        case Action.HAND_OVER:
            return handed is None and now < booking.ends_at
        case Action.NO_SHOW:
            return now >= booking.starts_at + NO_SHOW_GRACE
        case _:
            return True


async def _lender(resource: Resource) -> str:
    if resource.owner_id is not None:
        return (await Person.get(id=resource.owner_id)).name
    return (await Group.get(id=resource.owner_group_id)).name


async def get(actor: Person, booking_id: UUID) -> tuple[Booking, Role]:
    """A booking and the capacity in which this person meets it."""
    return await as_side(actor, booking_id)


async def bookings_of(actor: Person, listing: Listing) -> list[Booking]:
    """The person's bookings on either side, the newest first (ids rise with time)."""
    sides = {Role.BORROWER: Q(borrower_id=actor.id), Role.OWNER: await _lends(actor)}
    wanted = Q(*sides.values(), join_type="OR") if listing.role is None else sides[listing.role]
    return await _listed(Booking.filter(wanted), listing)


async def bookings_on(actor: Person, resource_id: UUID, listing: Listing) -> list[Booking]:
    """A thing's bookings, for those who decide on it, the newest first."""
    resource = await resources.owned(actor, resource_id)
    return await _listed(Booking.filter(resource_id=resource.id), listing)


async def with_roles(actor: Person, found: Sequence[Booking]) -> list[tuple[Booking, Role]]:
    """Bookings of this person, each with the capacity in which they meet it; as `get` says it for one."""
    commons = any(booking.resource.owner_group_id is not None for booking in found)
    stewarded = frozenset(await _stewarded(actor)) if commons else frozenset()
    return [(booking, _role(actor, booking.resource, stewarded)) for booking in found]


def _role(actor: Person, resource: Resource, stewarded: frozenset[UUID]) -> Role:
    if resource.owner_id == actor.id:
        return Role.OWNER
    return Role.STEWARD if resource.owner_group_id in stewarded else Role.BORROWER


async def _listed(found: QuerySet[Booking], listing: Listing) -> list[Booking]:
    if listing.only_open:
        found = found.filter(state__in=sorted(OPEN))
    if listing.before is not None:
        found = found.filter(id__lt=listing.before)
    return await found.select_related("resource__place", "borrower").order_by("-id").limit(listing.limit)


async def meeting(actor: Person, booking_id: UUID, *, now: datetime) -> Meeting:
    """Where exactly to meet: for the two sides, once it is confirmed; the look is recorded."""
    require_active(actor)
    booking, _role = await as_side(actor, booking_id)
    if not booking.shows_address(now):
        raise NotFound(what="meeting")
    place = booking.resource.place
    if place.lat is not None and place.lon is not None:
        return Meeting(place.lat, place.lon, place.address or place.name)
    point = await homes.look_up(actor, place, now=now)
    if point is None:
        raise NotFound(what="meeting")
    return Meeting(point.lat, point.lon, point.address)


async def messages(actor: Person, booking_id: UUID, *, after: UUID | None = None, limit: int = 50) -> list[Message]:
    """What the two sides wrote to each other, the oldest first."""
    booking, _role = await as_side(actor, booking_id)
    found = Message.filter(booking_id=booking.id)
    if after is not None:
        found = found.filter(id__gt=after)
    return await found.select_related("sender").order_by("id").limit(limit)


async def _lends(actor: Person) -> Q:
    stewarded = await _stewarded(actor)
    own = Q(resource__owner_id=actor.id)
    return own | Q(resource__owner_group_id__in=stewarded) if stewarded else own


async def _stewarded(actor: Person) -> list[UUID]:
    return [group.id for group in await groups.stewarded_by(actor)]
