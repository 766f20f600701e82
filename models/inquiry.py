"""Owners asked for a need in waves: how far the asking has come, who was asked, and what they said."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from models.fields import DatetimeField, UuidField
from models.need import Need
from models.person import Person
from models.resource import Resource


class InquiryState(StrEnum):
    """Whether owners are still being asked, and how it ended."""

    ASKING = "asking"
    AGREED = "agreed"
    EXHAUSTED = "exhausted"
    STOPPED = "stopped"


class Answer(StrEnum):
    """What one who was asked said; `closed` where it was no longer needed."""

    WAITING = "waiting"
    YES = "yes"
    NO = "no"
    CLOSED = "closed"


class Inquiry(Model):
    """The asking around for one need: which wave it is in, and when the next one is due."""

    id = UuidField(primary_key=True)
    need: fields.ForeignKeyRelation[Need] = fields.ForeignKeyField("models.Need", related_name="inquiries")
    need_id: UUID
    state = fields.CharEnumField(InquiryState, default=InquiryState.ASKING)
    wave = fields.IntField(default=0)
    next_at = DatetimeField(null=True)
    created_at = DatetimeField()
    version = fields.IntField(default=1)

    class Meta:
        table = "inquiries"


class Ask(Model):
    """One person asked for one thing of theirs (or of the commons they keep); nobody twice for one need."""

    id = UuidField(primary_key=True)
    inquiry: fields.ForeignKeyRelation[Inquiry] = fields.ForeignKeyField("models.Inquiry", related_name="asks")
    inquiry_id: UUID
    need: fields.ForeignKeyRelation[Need] = fields.ForeignKeyField("models.Need", related_name="asks")
    need_id: UUID
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("models.Person", related_name="asks")
    person_id: UUID
    resource: fields.ForeignKeyRelation[Resource] = fields.ForeignKeyField("models.Resource", related_name="asks")
    resource_id: UUID
    wave = fields.IntField()
    answer = fields.CharEnumField(Answer, default=Answer.WAITING)
    asked_at = DatetimeField()
    answered_at = DatetimeField(null=True)

    class Meta:
        table = "asks"
