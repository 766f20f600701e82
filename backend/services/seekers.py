"""Who looks for something like this: for somebody who adds a thing, the open needs near by that it would meet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from backend.services import blocks, finding, groups, resources, waiting
from backend.services.waiting import NEED, Kept
from matching.geo import Band
from matching.intervals import Period
from models.need import Need, NeedState
from models.person import Person
from models.resource import Offer


@dataclass(frozen=True, slots=True)
class Sought:
    """A neighbour's need, how far away they look from, and when the thing could serve them; never who or where."""

    need: Need
    near: Band
    free: Period | None


async def seekers(actor: Person, resource_id: UUID, *, now: datetime, limit: int = 20) -> list[Sought]:
    """The open needs that this thing of the person's would meet, best first."""
    await resources.owned(actor, resource_id)
    current = waiting.current()
    await current.catch_up()
    listing = await finding.listed(resource_id)
    if listing is None:
        return []
    met = [match for match in current.standings.found_by(listing, now=now) if finding.is_close(match)]
    kept = {Kept.of(match.standing_id): match.hit for match in met}
    open_needs = await _open(actor, resource_id, [one.id for one in kept if one.kind == NEED], now)
    sought = [(open_needs.get(one.id), hit) for one, hit in kept.items() if one.kind == NEED]
    return [Sought(need, hit.band, hit.free) for need, hit in sought if need is not None][:limit]


async def _open(actor: Person, resource_id: UUID, ids: list[UUID], now: datetime) -> dict[UUID, Need]:
    """Those that are open, and stated in a group that both belong to and that the thing is offered to."""
    offered = {offer.group_id for offer in await Offer.filter(resource_id=resource_id)}
    shared = offered & {group.id for group in await groups.of(actor)}
    rows = Need.filter(id__in=ids, state=NeedState.OPEN, expires_at__gt=now, group_id__in=list(shared))
    able = rows.filter(person__suspended_at=None, person__erased_at=None).exclude(person_id=actor.id)
    apart = await blocks.apart_from(actor.id)
    return {need.id: need for need in await able if need.person_id not in apart}
