"""Rounds: a group's stewards open one for things that many want; members see it, and how it was decided."""

from __future__ import annotations

import hashlib
import secrets
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from backend.services import blocks, groups
from backend.services.people import require_active
from backend.services.telling import announce, tell
from backend.services.wording import clean_line, clean_optional
from matching.categories import load
from models.errors import Gone, Invalid, NotFound, Stale
from models.group import Group, Membership, Standing
from models.journal import Journal
from models.notice import NoticeKind
from models.person import Person
from models.resource import Listed, Offer, Resource
from models.round import RequestState, Round, RoundRequest, RoundState, RoundThing
from models.transaction import transactional

NAME_LONGEST = 80
SEED_LENGTHS = (16, 200)
MOST_THINGS = 30
WEEKS, MOST_WEEKS = 12, 104
COLLECTED_FOR = timedelta(days=60)
WINDOW = timedelta(days=92)


@dataclass(frozen=True, slots=True)
class Plan:
    """A round to be opened: the things named, and all of a category; requests until the cut-off, bookings in between.

    seed: what the draw is made from. Left out, it is drawn here and known to nobody before the cut-off, which is the
    better choice: one that a steward names is known to that steward. Only its SHA-256 is published at once; the seed
    itself follows at the cut-off, so that nobody can choose another after seeing the requests.
    """

    group_id: UUID
    name: str
    cut_off_at: datetime
    starts_at: datetime
    ends_at: datetime
    resource_ids: tuple[UUID, ...] = ()
    category_id: str | None = None
    weeks: int = WEEKS
    seed: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A round as a member sees it: its things by title, and how many requests there are."""

    round: Round
    things: tuple[Resource, ...]
    asked: int


@transactional
async def open_round(actor: Person, plan: Plan, *, now: datetime) -> Shown:
    """Collect requests from now on; the group's chat hears of it. For stewards of the group.

    Only things whose owner has agreed beforehand are in a round: what the group owns, and what can be booked at once.
    """
    await groups.require_steward(actor, plan.group_id)
    _check_times(plan, now)
    if not 1 <= plan.weeks <= MOST_WEEKS:
        raise Invalid.at("/weeks", "out_of_range", ge=1, le=MOST_WEEKS)
    seed = _seed(plan.seed)
    things = await _things(plan)
    opened = await Round.create(
        group_id=plan.group_id,
        opened_by=actor,
        name=clean_line(plan.name, pointer="/name", longest=NAME_LONGEST),
        cut_off_at=plan.cut_off_at,
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        weeks=plan.weeks,
        seed=seed,
        seed_hash=fingerprint(seed),
        next_at=plan.cut_off_at,
        created_at=now,
    )
    await RoundThing.bulk_create([RoundThing(round_id=opened.id, resource_id=thing.id) for thing in things])
    Journal.write("round.opened", actor=actor, subject=opened, group_id=opened.group_id, now=now)
    announce(await Group.get(id=opened.group_id), NoticeKind.ROUND_OPENED, now=now, round_id=opened.id)
    return await shown(opened)


def fingerprint(seed: str) -> str:
    """What is published of a seed before the cut-off: the SHA-256 of it in UTF-8, in hexadecimal."""
    return hashlib.sha256(seed.encode()).hexdigest()


async def get(actor: Person, round_id: UUID) -> Round:
    """A round of a group that the person belongs to; any other is not there for them."""
    require_active(actor)
    found = await Round.get_or_none(id=round_id)
    if found is None or not await _member(actor, found.group_id):
        raise NotFound(what="round")
    return found


async def seen(actor: Person, round_id: UUID) -> Shown:
    """A round with its things, without those of whom the person is kept apart from."""
    return await shown(await get(actor, round_id), await blocks.apart_from(actor.id))


async def of_groups(
    actor: Person, *, group_id: UUID | None = None, before: UUID | None = None, limit: int = 20
) -> list[Shown]:
    """The rounds of one of the person's groups, or of all of them, the newest first."""
    own = [group.id for group in await groups.of(actor)] if group_id is None else [group_id]
    if group_id is not None:
        await groups.membership(actor, group_id)
    found = Round.filter(group_id__in=own)
    if before is not None:
        found = found.filter(id__lt=before)
    apart = await blocks.apart_from(actor.id)
    return await _shown(await found.order_by("-id").limit(limit), apart)


async def announced(round_id: UUID, *, now: datetime) -> Shown | None:
    """A round as a group's chat may hear of it; None where it takes no requests any more."""
    found = await Round.get_or_none(id=round_id)
    return await shown(found) if found and found.takes_requests(now) else None


async def shown(found: Round, apart: frozenset[UUID] = frozenset()) -> Shown:
    """The round with its things, by title, and the number of requests that were not taken back.

    apart: whose things stay out.
    """
    [one] = await _shown([found], apart)
    return one


async def _shown(found: Sequence[Round], apart: frozenset[UUID]) -> list[Shown]:
    """The same of several, in two queries."""
    ids = [one.id for one in found]
    things = defaultdict[UUID, list[Resource]](list)
    for row in await RoundThing.filter(round_id__in=ids).select_related("resource"):
        if row.resource.owner_id not in apart:
            things[row.round_id].append(row.resource)
    requests = RoundRequest.filter(round_id__in=ids).exclude(state=RequestState.WITHDRAWN)
    asked = Counter(UUID(str(one)) for one in await requests.values_list("round_id", flat=True))
    return [Shown(one, tuple(sorted(things[one.id], key=_by_title)), asked[one.id]) for one in found]


@transactional
async def call_off(actor: Person, round_id: UUID, *, now: datetime, version: int | None = None) -> Round:
    """Have no round after all, and tell those who asked; only before the cut-off. Saying it again changes nothing."""
    found = await get(actor, round_id)
    await groups.require_steward(actor, found.group_id)
    if version is not None and version != found.version:
        raise Stale(what="round")
    if found.state is RoundState.CALLED_OFF:
        return found
    standing = Round.filter(id=found.id, state=RoundState.OPEN, cut_off_at__gt=now)
    if not await standing.update(state=RoundState.CALLED_OFF, next_at=None, version=found.version + 1):
        raise Gone(what="round")
    Journal.write("round.called_off", actor=actor, subject=found, group_id=found.group_id, now=now)
    rows = RoundRequest.filter(round_id=found.id, state=RequestState.STANDING).select_related("person")
    for person in {row.person_id: row.person for row in await rows}.values():
        mark = f"round_called_off:{found.id}:{person.id}"
        tell(person, NoticeKind.ROUND_CALLED_OFF, now=now, dedupe=mark, round_id=found.id)
    return await Round.get(id=found.id)


async def eligible(actor: Person, group_id: UUID) -> list[Resource]:
    """The things of the group that a round can be about, by title, for its stewards."""
    await groups.require_steward(actor, group_id)
    return await _eligible(group_id)


async def _eligible(group_id: UUID) -> list[Resource]:
    rows = Offer.filter(group_id=group_id, resource__state=Listed.LISTED)
    offered = [row.resource for row in await rows.select_related("resource__place", "resource__owner")]
    agreed = [thing for thing in offered if thing.owner_group_id == group_id or thing.instant]
    there = [thing for thing in agreed if thing.place.cell and (thing.owner is None or thing.owner.may_act())]
    return sorted(there, key=_by_title)


def _by_title(thing: Resource) -> tuple[str, str]:
    return thing.title, str(thing.id)


async def _things(plan: Plan) -> list[Resource]:
    """Those that are named, each of which has to be possible, and those of the category that are."""
    tree = load()
    if plan.category_id is not None and plan.category_id not in tree:
        raise Invalid.at("/category_id", "unknown_category")
    possible = {thing.id: thing for thing in await _eligible(plan.group_id)}
    for place, resource_id in enumerate(plan.resource_ids):
        if resource_id not in possible:
            raise Invalid.at(f"/resource_ids/{place}", "not_for_round")
    wanted = [
        thing
        for thing in possible.values()
        if thing.id in plan.resource_ids
        or (thing.category_id in tree and plan.category_id in tree.path(thing.category_id))
    ]
    if not wanted:
        raise Invalid.at("/resource_ids" if plan.category_id is None else "/category_id", "nothing_for_round")
    if len(wanted) > MOST_THINGS:
        raise Invalid.at("/resource_ids", "too_long", max_length=MOST_THINGS)
    return wanted


async def _member(actor: Person, group_id: UUID) -> bool:
    return await Membership.exists(person_id=actor.id, group_id=group_id, state=Standing.ACTIVE)


def _check_times(plan: Plan, now: datetime) -> None:
    """The cut-off is to come, the window after it, and neither too far away."""
    if plan.cut_off_at <= now:
        raise Invalid.at("/cut_off_at", "in_the_past")
    if plan.cut_off_at - now > COLLECTED_FOR:
        raise Invalid.at("/cut_off_at", "too_far_ahead", days=COLLECTED_FOR.days)
    if plan.starts_at < plan.cut_off_at:
        raise Invalid.at("/starts_at", "before_cut_off")
    if plan.ends_at <= plan.starts_at:
        raise Invalid.at("/ends_at", "end_before_start")
    if plan.ends_at - plan.cut_off_at > WINDOW:
        raise Invalid.at("/ends_at", "too_far_ahead", days=WINDOW.days)


def _seed(named: str) -> str:
    if not named:
        return secrets.token_hex(32)
    least, most = SEED_LENGTHS
    seed = clean_optional(named, pointer="/seed", longest=most)
    if len(seed) < least:
        raise Invalid.at("/seed", "string_too_short", min_length=least)
    return seed
