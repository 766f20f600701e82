"""That two groups are linked, or that one of them would like to be."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from models.fields import DatetimeField, UuidField
from models.group import Group
from models.person import Person


class GroupLink(Model):
    """`group` proposed it to `other`; it holds from `since`, when the other side agreed, until it is ended."""

    id = UuidField(primary_key=True)
    group: fields.ForeignKeyRelation[Group] = fields.ForeignKeyField("models.Group", related_name="links")
    group_id: UUID
    other: fields.ForeignKeyRelation[Group] = fields.ForeignKeyField("models.Group", related_name="links_of_others")
    other_id: UUID
    proposed_by: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("models.Person", related_name=False)
    proposed_by_id: UUID
    agreed_by: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "models.Person", related_name=False, null=True
    )
    agreed_by_id: UUID | None
    created_at = DatetimeField()
    since: datetime | None = DatetimeField(null=True)
    ended_at: datetime | None = DatetimeField(null=True)

    class Meta:
        table = "group_links"
