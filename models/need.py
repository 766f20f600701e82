"""Somebody's open request: what, roughly where from, how far, and when."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from models.fields import DatetimeField, UuidField
from models.group import Group
from models.person import Person


class NeedState(StrEnum):
    """Whether a need still stands; a lapsed one is an open one past its date."""

    OPEN = "open"
    MET = "met"
    WITHDRAWN = "withdrawn"


class Need(Model):
    """What is wanted, from the cell where the person looks, within a radius, in a window."""

    id = UuidField(primary_key=True)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("models.Person", related_name="needs")
    person_id: UUID
    group: fields.ForeignKeyRelation[Group] = fields.ForeignKeyField("models.Group", related_name="needs")
    group_id: UUID
    text = fields.TextField()
    category_id: str | None = fields.TextField(null=True)
    cell = fields.TextField()
    radius_m = fields.IntField()
    starts_at = DatetimeField(null=True)
    ends_at = DatetimeField(null=True)
    duration_minutes = fields.IntField(null=True)
    state = fields.CharEnumField(NeedState, default=NeedState.OPEN)
    expires_at = DatetimeField()
    created_at = DatetimeField()
    version = fields.IntField(default=1)

    class Meta:
        table = "needs"
