"""Sessions, sign-in codes and the answers kept for retried requests; secrets are stored as hashes."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from models.fields import DatetimeField, JsonField, TextKey, UuidField
from models.person import Person


class CodeState(StrEnum):
    """Where a device code stands."""

    PENDING = "pending"
    APPROVED = "approved"
    DENIED = "denied"
    USED = "used"


class Session(Model):
    """A signed-in device: one short access token and one rotating refresh token."""

    id = UuidField(primary_key=True)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("models.Person", related_name="sessions")
    person_id: UUID
    label = fields.TextField()
    access_hash = fields.TextField()
    access_expires_at = DatetimeField()
    refresh_hash = fields.TextField()
    expires_at = DatetimeField()
    revoked_at = DatetimeField(null=True)
    created_at = DatetimeField()

    class Meta:
        table = "sessions"

    def is_live(self, now: datetime) -> bool:
        """Whether it may still be refreshed."""
        return self.revoked_at is None and now < self.expires_at


class SpentToken(Model):
    """A refresh token that was exchanged; seeing it again revokes its session."""

    token_hash = TextKey()
    session: fields.ForeignKeyRelation[Session] = fields.ForeignKeyField("models.Session", related_name=False)
    session_id: UUID

    class Meta:
        table = "spent_tokens"


class DeviceCode(Model):
    """A sign-in that waits for a yes in the bot; single use."""

    id = UuidField(primary_key=True)
    device_hash = fields.TextField()
    login_hash = fields.TextField()
    label = fields.TextField()
    person: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "models.Person", related_name=False, null=True
    )
    person_id: UUID | None
    state = fields.CharEnumField(CodeState, default=CodeState.PENDING)
    tries = fields.IntField(default=0)
    expires_at = DatetimeField()
    created_at = DatetimeField()

    class Meta:
        table = "device_codes"

    def is_waiting(self, now: datetime) -> bool:
        """Whether somebody can still say yes or no to it."""
        return self.state is CodeState.PENDING and now < self.expires_at


class IdempotencyKey(Model):
    """The answer to a write, kept so that the same request again is the same request."""

    id = UuidField(primary_key=True)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("models.Person", related_name=False)
    person_id: UUID
    key = fields.TextField()
    fingerprint = fields.TextField()
    status = fields.IntField()
    body = fields.TextField()
    headers = JsonField(default=dict)
    created_at = DatetimeField()

    class Meta:
        table = "idempotency_keys"
