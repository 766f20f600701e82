"""Answers of a geocoder, kept, and the pace at which it may be asked."""

from __future__ import annotations

from tortoise.models import Model

from models.fields import DatetimeField, JsonField, TextKey


class Geocode(Model):
    """What a geocoder answered to a query; null where it found nothing."""

    query = TextKey()
    answer = JsonField(null=True)
    found_at = DatetimeField()

    class Meta:
        table = "geocodes"


class Pace(Model):
    """The next moment at which something paced may happen, for the whole installation."""

    name = TextKey()
    next_at = DatetimeField()

    class Meta:
        table = "paces"
