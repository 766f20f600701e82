"""Links between neighbouring groups: one side proposes, the other agrees, either ends it.

A link alone shows nothing to anybody: what an owner has marked as `seen_by_linked` can be found and asked for by the
members of groups linked with one it is offered to. A link leads one step and no further.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from backend.services import groups
from backend.services.telling import tell
from models.errors import Conflict, Invalid, NotFound
from models.fields import identifier
from models.group import STEWARDING, Group
from models.journal import Journal
from models.link import GroupLink
from models.notice import NoticeKind
from models.person import Person
from models.transaction import execute, racing, transactional

MOST = 20
"""Links and proposals of its own that a group has at a time when it may propose no more."""

_SIDES = """
    SELECT group_id AS here, other_id AS there, since FROM group_links WHERE since IS NOT NULL AND ended_at IS NULL
    UNION ALL
    SELECT other_id, group_id, since FROM group_links WHERE since IS NOT NULL AND ended_at IS NULL
"""
SEEN_BEYOND = f"""
    SELECT o.resource_id, s.there AS group_id FROM ({_SIDES}) AS s JOIN offers AS o ON o.group_id = s.here
        JOIN resources AS r ON r.id = o.resource_id
    WHERE r.seen_by_linked
"""  # noqa: S608 - a clause
"""The linked groups in which resources are seen by their owners' choice; more conditions may follow."""
_AROUND = f"""
    SELECT 1 FROM ({_SIDES}) AS s JOIN offers AS o ON o.group_id = s.here WHERE o.resource_id = $1 LIMIT 1
"""  # noqa: S608 - a clause


@dataclass(frozen=True, slots=True)
class Linked:
    """A link as one of its two groups sees it; waits_for_us: the other side proposed it and nobody agreed yet."""

    link: GroupLink
    own: Group
    other: Group

    @property
    def is_agreed(self) -> bool:
        return self.link.since is not None

    @property
    def waits_for_us(self) -> bool:
        return not self.is_agreed and self.link.group_id == self.other.id


@transactional
async def propose(actor: Person, group_id: UUID, slug: str, *, now: datetime) -> Linked:
    """Propose a link to the group of that short name; where it has proposed one itself, that is agreed to."""
    await groups.require_steward(actor, group_id)
    other = await Group.get_or_none(slug=slug)
    if other is None:
        raise NotFound(what="group")
    if other.id == group_id:
        raise Invalid.at("/slug", "own_group")
    known = await _of(group_id).filter(Q(group_id=other.id) | Q(other_id=other.id)).first()
    if known is not None:
        seen = _seen(known, group_id)
        return await agree(actor, group_id, known.id, now=now) if seen.waits_for_us else seen
    await _refuse_more_than_enough(group_id)
    with racing():
        made = await GroupLink.create(group_id=group_id, other_id=other.id, proposed_by=actor, created_at=now)
    _note("link.proposed", actor, made, now)
    for steward in await groups.stewards(other.id):
        tell(steward, NoticeKind.LINK_PROPOSED, now=now, group_id=other.id, link_id=made.id)
    return await _get(group_id, made.id)


@transactional
async def agree(actor: Person, group_id: UUID, link_id: UUID, *, now: datetime) -> Linked:
    """Agree to what the other side proposed; saying it again changes nothing."""
    await groups.require_steward(actor, group_id)
    seen = await _get(group_id, link_id)
    if not seen.is_agreed and not seen.waits_for_us:
        raise Conflict(why="link_waits")
    waiting = GroupLink.filter(id=link_id, since=None, ended_at=None)
    if await waiting.update(since=now, agreed_by_id=actor.id):
        _note("link.agreed", actor, seen.link, now)
        for steward in await groups.stewards(seen.other.id):
            tell(steward, NoticeKind.LINK_AGREED, now=now, group_id=seen.other.id, link_id=link_id)
    return await _get(group_id, link_id)


@transactional
async def end(actor: Person, group_id: UUID, link_id: UUID, *, now: datetime) -> None:
    """End a link, decline one or take a proposal back; saying it again changes nothing."""
    await groups.require_steward(actor, group_id)
    link = await GroupLink.filter(Q(group_id=group_id) | Q(other_id=group_id), id=link_id).first()
    if link is None:
        raise NotFound(what="link")
    if await GroupLink.filter(id=link_id, ended_at=None).update(ended_at=now):
        _note("link.ended", actor, link, now)


async def of(actor: Person, group_id: UUID) -> list[Linked]:
    """With whom the group is linked, the oldest first; to its stewards also what is proposed."""
    role = (await groups.membership(actor, group_id)).role
    found = [_seen(link, group_id) for link in await _of(group_id).order_by("created_at", "id")]
    return [one for one in found if one.is_agreed or role in STEWARDING]


async def in_charge_of(actor: Person) -> list[Linked]:
    """The same of all the groups that the person answers for."""
    return [one for group in await groups.stewarded_by(actor) for one in await of(actor, group.id)]


async def proposed(link_id: UUID) -> Linked | None:
    """A link as the side that was asked sees it; None where it does not stand any more."""
    link = await GroupLink.get_or_none(id=link_id, ended_at=None).select_related("group", "other")
    return _seen(link, link.other_id) if link else None


async def beyond(resource_id: UUID) -> list[UUID]:
    """The linked groups in which a resource is seen, the oldest link first."""
    rows = await execute(SEEN_BEYOND + " AND r.id = $1 ORDER BY s.since", [resource_id])
    return [identifier(row["group_id"]) for row in rows]


async def lie_around(resource_id: UUID) -> bool:
    """Whether a group that the resource is offered to is linked with any."""
    return bool(await execute(_AROUND, [resource_id]))


def _of(group_id: UUID) -> QuerySet[GroupLink]:
    """What stands or is proposed, with both groups."""
    sides = Q(group_id=group_id) | Q(other_id=group_id)
    return GroupLink.filter(sides, ended_at=None).select_related("group", "other")


async def _get(group_id: UUID, link_id: UUID) -> Linked:
    link = await _of(group_id).filter(id=link_id).first()
    if link is None:
        raise NotFound(what="link")
    return _seen(link, group_id)


def _seen(link: GroupLink, group_id: UUID) -> Linked:
    own, other = (link.group, link.other) if link.group_id == group_id else (link.other, link.group)
    return Linked(link, own, other)


async def _refuse_more_than_enough(group_id: UUID) -> None:
    """Two stewards at once wait for each other here, so that the count is right; others' proposals take no place."""
    await Group.filter(id=group_id).select_for_update().first()
    if await _of(group_id).filter(Q(group_id=group_id) | Q(since__isnull=False)).count() >= MOST:
        raise Conflict(why="enough_links", most=MOST)


def _note(verb: str, actor: Person, link: GroupLink, now: datetime) -> None:
    """One fact for each group, so that it is in the log of both."""
    for group_id in (link.group_id, link.other_id):
        Journal.write(verb, actor=actor, subject=link, group_id=group_id, now=now)
