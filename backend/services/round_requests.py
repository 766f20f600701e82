"""What members ask of a round: put in, changed and taken back until the cut-off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from backend.services import groups, homes, rounds
from models.errors import Conflict, Gone, Invalid, NotFound, Stale
from models.journal import Journal
from models.person import Person
from models.round import RequestState, Round, RoundRequest
from models.transaction import execute, for_update, transactional

MOST_OF_ONE = 5
"""Requests that one person may have in a round."""
MOST = 300
"""Requests that a round takes."""
LONGEST_MINUTES = 60 * 24 * 31

_LOCK = "SELECT id FROM rounds WHERE id = $1"


@dataclass(frozen=True, slots=True)
class Wish:
    """Any one of these things (of all of the round, where none is named) for so long, somewhere in the window."""

    starts_at: datetime
    ends_at: datetime
    duration_minutes: int
    resource_ids: tuple[UUID, ...] = ()


@transactional
async def put(actor: Person, round_id: UUID, wish: Wish, *, now: datetime) -> RoundRequest:
    """Ask for something in the round; distance is reckoned from the cell of the person's home."""
    asked = await _taking(actor, round_id, now)
    await homes.require(actor)
    chosen = await _checked(actor, asked, wish)
    standing = RoundRequest.filter(round_id=asked.id, state=RequestState.STANDING)
    if await standing.filter(person_id=actor.id).count() >= MOST_OF_ONE:
        raise Conflict(why="enough_requests", most=MOST_OF_ONE)
    if await standing.count() >= MOST:
        raise Conflict(why="round_full")
    request = await RoundRequest.create(round_id=asked.id, person=actor, created_at=now, **chosen)
    Journal.write("round.asked", actor=actor, subject=request, group_id=asked.group_id, now=now, round_id=asked.id)
    return request


@transactional
async def change(
    actor: Person, request_id: UUID, wish: Wish, *, now: datetime, version: int | None = None
) -> RoundRequest:
    """Ask for something else instead; the request keeps its id, and with it its lot in the draw."""
    request = await get(actor, request_id)
    asked = await _taking(actor, request.round_id, now)
    chosen = await _checked(actor, asked, wish)
    await _store(request, version, **chosen)
    Journal.write("round.asked_anew", actor=actor, subject=request, group_id=asked.group_id, now=now)
    return await get(actor, request_id)


@transactional
async def withdraw(actor: Person, request_id: UUID, *, now: datetime, version: int | None = None) -> RoundRequest:
    """Take a request back; saying it again changes nothing."""
    request = await get(actor, request_id)
    if request.state is RequestState.WITHDRAWN:
        return request
    asked = await _taking(actor, request.round_id, now)
    await _store(request, version, state=RequestState.WITHDRAWN)
    Journal.write("round.withdrawn", actor=actor, subject=request, group_id=asked.group_id, now=now)
    return await get(actor, request_id)


async def get(actor: Person, request_id: UUID) -> RoundRequest:
    """One of the person's own requests."""
    request = await RoundRequest.get_or_none(id=request_id, person_id=actor.id).select_related("booking__resource")
    if request is None:
        raise NotFound(what="round_request")
    return request


async def of_round(actor: Person, round_id: UUID, request_id: UUID) -> RoundRequest:
    """The same, in this very round, while the person belongs to its group."""
    await rounds.get(actor, round_id)
    request = await get(actor, request_id)
    if request.round_id != round_id:
        raise NotFound(what="round_request")
    return request


async def mine(actor: Person, round_id: UUID) -> list[RoundRequest]:
    """The person's own requests in a round, the oldest first, without what they took back."""
    asked = await rounds.get(actor, round_id)
    own = RoundRequest.filter(round_id=asked.id, person_id=actor.id).exclude(state=RequestState.WITHDRAWN)
    return await own.select_related("booking__resource").order_by("id")


async def _taking(actor: Person, round_id: UUID, now: datetime) -> Round:
    """The round, locked: whoever decides on it waits for this request, or this one sees that it is closed."""
    await rounds.get(actor, round_id)
    await execute(_LOCK + for_update(), [round_id])
    asked = await rounds.get(actor, round_id)
    await groups.membership(actor, asked.group_id)
    if not asked.takes_requests(now):
        raise Gone(what="round")
    return asked


async def _store(request: RoundRequest, version: int | None, **changed: object) -> None:
    was = request.version if version is None else version
    seen = RoundRequest.filter(id=request.id, version=was, state=RequestState.STANDING)
    if not await seen.update(**changed, version=was + 1):
        raise Stale(what="round_request")


async def _checked(actor: Person, asked: Round, wish: Wish) -> dict[str, Any]:
    """The wish as it is stored; refused where nothing in the round could ever meet it."""
    start, end = _within(asked, wish)
    known = {thing.id for thing in (await rounds.seen(actor, asked.id)).things}
    for place, resource_id in enumerate(wish.resource_ids):
        if resource_id not in known:
            raise Invalid.at(f"/resource_ids/{place}", "not_in_round")
    return {
        "resource_ids": [str(one) for one in dict.fromkeys(wish.resource_ids)],
        "starts_at": start,
        "ends_at": end,
        "duration_minutes": wish.duration_minutes,
    }


def _within(asked: Round, wish: Wish) -> tuple[datetime, datetime]:
    """The part of the wished window that lies in the round's, long enough."""
    if not 1 <= wish.duration_minutes <= LONGEST_MINUTES:
        raise Invalid.at("/duration_minutes", "out_of_range", ge=1, le=LONGEST_MINUTES)
    if wish.ends_at <= wish.starts_at:
        raise Invalid.at("/ends_at", "end_before_start")
    start, end = max(wish.starts_at, asked.starts_at), min(wish.ends_at, asked.ends_at)
    if end <= start:
        raise Invalid.at("/starts_at", "outside_round")
    if end - start < timedelta(minutes=wish.duration_minutes):
        raise Invalid.at("/duration_minutes", "longer_than_window")
    return start, end
