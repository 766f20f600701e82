"""Deciding a round at its cut-off: close it, allocate outside of any transaction, book what was given, tell people.

Each of the two transactions moves the round on by compare-and-set, so that two clocks decide it once; where the one in
between is cut short, the next try begins again from the same requests.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from backend.services import blocks, calendars
from backend.services.bookings import Granted, expire_holds, grant
from backend.services.bookings import Wanted as Booked
from backend.services.one_by_one import one_by_one
from backend.services.round_choices import Thing, Wanted, choices
from backend.services.round_records import written, written_given
from backend.services.telling import tell
from matching.allocation import allocate
from matching.draw import draw_rank
from matching.intervals import Period
from matching.rounds import Allocation, Choice, Request
from matching.rounds import Round as Asked
from models.booking import Booking
from models.errors import Refused
from models.fields import identifier
from models.group import Membership, Standing
from models.journal import Journal
from models.lifecycle import State
from models.notice import NoticeKind
from models.person import Person
from models.place import Place, PlaceKind
from models.resource import Listed, Offer
from models.round import RequestState, Round, RoundRecord, RoundRequest, RoundState, RoundThing
from models.transaction import execute, transactional

LEASE = timedelta(minutes=15)
"""After which another try is made, where nothing has come of one."""
_HAD = (State.RETURNED, State.CLOSED)


@dataclass(frozen=True, slots=True)
class Closed:
    """A round that takes no more requests, with all that it is decided from."""

    round: Round
    things: Mapping[UUID, Thing]
    requests: tuple[RoundRequest, ...]
    wanted: Mapping[UUID, Wanted]
    had: Mapping[UUID, int]


@dataclass(frozen=True, slots=True)
class Decided:
    """What was put to the allocation, what it gave, and to which thing each unit belongs."""

    asked: Asked
    found: Allocation
    things: Mapping[str, Thing]


async def advance(*, now: datetime, limit: int = 20) -> int:
    """Decide the rounds that are due; how many were."""
    rows = await execute("SELECT id FROM rounds WHERE next_at <= $1 ORDER BY next_at LIMIT $2", [now, limit])
    return await one_by_one([identifier(row["id"]) for row in rows], partial(_decide, now=now))


async def _decide(round_id: UUID, *, now: datetime) -> int:
    closed = await close(round_id, now=now)
    if closed is None:
        return 0
    return await settle(closed, await asyncio.to_thread(decide, closed, now), now=now)


@transactional
async def close(round_id: UUID, *, now: datetime) -> Closed | None:
    """Take no more requests, and read what there is; None where somebody else is at it."""
    found = await Round.get(id=round_id)
    due = Round.filter(id=round_id, version=found.version, next_at__lte=now)
    if not await due.update(state=RoundState.CLOSED, next_at=now + LEASE, version=found.version + 1):
        return None
    found = await Round.get(id=round_id)
    rows = await RoundRequest.filter(round_id=round_id, state=RequestState.STANDING).select_related("person")
    present = await _members(found.group_id)
    requests = tuple(sorted((row for row in rows if row.person_id in present), key=lambda row: str(row.id)))
    people = {row.person_id for row in requests}
    homes = await Place.filter(owner_id__in=list(people), kind=PlaceKind.HOME)
    cells = {UUID(str(home.owner_id)): home.cell for home in homes if home.cell}
    wanted = {
        row.id: Wanted(cells[row.person_id], Period(row.starts_at, row.ends_at), row.duration_minutes)
        for row in requests
        if row.person_id in cells
    }
    return Closed(found, await _things(found, now), requests, wanted, await _had(found, people))


async def _members(group_id: UUID) -> set[UUID]:
    """Who belongs to the group and may act."""
    rows = Membership.filter(group_id=group_id, state=Standing.ACTIVE).select_related("person")
    return {row.person_id for row in await rows if row.person.may_act()}


async def _things(asked: Round, now: datetime) -> dict[UUID, Thing]:
    """The things that the group can still have, with their calendars."""
    offered = await Offer.filter(group_id=asked.group_id).values_list("resource_id", flat=True)
    rows = RoundThing.filter(round_id=asked.id, resource__state=Listed.LISTED, resource_id__in=list(offered))
    found = {}
    for row in await rows.select_related("resource__place", "resource__owner").order_by("resource_id"):
        thing = row.resource
        if thing.place.cell and (thing.owner is None or thing.owner.may_act()):
            await expire_holds(thing.id, now=now)
            apart = await blocks.apart_from(thing.owner_id) if thing.owner_id else frozenset()
            found[thing.id] = Thing(thing.id, thing.place.cell, await calendars.of(thing), apart)
    return found


async def _had(found: Round, people: set[UUID]) -> dict[UUID, int]:
    """How many loans within the group each of them had that ended in the weeks before the cut-off."""
    since = found.cut_off_at - timedelta(weeks=found.weeks)
    ended = Booking.filter(group_id=found.group_id, state__in=_HAD, ended_at__gte=since, ended_at__lt=found.cut_off_at)
    rows = await ended.filter(borrower_id__in=list(people)).values_list("borrower_id", "resource__owner_id")
    had = dict.fromkeys(people, 0)
    for borrower_id, owner_id in rows:
        had[UUID(str(borrower_id))] += str(borrower_id) != str(owner_id)
    return had


def decide(closed: Closed, now: datetime) -> Decided:
    """Allocate; pure, and up to a good many seconds of work, so that it belongs into a thread.

    A person stands in what is published as the id of their first request.
    """
    first: dict[UUID, str] = {}
    for row in closed.requests:
        first.setdefault(row.person_id, str(row.id))
    requests = tuple(
        Request(str(row.id), first[row.person_id], _choices(row, closed, now), closed.had[row.person_id])
        for row in closed.requests
    )
    asked = Asked(requests, closed.round.seed)
    units = {str(unit): thing for thing in closed.things.values() for unit in thing.supply.units}
    return Decided(asked, allocate(asked), units)


def _choices(row: RoundRequest, closed: Closed, now: datetime) -> tuple[Choice, ...]:
    wanted = closed.wanted.get(row.id)
    named = [UUID(one) for one in row.resource_ids] or list(closed.things)
    there = [closed.things[one] for one in named if one in closed.things]
    things = [thing for thing in there if row.person_id not in thing.apart]
    return choices(wanted, things, now=now) if wanted else ()


@transactional
async def settle(closed: Closed, decided: Decided, *, now: datetime) -> int:
    """Book what was given and tell everybody, once; 0 where it has been done.

    Whoever is overtaken between the allocation and this is given another of their choices, if one is left.
    """
    still = Round.filter(id=closed.round.id, state=RoundState.CLOSED, version=closed.round.version)
    if not await still.update(state=RoundState.DONE, next_at=None, decided_at=now, version=closed.round.version + 1):
        return 0
    for resource_id in sorted(closed.things, key=str):
        await calendars.lock(resource_id)
    states = await _book(closed, decided, now)
    resources = {unit: thing.id for unit, thing in decided.things.items()}
    await RoundRecord.create(
        round_id=closed.round.id, asked=written(decided.asked, resources), given=written_given(decided.found)
    )
    Journal.write(
        "round.decided",
        subject=closed.round,
        group_id=closed.round.group_id,
        now=now,
        asked=len(states),
        served=sum(state is RequestState.GIVEN for state in states.values()),
    )
    for person in {row.person_id: row.person for row in closed.requests}.values():
        mark = f"round:{closed.round.id}:{person.id}"
        tell(person, NoticeKind.ROUND_RESULT, now=now, dedupe=mark, round_id=closed.round.id)
    return 1


async def _book(closed: Closed, decided: Decided, now: datetime) -> dict[str, RequestState]:
    """Book for everybody who is served, first what was given, then what is left to those who were overtaken."""
    rows = {str(row.id): row for row in closed.requests}
    states = {
        one.id: RequestState.NOT_GIVEN if one.choices else RequestState.IMPOSSIBLE for one in decided.asked.requests
    }
    overtaken = []
    for request_id, choice in decided.found.given.items():
        states[request_id] = await _first(closed, rows[request_id], decided, [choice], now)
        if states[request_id] is RequestState.OVERTAKEN:
            overtaken.append(request_id)
    for one in sorted(_among(decided.asked.requests, overtaken), key=lambda one: _turn(one, closed.round.seed)):
        states[one.id] = await _first(closed, rows[one.id], decided, sorted(one.choices), now)
    for request_id, state in states.items():
        if state is not RequestState.GIVEN:
            await RoundRequest.filter(id=rows[request_id].id).update(state=state)
    return states


def _among(requests: Iterable[Request], ids: list[str]) -> list[Request]:
    return [one for one in requests if one.id in ids]


def _turn(one: Request, seed: str) -> tuple[int, int]:
    """Who had least comes first, then the draw."""
    return one.had, draw_rank(seed, one.id)


async def _first(
    closed: Closed, row: RoundRequest, decided: Decided, wished: list[Choice], now: datetime
) -> RequestState:
    """Book the first of these choices that can still be had."""
    for choice in wished:
        thing = decided.things[choice.unit]
        period = thing.booked(choice)
        wanted = Booked(thing.id, period.start, period.end)
        booking = await _granted(row.person, Granted(wanted, int(choice.unit), closed.round.group_id), now)
        if booking is not None:
            await RoundRequest.filter(id=row.id).update(state=RequestState.GIVEN, booking_id=booking.id)
            return RequestState.GIVEN
    return RequestState.OVERTAKEN


async def _granted(person: Person, granted: Granted, now: datetime) -> Booking | None:
    """The booking; None where the rules or another booking have come to stand in its way."""
    try:
        return await grant(person, granted, now=now)
    except Refused:
        return None
