"""A person's claim on a unit for a period, from request to return, and what the two sides say about it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from models.fields import DatetimeField, UuidField
from models.group import Group
from models.lifecycle import ADDRESS_SHOWN, State
from models.need import Need
from models.person import Person
from models.resource import Resource, Unit


class Booking(Model):
    """One unit, one borrower, one period `[starts_at, ends_at)`; the database refuses overlaps."""

    id = UuidField(primary_key=True)
    unit: fields.ForeignKeyRelation[Unit] = fields.ForeignKeyField("models.Unit", related_name="bookings")
    unit_id: int
    resource: fields.ForeignKeyRelation[Resource] = fields.ForeignKeyField("models.Resource", related_name="bookings")
    resource_id: UUID
    group: fields.ForeignKeyRelation[Group] = fields.ForeignKeyField("models.Group", related_name=False)
    group_id: UUID
    borrower: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("models.Person", related_name="bookings")
    borrower_id: UUID
    need: fields.ForeignKeyNullableRelation[Need] = fields.ForeignKeyField(
        "models.Need", related_name="bookings", null=True
    )
    need_id: UUID | None
    state = fields.CharEnumField(State)
    starts_at = DatetimeField()
    ends_at = DatetimeField()
    proposed_starts_at = DatetimeField(null=True)
    proposed_ends_at = DatetimeField(null=True)
    note = fields.TextField(default="")
    reason = fields.TextField(default="")
    reply_by = DatetimeField(null=True)
    owner_handed_at = DatetimeField(null=True)
    borrower_handed_at = DatetimeField(null=True)
    owner_returned_at = DatetimeField(null=True)
    borrower_returned_at = DatetimeField(null=True)
    ended_at = DatetimeField(null=True)
    next_at = DatetimeField(null=True)
    created_at = DatetimeField()
    version = fields.IntField(default=1)

    class Meta:
        table = "bookings"

    def is_overdue(self, now: datetime) -> bool:
        """Whether it is out past its end; derived, never stored."""
        return self.state is State.OUT and now >= self.ends_at

    def shows_address(self, now: datetime) -> bool:
        """Whether the two sides may know where exactly to meet; not for ever, where nobody came for it."""
        missed = self.state is State.CONFIRMED and now >= self.ends_at
        return self.state in ADDRESS_SHOWN and not missed


class Message(Model):
    """One line from one side to the other, relayed."""

    id = UuidField(primary_key=True)
    booking: fields.ForeignKeyRelation[Booking] = fields.ForeignKeyField("models.Booking", related_name="messages")
    booking_id: UUID
    sender: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("models.Person", related_name=False)
    sender_id: UUID
    text = fields.TextField()
    created_at = DatetimeField()

    class Meta:
        table = "messages"
