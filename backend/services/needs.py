"""What neighbours look for: stated once, matched with what there is, asked for, met or withdrawn."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from backend.services import bookings, groups, homes, search
from backend.services.people import RADII_M, require_active
from backend.services.wording import clean_line
from models.booking import Booking
from models.errors import Gone, Invalid, NotFound, Stale
from models.group import Group
from models.journal import Journal
from models.need import Need, NeedState
from models.person import Person
from models.resource import Category
from models.transaction import transactional

TEXT_LONGEST = 200
STANDS_FOR = timedelta(days=7)
FURTHEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Wish:
    """A need in the words of the one who has it; place and radius default to their home and their settings."""

    text: str
    category_id: str | None = None
    group_id: UUID | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    duration_minutes: int | None = None
    radius_m: int | None = None


@transactional
async def state(actor: Person, wish: Wish, *, now: datetime) -> Need:
    """Say what one needs; it stands until the end of its window, or for a week, and the group's chat hears of it."""
    require_active(actor)
    _check_window(wish, now)
    _check_length(wish)
    group = await _group(actor, wish.group_id)
    need = await Need.create(
        person=actor,
        group=group,
        text=clean_line(wish.text, pointer="/text", longest=TEXT_LONGEST),
        category_id=await _category(wish.category_id),
        cell=(await homes.require(actor)).cell,
        radius_m=_radius(wish.radius_m or actor.radius_m),
        starts_at=wish.starts_at,
        ends_at=wish.ends_at,
        duration_minutes=wish.duration_minutes,
        expires_at=wish.ends_at or now + STANDS_FOR,
        created_at=now,
    )
    Journal.write("need.stated", actor=actor, subject=need, group_id=group.id, now=now)
    return need


async def get(actor: Person, need_id: UUID) -> Need:
    """One of the person's own needs."""
    need = await Need.get_or_none(id=need_id, person_id=actor.id)
    if need is None:
        raise NotFound(what="need")
    return need


async def seen(actor: Person, need_id: UUID, *, now: datetime) -> Need:
    """A need for its owner, and while it stands for the members of its group; with the one who has it."""
    need = await Need.get_or_none(id=need_id).select_related("person")
    if need is None:
        raise NotFound(what="need")
    if need.person_id == actor.id:
        return need
    if need.group_id not in [group.id for group in await groups.of(actor)]:
        raise NotFound(what="need")
    if not _stands(need, now):
        raise Gone(what="need")
    return need


async def announced(need_id: UUID, *, now: datetime) -> Need | None:
    """A need as a group's chat may hear of it; None where it does not stand any more."""
    need = await Need.get_or_none(id=need_id).select_related("person")
    return need if need and _stands(need, now) else None


def _stands(need: Need, now: datetime) -> bool:
    return need.state is NeedState.OPEN and now < need.expires_at and need.person.may_act()


async def mine(actor: Person, *, before: UUID | None = None, limit: int = 20) -> list[Need]:
    """The person's needs, the newest first."""
    found = Need.filter(person_id=actor.id)
    if before is not None:
        found = found.filter(id__lt=before)
    return await found.order_by("-id").limit(limit)


async def matches(actor: Person, need_id: UUID, *, now: datetime, limit: int = 20) -> list[search.Found]:
    """What there is for a need that has not lapsed, best first."""
    need = await get(actor, need_id)
    if now >= need.expires_at:
        raise Gone(what="need")
    return await search.search(
        actor,
        search.Looking(
            cell=need.cell,
            radius_m=need.radius_m,
            category_id=need.category_id,
            text=need.text,
            starts_at=need.starts_at,
            ends_at=need.ends_at,
            duration_minutes=_shortest(need),
            limit=limit,
        ),
        now=now,
    )


@transactional
async def ask(actor: Person, need_id: UUID, wanted: bookings.Wanted, *, now: datetime) -> Booking:
    """Ask for a resource on account of this need, while it stands."""
    need = await get(actor, need_id)
    if need.state is not NeedState.OPEN or now >= need.expires_at:
        raise Gone(what="need")
    return await bookings.request(actor, replace(wanted, need_id=need.id), now=now)


@transactional
async def withdraw(actor: Person, need_id: UUID, *, now: datetime, version: int | None = None) -> Need:
    """Say that one no longer needs it; saying it again changes nothing."""
    need = await get(actor, need_id)
    if version is not None and version != need.version:
        raise Stale(what="need")
    if await Need.filter(id=need.id, state=NeedState.OPEN).update(state=NeedState.WITHDRAWN, version=need.version + 1):
        Journal.write("need.withdrawn", actor=actor, subject=need, group_id=need.group_id, now=now)
    return await get(actor, need_id)


def _shortest(need: Need) -> int | None:
    """What a thing must be free for: the length that was named, else an hour in the window, or all of a wide one."""
    if need.starts_at is None or need.ends_at is None:
        return None
    if need.duration_minutes is None and need.ends_at - need.starts_at > search.WIDEST_WINDOW:
        return None
    return need.duration_minutes or search.shortest(need.starts_at, need.ends_at)


async def _group(actor: Person, group_id: UUID | None) -> Group:
    if group_id is not None:
        return await groups.get(actor, group_id)
    own = await groups.of(actor)
    if not own:
        raise Invalid.at("/group_id", "no_group")
    return own[0]


async def _category(category_id: str | None) -> str | None:
    if category_id is not None and not await Category.exists(id=category_id):
        raise Invalid.at("/category_id", "unknown_category")
    return category_id


def _check_window(wish: Wish, now: datetime) -> None:
    if (wish.starts_at is None) != (wish.ends_at is None):
        raise Invalid.at("/ends_at" if wish.ends_at is None else "/starts_at", "missing")
    if wish.starts_at is not None and wish.ends_at is not None:
        if wish.ends_at <= wish.starts_at:
            raise Invalid.at("/ends_at", "end_before_start")
        if wish.ends_at <= now:
            raise Invalid.at("/ends_at", "in_the_past")
        if wish.ends_at - now > FURTHEST:
            raise Invalid.at("/ends_at", "too_far_ahead", days=FURTHEST.days)


def _check_length(wish: Wish) -> None:
    if wish.duration_minutes is None:
        return
    if not 1 <= wish.duration_minutes <= 525_600:
        raise Invalid.at("/duration_minutes", "out_of_range", ge=1, le=525_600)
    if wish.starts_at and wish.ends_at and wish.ends_at - wish.starts_at > search.WIDEST_WINDOW:
        raise Invalid.at("/ends_at", "window_too_wide", max_days=search.WIDEST_WINDOW.days)


def _radius(radius_m: int) -> int:
    if not RADII_M[0] <= radius_m <= RADII_M[1]:
        raise Invalid.at("/radius_m", "out_of_range", ge=RADII_M[0], le=RADII_M[1])
    return radius_m
