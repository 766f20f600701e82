"""That somebody wants to have nothing to do with somebody else."""

from __future__ import annotations

from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from models.fields import DatetimeField, UuidField
from models.person import Person


class Block(Model):
    """One person's wish about another; it keeps both from finding each other, and only the first knows of it."""

    id = UuidField(primary_key=True)
    who: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("models.Person", related_name="blocks")
    who_id: UUID
    whom: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("models.Person", related_name=False)
    whom_id: UUID
    since = DatetimeField()

    class Meta:
        table = "blocks"
