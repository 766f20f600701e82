"""Who is told of a booking's moves: always the side that did not make them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from backend.services import resources
from backend.services.moves import Move
from backend.services.telling import tell
from models.booking import Booking
from models.lifecycle import Action, Role, State
from models.notice import NoticeKind
from models.person import Person
from models.resource import Resource

_KINDS: Mapping[Action, NoticeKind] = {
    Action.CONFIRM: NoticeKind.BOOKING_CONFIRMED,
    Action.DECLINE: NoticeKind.BOOKING_DECLINED,
    Action.PROPOSE: NoticeKind.BOOKING_PROPOSED,
    Action.ACCEPT_TIME: NoticeKind.BOOKING_CONFIRMED,
    Action.WITHDRAW: NoticeKind.BOOKING_WITHDRAWN,
    Action.EXPIRE: NoticeKind.BOOKING_EXPIRED,
    Action.HAND_OVER: NoticeKind.HANDED_OVER,
    Action.RETURN: NoticeKind.RETURNED,
    Action.EXTEND: NoticeKind.EXTENSION_ASKED,
    Action.AGREE_EXTENSION: NoticeKind.EXTENSION_AGREED,
    Action.CANCEL: NoticeKind.BOOKING_CANCELLED,
    Action.NO_SHOW: NoticeKind.BOOKING_NO_SHOW,
    Action.CLOSE: NoticeKind.CLOSED,
}


async def tell_request(booking: Booking, resource: Resource, *, own: bool, now: datetime) -> None:
    """Ask the owner, or tell them of an instant booking; nobody is told of what they booked themselves."""
    if own:
        return
    asked = booking.state is State.REQUESTED
    kind = NoticeKind.BOOKING_REQUESTED if asked else NoticeKind.BOOKING_CONFIRMED
    for person in await resources.deciders(resource):
        tell(person, kind, now=now, booking_id=booking.id)


async def tell_move(move: Move, actor: Person | None) -> None:
    """Owe the notices that this move makes due; where time moved it on, to both sides."""
    kind = _KINDS[move.act.action]
    if kind is NoticeKind.RETURNED and move.booking.state is State.CLOSED:
        kind = NoticeKind.CLOSED
    told = await sides(move.booking) if actor is None else await others(move.booking, move.role, actor)
    for person in told:
        tell(person, kind, now=move.now, booking_id=move.booking.id)


async def sides(booking: Booking) -> list[Person]:
    """The borrower and whoever lends, one person once; nobody where an owner keeps a thing for themselves."""
    if booking.resource.owner_id == booking.borrower_id:
        return []
    people = [booking.borrower, *await resources.deciders(booking.resource)]
    return list({person.id: person for person in people}.values())


async def others(booking: Booking, role: Role, actor: Person) -> list[Person]:
    """The side that faces one who acts in this role, never they themselves."""
    lends = role is not Role.BORROWER
    facing = [person for person in await sides(booking) if (person.id == booking.borrower_id) is lends]
    return [person for person in facing if person.id != actor.id]
