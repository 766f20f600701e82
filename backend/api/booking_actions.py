"""What the two sides do with a booking, each action a path; and what they write to each other."""

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from backend.api.bookings import BOOKING, BookingOut, present, segment
from backend.api.inputs import Input, Moment, Nothing, PageQuery, Paragraph
from backend.api.outputs import Output, PersonBrief, person_brief
from backend.api.pages import Page
from backend.api.routing import Answer, Asked, Handler, Route
from backend.services import booking_reads, bookings, messages
from backend.services.moves import Act
from models.booking import Message
from models.lifecycle import Action

Reason = Annotated[Paragraph, Field(max_length=500)]
Text = Annotated[Paragraph, Field(min_length=1, max_length=messages.TEXT_LONGEST)]


class MaySayWhy(Input):
    """A reason, if one wants to give it."""

    reason: Reason = ""


class MustSayWhy(Input):
    """A reason, which the other side is told."""

    reason: Annotated[Reason, Field(min_length=1)]


class OtherTime(Input):
    """Another time that would suit."""

    starts_at: Moment
    ends_at: Moment


class LaterEnd(Input):
    """Until when somebody would like to keep it."""

    ends_at: Moment


class MessageIn(Input):
    """A line to the other side."""

    text: Text


class MessageOut(Output):
    """A line from one side to the other."""

    id: UUID
    sender: PersonBrief
    text: str
    created_at: datetime


# What each action is posted with, and what it does; time's own actions are not for people.
ACTIONS: Mapping[Action, tuple[type[Input], str]] = {
    Action.CONFIRM: (Nothing, "Lend it"),
    Action.DECLINE: (MaySayWhy, "Say no"),
    Action.PROPOSE: (OtherTime, "Offer another time"),
    Action.ACCEPT_TIME: (Nothing, "Take the other time"),
    Action.WITHDRAW: (MaySayWhy, "Take the request back"),
    Action.HAND_OVER: (Nothing, "Say that it was handed over"),
    Action.RETURN: (Nothing, "Say that it came back"),
    Action.EXTEND: (LaterEnd, "Ask to keep it longer"),
    Action.AGREE_EXTENSION: (Nothing, "Let them keep it longer"),
    Action.CANCEL: (MustSayWhy, "Call it off, with a reason"),
    Action.NO_SHOW: (MaySayWhy, "Say that nobody came"),
}


def acting(action: Action) -> Handler:
    """The handler of one action."""

    async def handle(asked: Asked[Any, Any]) -> Answer:
        act = Act(action, **asked.body.model_dump())
        await bookings.act(asked.person, asked.id, act, now=asked.now, version=asked.expected)
        booking, role = await booking_reads.get(asked.person, asked.id)
        return Answer(present(booking, role, now=asked.now), version=booking.version)

    handle.__name__ = f"{action}_booking"
    handle.__doc__ = ACTIONS[action][1]
    return handle


async def list_messages(asked: Asked[PageQuery, Any]) -> Answer:
    """What the two sides wrote to each other, the oldest first."""
    after = asked.after(tuple[UUID])
    rows = await booking_reads.messages(
        asked.person, asked.id, after=after[0] if after else None, limit=asked.limit + 1
    )
    return asked.page(rows, position=lambda row: (row.id,), present=_message)


async def send_message(asked: Asked[Any, MessageIn]) -> Answer:
    """Write to the other side."""
    message = await messages.send(asked.person, asked.id, asked.body.text, now=asked.now)
    return Answer(_message(message), HTTPStatus.CREATED)


def _message(message: Message) -> MessageOut:
    return MessageOut(
        id=message.id, sender=person_brief(message.sender), text=message.text, created_at=message.created_at
    )


_MADE = HTTPStatus.CREATED
_MESSAGES = f"{BOOKING}/messages"

ROUTES = [
    *(
        Route("POST", f"{BOOKING}/{segment(action)}", acting(action), body=body, gives=BookingOut, etag=True)
        for action, (body, _does) in ACTIONS.items()
    ),
    Route("GET", _MESSAGES, list_messages, query=PageQuery, gives=Page[MessageOut]),
    Route("POST", _MESSAGES, send_message, body=MessageIn, gives=MessageOut, status=_MADE, idempotent=True),
]
