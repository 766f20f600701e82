"""What can be shared: its units, its pictures, the groups it is offered to, and the tree of categories."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from models.fields import DatetimeField, JsonField, TextKey, UuidField
from models.group import Group
from models.person import Person
from models.place import Place


class Kind(StrEnum):
    """The four kinds of thing that are shared."""

    TOOL = "tool"
    SPACE = "space"
    MACHINERY = "machinery"
    VEHICLE = "vehicle"


class Condition(StrEnum):
    """How worn it is, in its owner's word."""

    NEW = "new"
    GOOD = "good"
    WORN = "worn"
    NEEDS_CARE = "needs_care"


class Listed(StrEnum):
    """Whether a resource can be found."""

    LISTED = "listed"
    PAUSED = "paused"
    RETIRED = "retired"


class Category(Model):
    """A node of the category tree, as shipped in `matching/data`."""

    id = TextKey()
    parent_id: str | None = fields.TextField(null=True)
    kind = fields.CharEnumField(Kind)
    names = JsonField()
    position = fields.IntField()

    class Meta:
        table = "categories"


class Resource(Model):
    """A thing owned by a person or held in common by a group, at a place, on stated terms."""

    id = UuidField(primary_key=True)
    owner: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "models.Person", related_name="resources", null=True
    )
    owner_id: UUID | None
    owner_group: fields.ForeignKeyNullableRelation[Group] = fields.ForeignKeyField(
        "models.Group", related_name="commons", null=True
    )
    owner_group_id: UUID | None
    kind = fields.CharEnumField(Kind)
    category: fields.ForeignKeyRelation[Category] = fields.ForeignKeyField("models.Category", related_name=False)
    category_id: str
    title = fields.TextField()
    description = fields.TextField(default="")
    condition = fields.CharEnumField(Condition, default=Condition.GOOD)
    value_minor = fields.BigIntField(null=True)
    place: fields.ForeignKeyRelation[Place] = fields.ForeignKeyField("models.Place", related_name="resources")
    place_id: UUID
    state = fields.CharEnumField(Listed, default=Listed.LISTED)
    rules = JsonField(default=dict)
    opening = JsonField(null=True)
    instant = fields.BooleanField(default=False)
    seen_by_linked = fields.BooleanField(default=False)
    import_key = fields.TextField(null=True)
    lapses_at = DatetimeField()
    created_at = DatetimeField()
    version = fields.IntField(default=1)
    units: fields.ReverseRelation[Unit]
    offers: fields.ReverseRelation[Offer]
    photos: fields.ReverseRelation[Photo]

    class Meta:
        table = "resources"


class Unit(Model):
    """One interchangeable piece: the second drill, desk 7. Bookings take units."""

    id = fields.BigIntField(primary_key=True, generated=True)
    resource: fields.ForeignKeyRelation[Resource] = fields.ForeignKeyField("models.Resource", related_name="units")
    resource_id: UUID
    label = fields.TextField(default="")
    retired_at = DatetimeField(null=True)

    class Meta:
        table = "units"


class Offer(Model):
    """A resource made visible to a group."""

    id = UuidField(primary_key=True)
    resource: fields.ForeignKeyRelation[Resource] = fields.ForeignKeyField("models.Resource", related_name="offers")
    resource_id: UUID
    group: fields.ForeignKeyRelation[Group] = fields.ForeignKeyField("models.Group", related_name="offers")
    group_id: UUID
    created_at = DatetimeField()

    class Meta:
        table = "offers"


class Photo(Model):
    """A picture, re-encoded by us without what the camera wrote into it; the file is named by its hash."""

    id = UuidField(primary_key=True)
    resource: fields.ForeignKeyRelation[Resource] = fields.ForeignKeyField("models.Resource", related_name="photos")
    resource_id: UUID
    position = fields.IntField()
    sha256 = fields.TextField()
    width = fields.IntField()
    height = fields.IntField()
    bytes = fields.IntField()
    telegram_file_id = fields.TextField(null=True)
    created_at = DatetimeField()

    class Meta:
        table = "photos"
