"""The journal: one row for everything that happened, in commit order; and how far each reader has come."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from models.fields import DatetimeField, JsonField, TextKey, UuidField
from models.person import Person
from models.transaction import current


class Journal(Model):
    """One fact; `seq` rises in the order of the commits, so a reader that keeps the last one misses nothing."""

    seq = fields.BigIntField(primary_key=True, generated=True)
    at = DatetimeField()
    actor_id: UUID | None = UuidField(null=True)
    verb = fields.TextField()
    subject_type = fields.TextField()
    subject_id = fields.TextField()
    group_id: UUID | None = UuidField(null=True)
    data = JsonField(default=dict)

    class Meta:
        table = "journal"

    @classmethod
    def write(
        cls,
        verb: str,
        *,
        subject: Model,
        now: datetime,
        actor: Person | None = None,
        group_id: UUID | None = None,
        **data: object,
    ) -> None:
        """Record that this happened; stored last in the running transaction. No actor means that time did it."""
        current().journal.append(
            cls(
                at=now,
                actor_id=None if actor is None else actor.id,
                verb=verb,
                subject_type=type(subject).__name__.lower(),
                subject_id=str(subject.pk),
                group_id=group_id,
                data={key: str(value) if isinstance(value, UUID) else value for key, value in data.items()},
            )
        )


class Cursor(Model):
    """How far a follower of the journal has come."""

    name = TextKey()
    seq = fields.BigIntField(default=0)

    class Meta:
        table = "cursors"
