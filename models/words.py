"""The words of a group: those it has for its things, and those that found nothing."""

from __future__ import annotations

from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from models.fields import DatetimeField, UuidField
from models.group import Group
from models.resource import Category


class GroupWord(Model):
    """A word that a group uses for a category, in one language."""

    id = UuidField(primary_key=True)
    group: fields.ForeignKeyRelation[Group] = fields.ForeignKeyField("models.Group", related_name="words")
    group_id: UUID
    category: fields.ForeignKeyRelation[Category] = fields.ForeignKeyField("models.Category", related_name=False)
    category_id: str
    language = fields.TextField()
    term = fields.TextField()
    folded = fields.TextField()
    created_at = DatetimeField()

    class Meta:
        table = "group_words"


class Unmet(Model):
    """Words that found nothing in a group; known by a keyed hash, and in clear once two people used them."""

    id = UuidField(primary_key=True)
    group: fields.ForeignKeyRelation[Group] = fields.ForeignKeyField("models.Group", related_name="unmet")
    group_id: UUID
    language = fields.TextField()
    text_key = fields.TextField()
    text: str | None = fields.TextField(null=True)
    times = fields.IntField(default=1)
    last_at = DatetimeField()

    class Meta:
        table = "unmet"


class UnmetAsker(Model):
    """That somebody used these words, by a keyed hash that names nobody."""

    id = UuidField(primary_key=True)
    unmet: fields.ForeignKeyRelation[Unmet] = fields.ForeignKeyField("models.Unmet", related_name="askers")
    unmet_id: UUID
    asker = fields.TextField()

    class Meta:
        table = "unmet_askers"
