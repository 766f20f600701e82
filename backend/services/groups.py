"""What people do in and with a local group: found it, invite, join, leave, name its areas, connect its chat."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from tortoise.expressions import F

from backend.services.people import checked_language, checked_zone, require_active
from backend.services.telling import tell
from backend.services.wording import clean_line, clean_text, folded
from models.engine.rows import objects
from models.errors import Forbidden, Gone, Invalid, NotFound
from models.group import STEWARDING, Area, Group, GroupRole, Invitation, JoinPolicy, Membership, Standing
from models.journal import Journal
from models.notice import NoticeKind
from models.person import Person
from models.transaction import racing, transactional

NAME_LONGEST = 80
_OF_PERSON = """
    SELECT g.* FROM memberships AS m JOIN groups AS g ON g.id = m.group_id
    WHERE m.person_id = $1 AND m.state = 'active' ORDER BY m.joined_at
"""


@dataclass(frozen=True, slots=True)
class Founding:
    """What a new group starts with; the centre in degrees, the reach in metres."""

    name: str
    slug: str
    centre: tuple[float, float]
    reach_m: int
    time_zone: str
    language: str
    about: str = ""
    join_policy: JoinPolicy = JoinPolicy.INVITATION
    cell_resolution: int = 8


@transactional
async def found(actor: Person, founding: Founding, *, now: datetime) -> Group:
    """Start a group; its founder is its first admin."""
    require_active(actor)
    if await Group.exists(slug=founding.slug):
        raise Invalid.at("/slug", "taken")
    lat, lon = founding.centre
    group = Group(
        name=clean_line(founding.name, pointer="/name", longest=NAME_LONGEST),
        slug=founding.slug,
        about=clean_text(founding.about, pointer="/about", longest=2_000),
        centre_lat=lat,
        centre_lon=lon,
        reach_m=founding.reach_m,
        time_zone=checked_zone(founding.time_zone),
        language=checked_language(founding.language),
        join_policy=founding.join_policy,
        cell_resolution=founding.cell_resolution,
        created_at=now,
    )
    with racing():
        await group.save(force_create=True)
    await Membership.create(person=actor, group=group, state=Standing.ACTIVE, role=GroupRole.ADMIN, joined_at=now)
    Journal.write("group.founded", actor=actor, subject=group, group_id=group.id, now=now)
    return group


async def of(person: Person) -> list[Group]:
    """The groups that the person belongs to, the oldest membership first."""
    return await objects(Group, _OF_PERSON, [person.id])


async def get(actor: Person, group_id: UUID) -> Group:
    """A group that the person belongs to; any other is not there for them."""
    await membership(actor, group_id)
    return await Group.get(id=group_id)


async def membership(actor: Person, group_id: UUID) -> Membership:
    """The person's active membership in the group; refused to a suspended account."""
    require_active(actor)
    found = await Membership.get_or_none(person_id=actor.id, group_id=group_id, state=Standing.ACTIVE)
    if found is None:
        raise NotFound(what="group")
    return found


async def require_steward(actor: Person, group_id: UUID) -> None:
    """Refuse whoever is not trusted with the group's keys."""
    if (await membership(actor, group_id)).role not in STEWARDING:
        raise Forbidden(why="not_steward")


async def members(actor: Person, group_id: UUID) -> list[Membership]:
    """Who belongs to the group, in the order in which they joined, each with its person."""
    await membership(actor, group_id)
    return (
        await Membership.filter(group_id=group_id, state=Standing.ACTIVE)
        .select_related("person")
        .order_by("joined_at", "id")
    )


async def stewards(group_id: UUID) -> list[Person]:
    """The people who answer for the group."""
    rows = await Membership.filter(
        group_id=group_id, state=Standing.ACTIVE, role__in=sorted(STEWARDING)
    ).select_related("person")
    return [row.person for row in rows]


async def stewarded_by(person: Person) -> list[Group]:
    """The groups that the person answers for."""
    rows = Membership.filter(person_id=person.id, state=Standing.ACTIVE, role__in=sorted(STEWARDING))
    return [row.group for row in await rows.select_related("group").order_by("joined_at")]


@transactional
async def invite(actor: Person, group_id: UUID, *, uses: int, days: int, now: datetime) -> str:
    """Make an invitation code that lets so many people in for so many days; it is shown this once."""
    await require_steward(actor, group_id)
    if not (1 <= uses <= 500 and 1 <= days <= 365):
        raise Invalid.at("/uses" if not 1 <= uses <= 500 else "/days", "out_of_range")
    code = secrets.token_urlsafe(16)
    invitation = await Invitation.create(
        group_id=group_id,
        code_hash=_hashed(code),
        created_by=actor,
        uses_left=uses,
        expires_at=now + timedelta(days=days),
        created_at=now,
    )
    Journal.write("group.invited", actor=actor, subject=invitation, group_id=group_id, now=now)
    return code


async def invited_to(code: str, *, now: datetime) -> Group:
    """The group that a code lets one into, without using it up."""
    invitation = await Invitation.filter(code_hash=_hashed(code)).select_related("group").first()
    if invitation is None or not invitation.is_good(now):
        raise Gone(what="invitation")
    return invitation.group


@transactional
async def join(actor: Person, code: str, *, now: datetime) -> Group:
    """Join by an invitation; a member who does it again stays one, and no use is spent."""
    require_active(actor)
    group = await invited_to(code, now=now)
    standing = await Membership.get_or_none(person_id=actor.id, group_id=group.id)
    if standing is not None and standing.state is Standing.ACTIVE:
        return group
    if standing is not None and standing.state is Standing.SUSPENDED:
        raise Forbidden(why="suspended")
    spent = await Invitation.filter(code_hash=_hashed(code), uses_left__gt=0).update(uses_left=F("uses_left") - 1)
    if not spent:
        raise Gone(what="invitation")
    await _let_in(actor, group, standing, now)
    return group


async def _let_in(actor: Person, group: Group, standing: Membership | None, now: datetime) -> None:
    if standing is None:
        with racing():
            await Membership.create(person=actor, group=group, state=Standing.ACTIVE, joined_at=now)
    else:
        await Membership.filter(id=standing.id).update(
            state=Standing.ACTIVE, role=GroupRole.MEMBER, joined_at=now, version=standing.version + 1
        )
    Journal.write("group.joined", actor=actor, subject=actor, group_id=group.id, now=now)
    for steward in await stewards(group.id):
        tell(steward, NoticeKind.MEMBER_JOINED, now=now, person_id=actor.id, group_id=group.id)


@transactional
async def name_area(actor: Person, group_id: UUID, name: str, point: tuple[float, float], *, now: datetime) -> Area:
    """Draw up an area by the name that people use for it; the same name again moves it."""
    await require_steward(actor, group_id)
    kept = clean_line(name, pointer="/name", longest=NAME_LONGEST)
    area, made = await Area.get_or_create(
        group_id=group_id,
        folded=folded(kept),
        defaults={"name": kept, "lat": point[0], "lon": point[1], "created_at": now},
    )
    if not made:
        await Area.filter(id=area.id).update(name=kept, lat=point[0], lon=point[1])
    Journal.write("group.area_named", actor=actor, subject=area, group_id=group_id, now=now)
    return await Area.get(id=area.id)


async def areas(group: Group) -> list[Area]:
    """The parts of town that the stewards named, by name."""
    return await Area.filter(group_id=group.id).order_by("name")


@transactional
async def connect_chat(actor: Person, group_id: UUID, chat_id: int, *, now: datetime) -> Group:
    """Let the bot tell this chat of new offers and needs."""
    await require_steward(actor, group_id)
    await Group.filter(telegram_chat_id=chat_id).exclude(id=group_id).update(telegram_chat_id=None)
    with racing():
        await Group.filter(id=group_id).update(telegram_chat_id=chat_id, version=F("version") + 1)
    group = await Group.get(id=group_id)
    Journal.write("group.chat_connected", actor=actor, subject=group, group_id=group_id, now=now)
    return group


@transactional
async def disconnect_chat(chat_id: int, *, now: datetime) -> None:
    """The bot was put out of this chat: nothing is told there any more."""
    group = await Group.get_or_none(telegram_chat_id=chat_id)
    if group is not None:
        await Group.filter(id=group.id).update(telegram_chat_id=None, version=F("version") + 1)
        Journal.write("group.chat_disconnected", subject=group, group_id=group.id, now=now)


def _hashed(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
