"""Somewhere things are or happen; a home is known by its cell alone."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from models.fields import DatetimeField, JsonField, UuidField
from models.group import Group
from models.person import Person


class PlaceKind(StrEnum):
    """What sort of place it is; only a home is always private."""

    HOME = "home"
    HUB = "hub"
    COWORKING = "coworking"
    LAB = "lab"


class Place(Model):
    """A home, hub, co-working space or lab; `lat`, `lon` and `address` only where it is public and exact."""

    id = UuidField(primary_key=True)
    kind = fields.CharEnumField(PlaceKind)
    name = fields.TextField()
    owner: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "models.Person", related_name="places", null=True
    )
    owner_id: UUID | None
    group: fields.ForeignKeyNullableRelation[Group] = fields.ForeignKeyField(
        "models.Group", related_name="places", null=True
    )
    group_id: UUID | None
    cell = fields.TextField()
    public = fields.BooleanField(default=False)
    lat = fields.FloatField(null=True)
    lon = fields.FloatField(null=True)
    address = fields.TextField(null=True)
    time_zone = fields.TextField()
    opening = JsonField(null=True)
    created_at = DatetimeField()
    version = fields.IntField(default=1)

    class Meta:
        table = "places"


class ExactPoint(Model):
    """Where a private place truly is; read by one service only, which writes down who looked."""

    place: fields.OneToOneRelation[Place] = fields.OneToOneField("models.Place", related_name=False, primary_key=True)
    place_id: UUID
    lat = fields.FloatField()
    lon = fields.FloatField()
    address = fields.TextField(default="")

    class Meta:
        table = "exact_points"
