"""A round: requests for scarce things, collected until a cut-off and allocated together."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from models.booking import Booking
from models.fields import DatetimeField, JsonField, UuidField
from models.group import Group
from models.person import Person
from models.resource import Resource


class RoundState(StrEnum):
    """How far a round has come; `closed` while it is being decided."""

    OPEN = "open"
    CLOSED = "closed"
    DONE = "done"
    CALLED_OFF = "called_off"


class RequestState(StrEnum):
    """What became of a request.

    `overtaken` where what it was given was taken in that very moment, `impossible` where nothing it named could be had.
    """

    STANDING = "standing"
    WITHDRAWN = "withdrawn"
    GIVEN = "given"
    NOT_GIVEN = "not_given"
    OVERTAKEN = "overtaken"
    IMPOSSIBLE = "impossible"


class Round(Model):
    """What a group allocates together, from when to when; who had least in the last `weeks` comes first.

    seed: what the draw is made from. It is fixed when the round is opened and stays hidden until the cut-off; its
    SHA-256 is published at once, so that nobody can choose another one after seeing the requests.
    next_at: when the clock has to look; while it is closed, when another try is due if this one was cut short.
    """

    id = UuidField(primary_key=True)
    group: fields.ForeignKeyRelation[Group] = fields.ForeignKeyField("models.Group", related_name="rounds")
    group_id: UUID
    opened_by: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("models.Person", related_name=False)
    opened_by_id: UUID
    name = fields.TextField()
    cut_off_at = DatetimeField()
    starts_at = DatetimeField()
    ends_at = DatetimeField()
    weeks = fields.IntField()
    seed = fields.TextField()
    seed_hash = fields.TextField()
    state = fields.CharEnumField(RoundState, default=RoundState.OPEN)
    next_at = DatetimeField(null=True)
    decided_at = DatetimeField(null=True)
    created_at = DatetimeField()
    version = fields.IntField(default=1)

    class Meta:
        table = "rounds"

    def takes_requests(self, now: datetime) -> bool:
        """Whether one can still put in a request, change it or take it back."""
        return self.state is RoundState.OPEN and now < self.cut_off_at

    def published_seed(self, now: datetime) -> str | None:
        """The seed, once nobody can do anything with it any more."""
        return self.seed if now >= self.cut_off_at else None


class RoundThing(Model):
    """A resource that the round is about."""

    id = UuidField(primary_key=True)
    round: fields.ForeignKeyRelation[Round] = fields.ForeignKeyField("models.Round", related_name="things")
    round_id: UUID
    resource: fields.ForeignKeyRelation[Resource] = fields.ForeignKeyField("models.Resource", related_name=False)
    resource_id: UUID

    class Meta:
        table = "round_things"


class RoundRequest(Model):
    """One wish of one person: any of these things (of all of the round, where none is named), so long, in a window."""

    id = UuidField(primary_key=True)
    round: fields.ForeignKeyRelation[Round] = fields.ForeignKeyField("models.Round", related_name="requests")
    round_id: UUID
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField("models.Person", related_name=False)
    person_id: UUID
    resource_ids = JsonField(default=list)
    starts_at = DatetimeField()
    ends_at = DatetimeField()
    duration_minutes = fields.IntField()
    state = fields.CharEnumField(RequestState, default=RequestState.STANDING)
    booking: fields.ForeignKeyNullableRelation[Booking] = fields.ForeignKeyField(
        "models.Booking", related_name=False, null=True
    )
    booking_id: UUID | None
    created_at = DatetimeField()
    version = fields.IntField(default=1)

    class Meta:
        table = "round_requests"


class RoundRecord(Model):
    """All that the allocation was made from and what came of it, under pseudonyms: for anyone to compute it again."""

    id = UuidField(primary_key=True)
    round: fields.ForeignKeyRelation[Round] = fields.ForeignKeyField("models.Round", related_name="records")
    round_id: UUID
    asked = JsonField()
    given = JsonField()

    class Meta:
        table = "round_records"
