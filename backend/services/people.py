"""What a person does with their own account: come in, choose, leave, change their mind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID
from zoneinfo import available_timezones

from tortoise.expressions import F

from backend import language as languages
from backend.services.telling import tell
from backend.services.wording import clean_line
from models.errors import Forbidden, Invalid, NotFound, Stale
from models.journal import Journal
from models.notice import NoticeKind
from models.person import Identity, Person, Provider
from models.transaction import racing, transactional

NAME_LONGEST = 64
RADII_M = (200, 50_000)
MOST_ASKS = 50
"""How often a week a person may let themselves be asked for their things."""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Who comes in for the first time, and by which door."""

    provider: Provider
    subject: str
    name: str
    language: str
    time_zone: str = "Europe/London"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a person may choose; None leaves it as it is."""

    name: str | None = None
    language: str | None = None
    time_zone: str | None = None
    radius_m: int | None = None
    quiet_hours: bool | None = None
    asks_a_week: int | None = None


@transactional
async def register(newcomer: Newcomer, *, now: datetime) -> Person:
    """The person behind this identity, made if they are new; doing it again changes nothing."""
    known = await find(newcomer.provider, newcomer.subject)
    if known is not None:
        return known
    person = await Person.create(
        name=clean_line(newcomer.name, pointer="/name", longest=NAME_LONGEST),
        language=checked_language(newcomer.language),
        time_zone=checked_zone(newcomer.time_zone),
        created_at=now,
    )
    with racing():
        await Identity.create(person=person, provider=newcomer.provider, subject=newcomer.subject, created_at=now)
    Journal.write("person.registered", actor=person, subject=person, now=now)
    return person


async def find(provider: Provider, subject: str) -> Person | None:
    """The person who comes by this identity, if there is one."""
    identity = await Identity.filter(provider=provider, subject=subject).select_related("person").first()
    return None if identity is None else identity.person


async def named(name: str) -> list[Person]:
    """Everybody of exactly this name; for the operator."""
    return await Person.filter(name=name, erased_at=None).order_by("created_at")


async def get(person_id: UUID) -> Person:
    """The person with this id."""
    person = await Person.get_or_none(id=person_id)
    if person is None:
        raise NotFound(what="person")
    return person


def require_active(person: Person) -> None:
    """Refuse a suspended or erased account."""
    if not person.may_act():
        raise Forbidden(why="suspended")


@transactional
async def change(person: Person, settings: Settings, *, now: datetime, version: int | None = None) -> Person:
    """Change what the person chose; with `version`, only if nothing changed since they looked."""
    require_active(person)
    chosen = _checked(settings)
    if not chosen:
        return person
    was = person.version if version is None else version
    if not await Person.filter(id=person.id, version=was).update(**chosen, version=was + 1):
        raise Stale(what="person")
    Journal.write("person.changed", actor=person, subject=person, now=now, fields=sorted(chosen))
    return await get(person.id)


@transactional
async def ask_erasure(person: Person, *, days: int, now: datetime) -> Person:
    """Begin to leave: in so many days everything is wiped, unless they change their mind."""
    await Person.filter(id=person.id, erased_at=None).update(
        erase_after=now + timedelta(days=days), version=F("version") + 1
    )
    Journal.write("person.leaving", actor=person, subject=person, now=now)
    tell(person, NoticeKind.LEAVING, now=now, until=(now + timedelta(days=days)).isoformat())
    return await get(person.id)


@transactional
async def keep_account(person: Person, *, now: datetime) -> Person:
    """Change their mind, while there is time."""
    if not person.is_leaving(now):
        raise NotFound(what="erasure")
    await Person.filter(id=person.id, erased_at=None).update(erase_after=None, version=F("version") + 1)
    Journal.write("person.stayed", actor=person, subject=person, now=now)
    return await get(person.id)


def checked_language(code: str) -> str:
    """The language, if the program speaks it."""
    if code not in languages.languages():
        raise Invalid.at("/language", "unknown_language")
    return code


def checked_zone(zone: str) -> str:
    """The IANA time zone, if there is such."""
    if zone not in _zones():
        raise Invalid.at("/time_zone", "unknown_zone")
    return zone


@cache
def _zones() -> frozenset[str]:
    """Reading them walks through folders; and what a machine calls its own zone is nobody else's."""
    return frozenset(available_timezones() - {"localtime", "Factory"})


def _checked(settings: Settings) -> dict[str, object]:
    given = {field.name: getattr(settings, field.name) for field in fields(settings)}
    return {name: _CHECKS.get(name, _as_it_is)(value) for name, value in given.items() if value is not None}


def _as_it_is(value: Any) -> object:
    return value


def _checked_asks(a_week: int) -> int:
    if not 0 <= a_week <= MOST_ASKS:
        raise Invalid.at("/asks_a_week", "out_of_range", ge=0, le=MOST_ASKS)
    return a_week


def _checked_radius(radius_m: int) -> int:
    if not RADII_M[0] <= radius_m <= RADII_M[1]:
        raise Invalid.at("/radius_m", "out_of_range", ge=RADII_M[0], le=RADII_M[1])
    return radius_m


_CHECKS: Mapping[str, Callable[[Any], object]] = {
    "name": lambda name: clean_line(name, pointer="/name", longest=NAME_LONGEST),
    "language": checked_language,
    "time_zone": checked_zone,
    "radius_m": _checked_radius,
    "asks_a_week": _checked_asks,
}
