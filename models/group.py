"""A local group, who belongs to it, who is invited, and the areas its stewards named."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from models.fields import DatetimeField, UuidField
from models.person import Person


class JoinPolicy(StrEnum):
    """How one becomes a member."""

    OPEN = "open"
    APPROVAL = "approval"
    INVITATION = "invitation"
    VOUCHES = "vouches"


class Standing(StrEnum):
    """Where a membership stands."""

    APPLIED = "applied"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    LEFT = "left"


class GroupRole(StrEnum):
    """What a member is trusted with."""

    MEMBER = "member"
    STEWARD = "steward"
    ADMIN = "admin"


STEWARDING = frozenset({GroupRole.STEWARD, GroupRole.ADMIN})


class Group(Model):
    """A Transition town, a street, a cooperative: the neighbours who decide."""

    id = UuidField(primary_key=True)
    name = fields.TextField()
    slug = fields.TextField()
    about = fields.TextField(default="")
    centre_lat = fields.FloatField()
    centre_lon = fields.FloatField()
    reach_m = fields.IntField()
    time_zone = fields.TextField()
    language = fields.TextField()
    cell_resolution = fields.SmallIntField(default=8)
    join_policy = fields.CharEnumField(JoinPolicy, default=JoinPolicy.INVITATION)
    rules = fields.TextField(default="")
    credit_unit = fields.TextField(default="gift")
    telegram_chat_id = fields.BigIntField(null=True)
    created_at = DatetimeField()
    version = fields.IntField(default=1)

    class Meta:
        table = "groups"


class Membership(Model):
    """One person in one group."""

    id = UuidField(primary_key=True)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("models.Person", related_name="memberships")
    person_id: UUID
    group: fields.ForeignKeyRelation[Group] = fields.ForeignKeyField("models.Group", related_name="memberships")
    group_id: UUID
    state = fields.CharEnumField(Standing)
    role = fields.CharEnumField(GroupRole, default=GroupRole.MEMBER)
    joined_at = DatetimeField()
    version = fields.IntField(default=1)

    class Meta:
        table = "memberships"


class Invitation(Model):
    """A code that lets so many people in, until a date; only its hash is kept."""

    id = UuidField(primary_key=True)
    group: fields.ForeignKeyRelation[Group] = fields.ForeignKeyField("models.Group", related_name="invitations")
    group_id: UUID
    code_hash = fields.TextField()
    created_by: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("models.Person", related_name=False)
    created_by_id: UUID
    uses_left = fields.IntField()
    expires_at = DatetimeField()
    created_at = DatetimeField()

    class Meta:
        table = "invitations"

    def is_good(self, now: datetime) -> bool:
        """Whether somebody can still come in with it."""
        return self.uses_left > 0 and now < self.expires_at


class Area(Model):
    """A part of town by the name that people use, drawn up by the stewards."""

    id = UuidField(primary_key=True)
    group: fields.ForeignKeyRelation[Group] = fields.ForeignKeyField("models.Group", related_name="areas")
    group_id: UUID
    name = fields.TextField()
    folded = fields.TextField()
    lat = fields.FloatField()
    lon = fields.FloatField()
    created_at = DatetimeField()

    class Meta:
        table = "areas"
