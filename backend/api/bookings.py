"""Bookings: asking for a thing, reading what became of it, and where exactly to meet."""

from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from backend.api.inputs import Input, Moment, PageQuery, Paragraph
from backend.api.outputs import Output, Period, PersonBrief, person_brief
from backend.api.pages import Page
from backend.api.routing import Answer, Asked, Route, created
from backend.services import booking_reads, bookings
from backend.services.booking_reads import Listing
from backend.services.bookings import Wanted
from models.booking import Booking
from models.lifecycle import Action, Role, State, actions
from models.resource import Kind


class BookingIn(Input):
    """What is asked for, and from when to when."""

    resource_id: UUID
    starts_at: Moment
    ends_at: Moment
    """Not included: one booking may begin where another ends."""
    note: Annotated[Paragraph, Field(max_length=1000)] = ""
    """A word to whoever lends it."""
    need_id: UUID | None = None
    """The caller's need that it is for."""


class ThingsBookingQuery(PageQuery):
    """Which of a thing's bookings."""

    open: bool = False
    """Only those still under way."""


class BookingQuery(ThingsBookingQuery):
    """Which of the caller's bookings."""

    role: Literal[Role.BORROWER, Role.OWNER, Role.STEWARD] | None = None
    """Only those in which the caller is this; a steward's are among the owner's."""


class BookedResource(Output):
    """The thing that a booking is about."""

    id: UUID
    title: str
    kind: Kind


class BookingOut(Output):
    """A person's claim on a thing for a period, as one of its two sides sees it."""

    id: UUID
    resource: BookedResource
    borrower: PersonBrief
    role: Role
    """In which capacity the caller meets it."""
    state: State
    actions: list[str]
    """What the caller may do with it next: the last part of the path to post to."""
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    """The zone of the place, to show the times in."""
    proposed: Period | None
    """Another time, or a later end, that one side asked for."""
    overdue: bool
    shows_address: bool
    """Whether `meeting` tells where to meet."""
    note: str
    reason: str
    reply_by: datetime | None
    group_id: UUID
    need_id: UUID | None
    created_at: datetime
    ended_at: datetime | None
    version: int


class MeetingOut(Output):
    """Where exactly to meet; that it was looked at is written down."""

    lat: float
    lon: float
    address: str


async def list_bookings(asked: Asked[BookingQuery, Any]) -> Answer:
    """The caller's bookings on either side, the newest first."""
    role = Role.OWNER if asked.query.role is Role.STEWARD else asked.query.role
    return await _page(asked, await booking_reads.bookings_of(asked.person, _listing(asked, role)))


async def list_resource_bookings(asked: Asked[ThingsBookingQuery, Any]) -> Answer:
    """A thing's bookings, for those who decide on it, the newest first."""
    return await _page(asked, await booking_reads.bookings_on(asked.person, asked.id, _listing(asked)))


async def request_booking(asked: Asked[Any, BookingIn]) -> Answer:
    """Ask for a thing; it is held until the owner answers, or booked at once where that is allowed."""
    booking = await bookings.request(asked.person, Wanted(**asked.body.model_dump()), now=asked.now)
    return await created_booking(asked, booking.id)


async def get_booking(asked: Asked[Any, Any]) -> Answer:
    """A booking, for its two sides."""
    booking, role = await booking_reads.get(asked.person, asked.id)
    return Answer(present(booking, role, now=asked.now), version=booking.version)


async def get_meeting(asked: Asked[Any, Any]) -> Answer:
    """Where exactly to meet, once it is confirmed."""
    found = await booking_reads.meeting(asked.person, asked.id, now=asked.now)
    return Answer(MeetingOut(lat=found.lat, lon=found.lon, address=found.address))


async def created_booking(asked: Asked[Any, Any], booking_id: UUID) -> Answer:
    """201 with a booking that was just made."""
    booking, role = await booking_reads.get(asked.person, booking_id)
    content = present(booking, role, now=asked.now)
    return created(content, location=f"/v1/bookings/{booking.id}", version=booking.version)


def present(booking: Booking, role: Role, *, now: datetime) -> BookingOut:
    """A booking with its resource, place and borrower, which came with it."""
    resource = booking.resource
    return BookingOut(
        id=booking.id,
        resource=BookedResource(id=resource.id, title=resource.title, kind=resource.kind),
        borrower=person_brief(booking.borrower),
        role=role,
        state=booking.state,
        actions=[segment(action) for action in actions(booking.state, role) if _is_open(action, booking)],
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        time_zone=resource.place.time_zone,
        proposed=_proposed(booking),
        overdue=booking.is_overdue(now),
        shows_address=booking.shows_address(now),
        note=booking.note,
        reason=booking.reason,
        reply_by=booking.reply_by,
        group_id=booking.group_id,
        need_id=booking.need_id if role is Role.BORROWER else None,
        created_at=booking.created_at,
        ended_at=booking.ended_at,
        version=booking.version,
    )


def segment(action: Action) -> str:
    """An action as the last part of a path."""
    return action.value.replace("_", "-")


def _listing(asked: Asked[Any, Any], role: Role | None = None) -> Listing:
    after = asked.after(tuple[UUID])
    return Listing(role=role, only_open=asked.query.open, before=after[0] if after else None, limit=asked.limit + 1)


async def _page(asked: Asked[Any, Any], found: list[Booking]) -> Answer:
    rows = await booking_reads.with_roles(asked.person, found)
    return asked.page(rows, position=lambda row: (row[0].id,), present=lambda row: present(*row, now=asked.now))


def _is_open(action: Action, booking: Booking) -> bool:
    """An answer to another time is possible only where one was offered."""
    return action not in {Action.ACCEPT_TIME, Action.AGREE_EXTENSION} or booking.proposed_ends_at is not None


def _proposed(booking: Booking) -> Period | None:
    if booking.proposed_starts_at is None or booking.proposed_ends_at is None:
        return None
    return Period(start=booking.proposed_starts_at, end=booking.proposed_ends_at)


_MADE = HTTPStatus.CREATED
BOOKING = "/v1/bookings/{id}"

ROUTES = [
    Route("GET", "/v1/bookings", list_bookings, query=BookingQuery, gives=Page[BookingOut]),
    Route(
        "POST",
        "/v1/bookings",
        request_booking,
        body=BookingIn,
        gives=BookingOut,
        status=_MADE,
        idempotent=True,
        etag=True,
    ),
    Route("GET", BOOKING, get_booking, gives=BookingOut, etag=True),
    Route("GET", f"{BOOKING}/meeting", get_meeting, gives=MeetingOut),
    Route(
        "GET",
        "/v1/resources/{id}/bookings",
        list_resource_bookings,
        query=ThingsBookingQuery,
        gives=Page[BookingOut],
    ),
]
