"""A standing search: tell me when something like this can be had; what came up, and whom it was told."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from models.fields import DatetimeField, UuidField
from models.need import Need
from models.person import Person
from models.resource import Resource


class AlertState(StrEnum):
    """Whether an alert still stands; a lapsed one is a standing one past its date."""

    STANDING = "standing"
    WITHDRAWN = "withdrawn"


class Alert(Model):
    """What somebody wants to hear of, within a radius of their home's cell, some time or in a window."""

    id = UuidField(primary_key=True)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("models.Person", related_name="alerts")
    person_id: UUID
    text = fields.TextField(default="")
    category_id: str | None = fields.TextField(null=True)
    radius_m = fields.IntField()
    starts_at = DatetimeField(null=True)
    ends_at = DatetimeField(null=True)
    duration_minutes = fields.IntField(null=True)
    state = fields.CharEnumField(AlertState, default=AlertState.STANDING)
    expires_at = DatetimeField()
    created_at = DatetimeField()
    version = fields.IntField(default=1)

    class Meta:
        table = "alerts"

    def stands(self, now: datetime) -> bool:
        """Whether it is still looked out for."""
        return self.state is AlertState.STANDING and now < self.expires_at


class Telling(Model):
    """One notice of what came up; how many there were counts against what a person wants to hear."""

    id = UuidField(primary_key=True)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("models.Person", related_name=False)
    person_id: UUID
    told_at = DatetimeField()

    class Meta:
        table = "tellings"


class Find(Model):
    """A resource that came up for a need or an alert: once for each two, told once."""

    id = UuidField(primary_key=True)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("models.Person", related_name=False)
    person_id: UUID
    need: fields.ForeignKeyNullableRelation[Need] = fields.ForeignKeyField(
        "models.Need", related_name="finds", null=True
    )
    need_id: UUID | None
    alert: fields.ForeignKeyNullableRelation[Alert] = fields.ForeignKeyField(
        "models.Alert", related_name="finds", null=True
    )
    alert_id: UUID | None
    resource: fields.ForeignKeyRelation[Resource] = fields.ForeignKeyField("models.Resource", related_name=False)
    resource_id: UUID
    telling: fields.ForeignKeyNullableRelation[Telling] = fields.ForeignKeyField(
        "models.Telling", related_name="finds", null=True
    )
    telling_id: UUID | None
    found_at = DatetimeField()
    tell_at = DatetimeField()

    class Meta:
        table = "finds"
