"""What is owed to be told: written with the fact, sent later."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from models.fields import DatetimeField, JsonField, UuidField


class NoticeState(StrEnum):
    """What became of a notice; `dead` ones are listed for the operator, `dropped` ones had lost their point."""

    OWED = "owed"
    SENT = "sent"
    DEAD = "dead"
    DROPPED = "dropped"


class NoticeKind(StrEnum):
    """Everything that anybody is told."""

    BOOKING_REQUESTED = "booking_requested"
    BOOKING_CONFIRMED = "booking_confirmed"
    BOOKING_DECLINED = "booking_declined"
    BOOKING_PROPOSED = "booking_proposed"
    BOOKING_WITHDRAWN = "booking_withdrawn"
    BOOKING_EXPIRED = "booking_expired"
    BOOKING_CANCELLED = "booking_cancelled"
    BOOKING_NO_SHOW = "booking_no_show"
    HANDED_OVER = "handed_over"
    RETURNED = "returned"
    CLOSED = "closed"
    EXTENSION_ASKED = "extension_asked"
    EXTENSION_AGREED = "extension_agreed"
    MESSAGE = "message"
    STARTS_SOON = "starts_soon"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    MEMBER_JOINED = "member_joined"
    RESOURCE_OFFERED = "resource_offered"
    NEED_POSTED = "need_posted"
    LEAVING = "leaving"
    THINGS_FOUND = "things_found"
    ASKED = "asked"
    ASK_AGREED = "ask_agreed"
    ASK_CLOSED = "ask_closed"
    ASKED_ALL = "asked_all"
    ROUND_OPENED = "round_opened"
    ROUND_RESULT = "round_result"
    ROUND_CALLED_OFF = "round_called_off"
    LINK_PROPOSED = "link_proposed"
    LINK_AGREED = "link_agreed"


MAY_WAIT = frozenset(
    {
        NoticeKind.STARTS_SOON,
        NoticeKind.DUE_SOON,
        NoticeKind.OVERDUE,
        NoticeKind.CLOSED,
        NoticeKind.MEMBER_JOINED,
        NoticeKind.RESOURCE_OFFERED,
        NoticeKind.NEED_POSTED,
        NoticeKind.THINGS_FOUND,
        NoticeKind.ASKED,
        NoticeKind.ASK_CLOSED,
        NoticeKind.ASKED_ALL,
        NoticeKind.ROUND_OPENED,
        NoticeKind.ROUND_RESULT,
        NoticeKind.ROUND_CALLED_OFF,
        NoticeKind.LINK_PROPOSED,
        NoticeKind.LINK_AGREED,
    }
)


class Priority:
    """Which notice goes first; lower is sooner."""

    ANSWER = 0
    REMINDER = 5
    DIGEST = 9


class Notice(Model):
    """One thing to tell one person or one group's chat."""

    id = UuidField(primary_key=True)
    person_id: UUID | None = UuidField(null=True)
    group_id: UUID | None = UuidField(null=True)
    kind = fields.CharEnumField(NoticeKind)
    data = JsonField(default=dict)
    dedupe = fields.TextField(null=True)
    priority = fields.SmallIntField()
    state = fields.CharEnumField(NoticeState, default=NoticeState.OWED)
    not_before = DatetimeField()
    leased_until = DatetimeField(null=True)
    attempts = fields.IntField(default=0)
    last_error = fields.TextField(default="")
    message_id = fields.BigIntField(null=True)
    sent_at = DatetimeField(null=True)
    created_at = DatetimeField()

    class Meta:
        table = "notices"
