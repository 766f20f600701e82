"""More than a demo town has: the same kinds of things again and again, in sheds all round the town."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from random import Random

from matching.geo import cell_of, centre
from models.group import Group
from models.place import Place, PlaceKind
from models.resource import Offer, Resource, Unit

THINGS_A_SHED = 20
SPREAD_DEGREES = 0.15
"""Two thirds of the sheds are less far than that from the middle, about 15 km."""
AT_ONCE = 2_000


async def crowd(count: int, *, seed: int, now: datetime, progress: Callable[[str], None]) -> None:
    """Add so many things; written past the services, which would take an hour for 100,000."""
    dice = Random(seed)  # noqa: S311  # a seeded generator is wanted here
    group = await Group.all().order_by("id").first()
    models = await Resource.filter(owner_id__not_isnull=True).order_by("id")
    if group is None or not models:
        return
    middle = centre((await Place.get(id=models[0].place_id)).cell)
    for first in range(0, count, AT_ONCE):
        sheds = [_shed(dice, middle, group, now) for _ in range(AT_ONCE // THINGS_A_SHED)]
        some = range(first, min(first + AT_ONCE, count))
        things = [_thing(models[number % len(models)], sheds[number % len(sheds)], now) for number in some]
        await Place.bulk_create(sheds)
        await Resource.bulk_create(things)
        await Unit.bulk_create([Unit(resource_id=thing.id, label="1") for thing in things])
        await Offer.bulk_create([Offer(resource_id=thing.id, group_id=group.id, created_at=now) for thing in things])
        progress(f"{some[-1] + 1:,} of {count:,} things")


def _shed(dice: Random, middle: tuple[float, float], group: Group, now: datetime) -> Place:
    lat, lon = (at + dice.gauss(0, SPREAD_DEGREES) for at in middle)
    return Place(
        kind=PlaceKind.HUB,
        name="Shed",
        group_id=group.id,
        cell=cell_of(lat, lon),
        public=True,
        lat=lat,
        lon=lon,
        time_zone=group.time_zone,
        created_at=now,
    )


def _thing(model: Resource, shed: Place, now: datetime) -> Resource:
    same = ("owner_id", "kind", "category_id", "title", "description", "rules", "opening", "lapses_at")
    return Resource(**{name: getattr(model, name) for name in same}, place_id=shed.id, created_at=now)
