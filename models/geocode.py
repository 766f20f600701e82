"""Answers of a geocoder, kept, and the pace at which it may be asked."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from models.fields import DatetimeField, JsonField


class Geocode(Model):
    """What a geocoder answered to a query; null where it found nothing."""

    query = fields.TextField(primary_key=True)
    answer = JsonField(null=True)
    found_at = DatetimeField()

    class Meta:
        table = "geocodes"


class Pace(Model):
    """The next moment at which something paced may happen, for the whole installation."""

    name = fields.TextField(primary_key=True)
    next_at = DatetimeField()

    class Meta:
        table = "paces"
