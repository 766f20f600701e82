"""A person, and the identities by which the doors know them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from models.fields import DatetimeField, UuidField


class Provider(StrEnum):
    """Who vouches that it is them."""

    TELEGRAM = "telegram"
    DEVICE = "device"
    OIDC = "oidc"


class Person(Model):
    """A human with an account; their home is known by its place, never by a point here."""

    id = UuidField(primary_key=True)
    name = fields.TextField()
    language = fields.TextField()
    time_zone = fields.TextField()
    radius_m = fields.IntField(default=5000)
    home_id: UUID | None = UuidField(null=True)
    quiet_hours = fields.BooleanField(default=True)
    asks_a_week = fields.IntField(default=3)
    suspended_at = DatetimeField(null=True)
    erase_after = DatetimeField(null=True)
    erased_at = DatetimeField(null=True)
    created_at = DatetimeField()
    version = fields.IntField(default=1)

    class Meta:
        table = "persons"

    def may_act(self) -> bool:
        """Whether this account may do anything at all."""
        return self.suspended_at is None and self.erased_at is None

    def is_leaving(self, now: datetime) -> bool:
        """Whether they asked to be forgotten and may still change their mind."""
        return self.erase_after is not None and self.erased_at is None and now < self.erase_after


class Identity(Model):
    """One way in: a Telegram account, a device, an OpenID subject."""

    id = UuidField(primary_key=True)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("models.Person", related_name="identities")
    person_id: UUID
    provider = fields.CharEnumField(Provider)
    subject = fields.TextField()
    reachable = fields.BooleanField(default=True)
    created_at = DatetimeField()

    class Meta:
        table = "identities"
