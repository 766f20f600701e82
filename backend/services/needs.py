"""What neighbours look for: stated once, matched with what there is, asked for, met or withdrawn."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from backend.services import blocks, bookings, groups, homes, search, wishes
from backend.services.people import require_active
from backend.services.wording import clean_line
from models.booking import Booking
from models.errors import Gone, Invalid, NotFound, Stale
from models.group import Group
from models.journal import Journal
from models.need import Need, NeedState
from models.person import Person
from models.transaction import transactional

TEXT_LONGEST = 200
STANDS_FOR = timedelta(days=7)


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
    wishes.check_time(wish, now)
    group = await _group(actor, wish.group_id)
    need = await Need.create(
        person=actor,
        group=group,
        text=clean_line(wish.text, pointer="/text", longest=TEXT_LONGEST),
        category_id=await wishes.known_category(wish.category_id),
        cell=await homes.cell(actor),
        radius_m=wishes.checked_radius(wish.radius_m or actor.radius_m),
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
    """A need for its owner, and while it stands for the members of its group; with the one who has it.

    Where one of the two blocks the other it has lapsed: who reads of it in the group's chat cannot tell the difference.
    """
    need = await Need.get_or_none(id=need_id).select_related("person")
    if need is None:
        raise NotFound(what="need")
    if need.person_id == actor.id:
        return need
    if need.group_id not in [group.id for group in await groups.of(actor)]:
        raise NotFound(what="need")
    if not _stands(need, now) or await blocks.are_apart(actor.id, need.person_id):
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
    return await found_for(await get(actor, need_id), actor, now=now, limit=limit)


async def found_for(need: Need, actor: Person, *, now: datetime, limit: int = 20) -> list[search.Found]:
    """The same for a need of theirs that is at hand."""
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
            duration_minutes=wishes.shortest(need),
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


async def _group(actor: Person, group_id: UUID | None) -> Group:
    if group_id is not None:
        return await groups.get(actor, group_id)
    own = await groups.of(actor)
    if not own:
        raise Invalid.at("/group_id", "no_group")
    return own[0]
