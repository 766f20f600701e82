"""What owners do with their things: offer, change, pause, retire, and choose who sees them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from backend.services import blocks, groups, homes, links
from backend.services.faults import pointed
from backend.services.people import require_active
from backend.services.wording import clean_line, clean_text
from matching.opening import from_dict as opening_from
from matching.rules import from_dict as rules_from
from models.errors import Forbidden, Invalid, NotFound, Stale
from models.group import Group, Membership, Standing
from models.journal import Journal
from models.person import Person
from models.resource import Category, Condition, Listed, Offer, Resource, Unit
from models.transaction import transactional

TITLE_LONGEST, DESCRIPTION_LONGEST, UNITS_MOST = 80, 2_000, 200
LISTED_FOR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Thing:
    """What an owner says of a resource; the place defaults to their home, the groups to all of theirs."""

    title: str
    category_id: str
    description: str = ""
    condition: Condition = Condition.GOOD
    value_minor: int | None = None
    units: int = 1
    place_id: UUID | None = None
    group_ids: tuple[UUID, ...] | None = None
    owner_group_id: UUID | None = None
    instant: bool = False
    seen_by_linked: bool = False
    rules: dict[str, Any] = field(default_factory=dict)
    opening: dict[str, Any] | None = None
    import_key: str | None = None


@dataclass(frozen=True, slots=True)
class Changes:
    """What may be changed later; None leaves it as it is."""

    title: str | None = None
    description: str | None = None
    condition: Condition | None = None
    instant: bool | None = None
    seen_by_linked: bool | None = None
    state: Listed | None = None
    rules: dict[str, Any] | None = None
    opening: dict[str, Any] | None = None


@transactional
async def offer(actor: Person, thing: Thing, *, now: datetime) -> Resource:
    """List a thing for one's groups; for a commons, a steward does it in the group's name."""
    require_active(actor)
    if thing.owner_group_id is not None:
        await groups.require_steward(actor, thing.owner_group_id)
    resource = await _listed(actor, thing, now)
    await Unit.bulk_create([Unit(resource_id=resource.id, label=_label(n, thing.units)) for n in range(thing.units)])
    news = thing.import_key is None
    Journal.write("resource.offered", actor=actor, subject=resource, now=now, resource_id=resource.id, news=news)
    for group in await _audience(actor, thing):
        await Offer.create(resource=resource, group=group, created_at=now)
    return resource


async def _listed(actor: Person, thing: Thing, now: datetime) -> Resource:
    category = await _category(thing.category_id)
    if not 1 <= thing.units <= UNITS_MOST:
        raise Invalid.at("/units", "out_of_range", ge=1, le=UNITS_MOST)
    place = await homes.require(actor) if thing.place_id is None else await homes.usable(actor, thing.place_id)
    check_terms(thing.rules, thing.opening)
    return await Resource.create(
        owner_id=None if thing.owner_group_id else actor.id,
        owner_group_id=thing.owner_group_id,
        kind=category.kind,
        category=category,
        title=clean_line(thing.title, pointer="/title", longest=TITLE_LONGEST),
        description=clean_text(thing.description, pointer="/description", longest=DESCRIPTION_LONGEST),
        condition=thing.condition,
        value_minor=thing.value_minor,
        place=place,
        rules=thing.rules,
        opening=thing.opening,
        instant=thing.instant,
        seen_by_linked=thing.seen_by_linked,
        import_key=thing.import_key,
        lapses_at=now + LISTED_FOR,
        created_at=now,
    )


async def _category(category_id: str) -> Category:
    category = await Category.get_or_none(id=category_id)
    if category is None:
        raise Invalid.at("/category_id", "unknown_category")
    return category


async def _audience(actor: Person, thing: Thing) -> list[Group]:
    if thing.owner_group_id is not None and thing.group_ids is None:
        return [await groups.get(actor, thing.owner_group_id)]
    own = {group.id: group for group in await groups.of(actor)}
    wanted = tuple(own) if thing.group_ids is None else tuple(dict.fromkeys(thing.group_ids))
    if not wanted:
        raise Invalid.at("/group_ids", "no_group")
    if any(group_id not in own for group_id in wanted):
        raise NotFound(what="group")
    return [own[group_id] for group_id in wanted]


def check_terms(rules: dict[str, Any] | None, opening: dict[str, Any] | None) -> None:
    """Refuse terms or opening hours that the rules cannot read, pointing at what is wrong."""
    with pointed("/rules"):
        rules_from(rules or {})
    with pointed("/opening"):
        opening_from({"zone": "UTC", **(opening or {})})


def _label(position: int, of: int) -> str:
    return "" if of == 1 else str(position + 1)


async def visible(actor: Person, resource_id: UUID) -> Resource:
    """A resource this person may know of: one they decide on, or one that is seen in a group of theirs."""
    resource = await Resource.get_or_none(id=resource_id).select_related("place", "owner", "owner_group")
    if resource is None or not await _sees(actor, resource):
        raise NotFound(what="resource")
    return resource


async def announced(resource_id: UUID) -> Resource | None:
    """A thing as a group's chat may hear of it; None where it is not on offer any more."""
    resource = await Resource.get_or_none(id=resource_id, state=Listed.LISTED).select_related("owner")
    return resource if resource and (resource.owner is None or resource.owner.may_act()) else None


async def _sees(actor: Person, resource: Resource) -> bool:
    if await decides(actor, resource):
        return True
    if resource.state is Listed.RETIRED or (resource.owner is not None and not resource.owner.may_act()):
        return False
    return await reaches(actor, resource)


async def reaches(person: Person, resource: Resource) -> bool:
    """Whether a group of this person's sees it, and neither they nor its owner block the other."""
    if not await common_groups(person, resource):
        return False
    return resource.owner_id is None or not await blocks.are_apart(person.id, resource.owner_id)


async def common_groups(actor: Person, resource: Resource) -> list[UUID]:
    """The groups in which this person sees the resource, the oldest offer first, those linked with them last.

    None, while they are suspended.
    """
    if not actor.may_act():
        return []
    mine = {membership.group_id for membership in await Membership.filter(person_id=actor.id, state=Standing.ACTIVE)}
    offered = await Offer.filter(resource_id=resource.id).order_by("created_at", "id")
    beyond = await links.beyond(resource.id) if resource.seen_by_linked else []
    return [group_id for group_id in (*(offer.group_id for offer in offered), *beyond) if group_id in mine]


async def owned(actor: Person, resource_id: UUID) -> Resource:
    """A resource that this person decides on: its owner, or a steward of the group that owns it."""
    resource = await visible(actor, resource_id)
    if not await decides(actor, resource):
        raise Forbidden(why="not_yours")
    return resource


async def decides(actor: Person, resource: Resource) -> bool:
    """Whether the person may decide on this resource and its bookings."""
    if resource.owner_id is not None:
        return resource.owner_id == actor.id
    return any(steward.id == actor.id for steward in await groups.stewards(_commons(resource)))


async def deciders(resource: Resource) -> list[Person]:
    """Who is asked about this resource: the owner, or the stewards of the commons."""
    if resource.owner_id is not None:
        return [await Person.get(id=resource.owner_id)]
    return await groups.stewards(_commons(resource))


async def mine(actor: Person) -> list[Resource]:
    """What this person lists themselves, the newest first, without what is retired."""
    return (
        await Resource.filter(owner_id=actor.id)
        .exclude(state=Listed.RETIRED)
        .select_related("place")
        .order_by("-created_at", "-id")
    )


@transactional
async def change(
    actor: Person, resource_id: UUID, changes: Changes, *, now: datetime, version: int | None = None
) -> Resource:
    """Change, pause, list again or retire a thing; with `version`, only if nothing changed since they looked."""
    require_active(actor)
    resource = await owned(actor, resource_id)
    chosen = _chosen(changes)
    if not chosen:
        return resource
    if changes.state is Listed.LISTED and not resource.place.cell:
        raise Invalid.at("/state", "no_home")
    was = resource.version if version is None else version
    if not await Resource.filter(id=resource.id, version=was).update(**chosen, version=was + 1):
        raise Stale(what="resource")
    Journal.write(
        "resource.changed", actor=actor, subject=resource, now=now, resource_id=resource.id, fields=sorted(chosen)
    )
    return await visible(actor, resource_id)


def _chosen(changes: Changes) -> dict[str, Any]:
    check_terms(changes.rules, changes.opening)
    chosen: dict[str, Any] = {
        name: getattr(changes, name)
        for name in ("condition", "instant", "seen_by_linked", "state", "rules", "opening")
        if getattr(changes, name) is not None
    }
    if changes.title is not None:
        chosen["title"] = clean_line(changes.title, pointer="/title", longest=TITLE_LONGEST)
    if changes.description is not None:
        chosen["description"] = clean_text(changes.description, pointer="/description", longest=DESCRIPTION_LONGEST)
    return chosen


def _commons(resource: Resource) -> UUID:
    if resource.owner_group_id is None:
        raise NotFound(what="group")
    return resource.owner_group_id
