"""Bookings: asked for, answered, handed over, returned; every move goes through the table of `models.lifecycle`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from tortoise.exceptions import IntegrityError
from tortoise.expressions import F

from backend.services import calendars, pools, resources, round_collecting
from backend.services.booking_notices import tell_move, tell_request
from backend.services.faults import pointed
from backend.services.moves import CHANGES, Act, Move
from backend.services.people import require_active
from backend.services.timetable import next_moment, reply_by
from backend.services.wording import clean_text
from matching.supply import Asked, Supply
from models.booking import Booking
from models.errors import Invalid, NotFound, NotNow, Stale, Taken
from models.journal import Journal
from models.lifecycle import Action, Role, State, after
from models.need import Need, NeedState
from models.person import Person
from models.resource import Listed, Resource
from models.transaction import transactional

NOTE_LONGEST = 1_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for: a resource, a period, and for which need."""

    resource_id: UUID
    starts_at: datetime
    ends_at: datetime
    need_id: UUID | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Granted:
    """What a group gave to somebody: this unit, and the group in which it was given."""

    wanted: Wanted
    unit_id: int
    group_id: UUID


@transactional
async def request(actor: Person, wanted: Wanted, *, now: datetime) -> Booking:
    """Ask for a resource; the unit is held until the owner answers, or booked at once where that is allowed."""
    require_active(actor)
    _check_period(wanted.starts_at, wanted.ends_at)
    if not await calendars.lock(wanted.resource_id, skip_locked=True):
        await _free(actor, wanted, now=now)  # nobody queues for what is gone
        await calendars.lock(wanted.resource_id)
    free = await _free(actor, wanted, now=now)
    resource, own = free.resource, free.own
    await round_collecting.require_none(actor, resource, wanted.starts_at, wanted.ends_at)
    booking = await _drafted(actor, wanted, resource, now=now)
    booking.unit_id = free.unit or await pools.make_room(free.supply, free.asked)
    await _store(booking, at_once=own or resource.instant, now=now)
    Journal.write(
        "booking.requested" if booking.state is State.REQUESTED else "booking.booked",
        actor=actor,
        subject=booking,
        group_id=booking.group_id,
        now=now,
        resource_id=resource.id,
    )
    await tell_request(booking, resource, own=own, now=now)
    return booking


@transactional
async def grant(actor: Person, granted: Granted, *, now: datetime) -> Booking:
    """Book what its owner agreed to beforehand, on that very unit; the owner is told, a group for its own is not."""
    require_active(actor)
    wanted = granted.wanted
    _check_period(wanted.starts_at, wanted.ends_at)
    await calendars.lock(wanted.resource_id)
    free = await _free(actor, wanted, now=now)
    resource, own = free.resource, free.own
    if granted.unit_id not in free.supply.units:
        raise Taken(what="unit")
    asked = Asked(start=wanted.starts_at, end=wanted.ends_at, now=now)
    booking = await _drafted(actor, wanted, resource, now=now)
    booking.unit_id = calendars.unit_for(replace(free.supply, units=(granted.unit_id,)), asked)
    booking.group_id = granted.group_id
    await _store(booking, at_once=True, now=now)
    Journal.write(
        "booking.booked", actor=actor, subject=booking, group_id=booking.group_id, now=now, resource_id=resource.id
    )
    if resource.owner_id is not None:
        await tell_request(booking, resource, own=own, now=now)
    return booking


@dataclass(frozen=True, slots=True)
class _Free:
    """A resource that can be had; own: by one who decides on it. unit: None where others must change units first."""

    resource: Resource
    own: bool
    supply: Supply
    asked: Asked
    unit: int | None


async def _free(actor: Person, wanted: Wanted, *, now: datetime) -> _Free:
    """What can be had; refused where it cannot."""
    resource = await resources.visible(actor, wanted.resource_id)
    own = await resources.decides(actor, resource)
    if resource.state is not Listed.LISTED and not (own and resource.state is Listed.PAUSED):
        raise NotFound(what="resource")
    await expire_holds(resource.id, now=now)
    with pointed():
        asked = Asked(start=wanted.starts_at, end=wanted.ends_at, now=now, is_owner=own)
    supply = await calendars.of(resource)
    return _Free(resource, own, supply, asked, pools.possible(supply, asked))


async def _drafted(actor: Person, wanted: Wanted, resource: Resource, *, now: datetime) -> Booking:
    """A request that has no unit yet and is not stored."""
    shared = await resources.common_groups(actor, resource)
    if not shared:
        raise NotFound(what="group")
    return Booking(
        resource_id=resource.id,
        group_id=shared[0],
        borrower_id=actor.id,
        need_id=await _own_need(actor, wanted.need_id),
        state=State.REQUESTED,
        starts_at=wanted.starts_at,
        ends_at=wanted.ends_at,
        note=clean_text(wanted.note, pointer="/note", longest=NOTE_LONGEST),
        created_at=now,
    )


async def _store(booking: Booking, *, at_once: bool, now: datetime) -> None:
    if at_once:
        booking.state = State.CONFIRMED
        await _meet_need(booking)
    else:
        booking.reply_by = reply_by(booking.starts_at, booking.ends_at, now)
    booking.next_at = next_moment(booking, now)
    with refusing_overlap():
        await booking.save(force_create=True)


@transactional
async def act(actor: Person, booking_id: UUID, act: Act, *, now: datetime, version: int | None = None) -> Booking:
    """Move a booking on, in whichever capacity the person has in it; once, whoever presses first."""
    require_active(actor)
    return await wind_up(actor, booking_id, act, now=now, version=version)


@transactional
async def wind_up(actor: Person, booking_id: UUID, act: Act, *, now: datetime, version: int | None = None) -> Booking:
    """As `act`, also for one who is suspended: for the bookings of those who leave."""
    await calendars.lock_of(booking_id)
    booking, role = await as_side(actor, booking_id)
    if version is not None and booking.version != version:
        raise Stale(what="booking")
    return await _moved(Move(booking, role, act, now), actor)


@transactional
async def let_time_act(booking_id: UUID, action: Action, *, now: datetime) -> Booking:
    """What happens to a booking because nobody did anything."""
    await calendars.lock_of(booking_id)
    booking = await Booking.get(id=booking_id).select_related("resource__place", "borrower")
    return await _moved(Move(booking, Role.TIME, Act(action), now), None)


async def _moved(move: Move, actor: Person | None) -> Booking:
    booking, was, action = move.booking, move.booking.state, move.act.action
    to = after(was, action, move.role)
    if to is None:
        raise NotNow(state=str(was), action=str(action))
    changed = await CHANGES[action](move)
    booking.update_from_dict({**changed, "state": to, "version": booking.version + 1})
    booking.next_at = next_moment(booking, move.now)
    fields = {name: getattr(booking, name) for name in (*changed, "state", "version", "next_at")}
    with refusing_overlap():
        stored = await Booking.filter(id=booking.id, state=was, version=booking.version - 1).update(**fields)
    if not stored:
        raise Stale(what="booking")
    if to is State.CONFIRMED:
        await _meet_need(booking)
    Journal.write(
        f"booking.{action}",
        actor=actor,
        subject=booking,
        group_id=booking.group_id,
        now=move.now,
        resource_id=booking.resource_id,
        **{"from": str(was), "to": str(to)},
    )
    await tell_move(move, actor)
    return booking


async def as_side(actor: Person, booking_id: UUID) -> tuple[Booking, Role]:
    """A booking and the capacity in which this person meets it; to anybody else it is not there."""
    booking = await Booking.get_or_none(id=booking_id).select_related("resource__place", "borrower")
    if booking is None:
        raise NotFound(what="booking")
    if await resources.decides(actor, booking.resource):
        return booking, Role.OWNER if booking.resource.owner_id is not None else Role.STEWARD
    if booking.borrower_id == actor.id:
        return booking, Role.BORROWER
    raise NotFound(what="booking")


async def expire_holds(resource_id: UUID, *, now: datetime) -> None:
    """Let go of units held by requests that nobody answered in time."""
    late = Booking.filter(resource_id=resource_id, state=State.REQUESTED, reply_by__lte=now).order_by("id")
    if await late.exists():
        await calendars.lock(resource_id)  # the clock may be at it: what counts is read after it
        for booking in await late:
            await let_time_act(booking.id, Action.EXPIRE, now=now)


@contextmanager
def refusing_overlap() -> Iterator[None]:
    """Turn the database's refusal of a double booking into ours."""
    try:
        yield
    except IntegrityError as error:
        if "bookings_no_overlap" in str(error) or "bookings_one_out" in str(error) or "bookings.unit_id" in str(error):
            raise Taken(what="unit") from error
        raise


async def _own_need(actor: Person, need_id: UUID | None) -> UUID | None:
    if need_id is not None and not await Need.exists(id=need_id, person_id=actor.id):
        raise NotFound(what="need")
    return need_id


async def _meet_need(booking: Booking) -> None:
    met = Need.filter(id=booking.need_id, state=NeedState.OPEN)
    await met.update(state=NeedState.MET, version=F("version") + 1)


def _check_period(starts_at: datetime, ends_at: datetime) -> None:
    if ends_at <= starts_at:
        raise Invalid.at("/ends_at", "end_before_start")
