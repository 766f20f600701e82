"""What the bot has received: updates done, and conversations half done."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from models.fields import DatetimeField, JsonField, UuidField
from models.person import Person


class Receipt(StrEnum):
    """What became of an update."""

    DONE = "done"
    FAILING = "failing"
    QUARANTINED = "quarantined"


class UpdateId(Model):
    """One Telegram update, done once."""

    update_id = fields.BigIntField(primary_key=True, generated=False)
    state = fields.CharEnumField(Receipt)
    tries = fields.IntField(default=1)
    at = DatetimeField()

    class Meta:
        table = "update_ids"


class Draft(Model):
    """A conversation in the middle: any process may take its next step, a restart changes nothing."""

    id = UuidField(primary_key=True)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("models.Person", related_name=False)
    person_id: UUID
    flow = fields.TextField()
    step = fields.TextField()
    data = JsonField(default=dict)
    chat_id = fields.BigIntField()
    anchor_message_id = fields.BigIntField(null=True)
    expires_at = DatetimeField()
    touched_at = DatetimeField()
    version = fields.IntField(default=1)

    class Meta:
        table = "drafts"

    def is_live(self, now: datetime) -> bool:
        """Whether the conversation can be taken up again."""
        return now < self.expires_at
