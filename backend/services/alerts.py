"""Standing searches without a request to anybody: tell me when something like this can be had."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from backend.services import homes, search, wishes
from backend.services.people import require_active
from backend.services.wording import clean_optional
from models.alert import Alert, AlertState
from models.errors import Conflict, Gone, Invalid, NotFound, Stale
from models.journal import Journal
from models.person import Person
from models.transaction import transactional

TEXT_LONGEST = 200
MOST = 20
"""Standing alerts a person may have: each is a question asked for ever."""
DAYS, MOST_DAYS = 180, 366


@dataclass(frozen=True, slots=True)
class Lookout:
    """What somebody wants to hear of; the radius is that of their settings, unless they say."""

    text: str = ""
    category_id: str | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    duration_minutes: int | None = None
    radius_m: int | None = None
    days: int = DAYS


@transactional
async def stand(actor: Person, lookout: Lookout, *, now: datetime) -> Alert:
    """Look out for it from one's home on, until its window is over or its days are."""
    require_active(actor)
    text = clean_optional(lookout.text, pointer="/text", longest=TEXT_LONGEST)
    if not text and lookout.category_id is None:
        raise Invalid.at("/text", "missing")
    wishes.check_time(lookout, now)
    await homes.require(actor)
    await _refuse_more_than_enough(actor, now)
    alert = await Alert.create(
        person=actor,
        text=text,
        category_id=await wishes.known_category(lookout.category_id),
        radius_m=wishes.checked_radius(lookout.radius_m or actor.radius_m),
        starts_at=lookout.starts_at,
        ends_at=lookout.ends_at,
        duration_minutes=lookout.duration_minutes,
        expires_at=_until(lookout.days, lookout.ends_at, now),
        created_at=now,
    )
    Journal.write("alert.stood", actor=actor, subject=alert, now=now)
    return alert


async def get(actor: Person, alert_id: UUID) -> Alert:
    """One of the person's own alerts."""
    alert = await Alert.get_or_none(id=alert_id, person_id=actor.id)
    if alert is None:
        raise NotFound(what="alert")
    return alert


async def mine(actor: Person, *, before: UUID | None = None, limit: int = 20) -> list[Alert]:
    """The person's alerts, also those that stand no longer, the newest first."""
    found = Alert.filter(person_id=actor.id)
    if before is not None:
        found = found.filter(id__lt=before)
    return await found.order_by("-id").limit(limit)


async def standing(actor: Person, *, now: datetime) -> list[Alert]:
    """What is still looked out for, the newest first."""
    own = Alert.filter(person_id=actor.id, state=AlertState.STANDING, expires_at__gt=now)
    return await own.order_by("-id")


async def matches(actor: Person, alert_id: UUID, *, now: datetime, limit: int = 20) -> list[search.Found]:
    """What there is by now for an alert that stands, best first."""
    alert = await get(actor, alert_id)
    if not alert.stands(now):
        raise Gone(what="alert")
    return await search.search(
        actor,
        search.Looking(
            radius_m=alert.radius_m,
            category_id=alert.category_id,
            text=alert.text,
            starts_at=alert.starts_at,
            ends_at=alert.ends_at,
            duration_minutes=wishes.shortest(alert),
            limit=limit,
        ),
        now=now,
    )


@transactional
async def renew(actor: Person, alert_id: UUID, *, now: datetime, version: int | None = None) -> Alert:
    """Look out for it as long again from now, also where it had lapsed; not for what was withdrawn, or is over."""
    require_active(actor)
    alert = await _read(actor, alert_id, version)
    if alert.state is not AlertState.STANDING or (alert.ends_at is not None and alert.ends_at <= now):
        raise Gone(what="alert")
    if not alert.stands(now):
        await _refuse_more_than_enough(actor, now)
    until = _until(DAYS, alert.ends_at, now)
    kept = Alert.filter(id=alert.id, state=AlertState.STANDING, version=alert.version)
    if not await kept.update(expires_at=until, version=alert.version + 1):
        raise Stale(what="alert")
    Journal.write("alert.renewed", actor=actor, subject=alert, now=now)
    return await get(actor, alert_id)


@transactional
async def withdraw(actor: Person, alert_id: UUID, *, now: datetime, version: int | None = None) -> Alert:
    """Look out for it no longer; saying it again changes nothing."""
    alert = await _read(actor, alert_id, version)
    stood = Alert.filter(id=alert.id, state=AlertState.STANDING)
    if await stood.update(state=AlertState.WITHDRAWN, version=alert.version + 1):
        Journal.write("alert.withdrawn", actor=actor, subject=alert, now=now)
    return await get(actor, alert_id)


async def _read(actor: Person, alert_id: UUID, version: int | None) -> Alert:
    alert = await get(actor, alert_id)
    if version is not None and version != alert.version:
        raise Stale(what="alert")
    return alert


async def _refuse_more_than_enough(actor: Person, now: datetime) -> None:
    """Whoever asks twice at once waits for themselves here, so that the count is right."""
    await Person.filter(id=actor.id).select_for_update().first()
    if await Alert.filter(person_id=actor.id, state=AlertState.STANDING, expires_at__gt=now).count() >= MOST:
        raise Conflict(why="enough_alerts", most=MOST)


def _until(days: int, ends_at: datetime | None, now: datetime) -> datetime:
    if not 1 <= days <= MOST_DAYS:
        raise Invalid.at("/days", "out_of_range", ge=1, le=MOST_DAYS)
    lapses = now + timedelta(days=days)
    return lapses if ends_at is None else min(ends_at, lapses)
