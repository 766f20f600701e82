"""What each action changes in a booking, and what has to be true for it; one function an action."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from backend.services import calendars, pools, resources, round_collecting
from backend.services.faults import pointed
from backend.services.timetable import NO_SHOW_GRACE, reply_by
from backend.services.wording import clean_text
from matching.capacity import choose_unit
from matching.intervals import Period
from matching.supply import Asked, Supply
from models.booking import Booking
from models.errors import Invalid, NotNow, Taken
from models.lifecycle import Action, Role, State

REASON_LONGEST = 500


@dataclass(frozen=True, slots=True)
class Act:
    """An action with what it needs: a reason, a new period."""

    action: Action
    reason: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """An act upon a booking by a role, now."""

    booking: Booking
    role: Role
    act: Act
    now: datetime

    @property
    def lends(self) -> bool:
        """Whether the lending side acts."""
        return self.role in (Role.OWNER, Role.STEWARD)


Changed = dict[str, object]


async def _confirm(move: Move) -> Changed:
    _in_time(move)
    await _among_neighbours(move)
    unit = await _unit_for(move, move.booking.starts_at, move.booking.ends_at)
    return {"unit_id": unit, "reply_by": None, **_NO_PROPOSAL}


async def _propose(move: Move) -> Changed:
    _in_time(move)
    starts_at, ends_at = _period(move)
    await _check_room(move, starts_at, ends_at)
    return {
        "proposed_starts_at": starts_at,
        "proposed_ends_at": ends_at,
        "reply_by": reply_by(starts_at, ends_at, move.now),
    }


async def _accept_time(move: Move) -> Changed:
    _in_time(move)
    await _among_neighbours(move)
    starts_at, ends_at = _proposed(move)
    return {
        "unit_id": await _unit_for(move, starts_at, ends_at),
        "starts_at": starts_at,
        "ends_at": ends_at,
        "reply_by": None,
        **_NO_PROPOSAL,
    }


async def _end(move: Move) -> Changed:
    reason = clean_text(move.act.reason, pointer="/reason", longest=REASON_LONGEST)
    return {"reason": reason, "reply_by": None, "ended_at": move.now}


async def _cancel(move: Move) -> Changed:
    if not move.act.reason.strip():
        raise Invalid.at("/reason", "missing")
    return await _end(move)


async def _hand_over(move: Move) -> Changed:
    column = "owner_handed_at" if move.lends else "borrower_handed_at"
    if getattr(move.booking, column) is not None:
        raise NotNow(state=str(move.booking.state), action=str(Action.HAND_OVER))
    if move.booking.state is State.OUT:
        return {column: move.now}
    if move.now >= move.booking.ends_at:
        raise NotNow(state="over", action=str(Action.HAND_OVER))
    starts_at = min(move.booking.starts_at, move.now)
    return {column: move.now, "starts_at": starts_at, "unit_id": await _unit_to_hand_over(move, starts_at)}


async def _return(move: Move) -> Changed:
    column = "owner_returned_at" if move.lends else "borrower_returned_at"
    return {column: move.now, "ended_at": move.booking.ended_at or move.now, **_NO_PROPOSAL}


async def _extend(move: Move) -> Changed:
    ends_at = move.act.ends_at
    if ends_at is None:
        raise Invalid.at("/ends_at", "missing")
    if ends_at <= move.booking.ends_at:
        raise Invalid.at("/ends_at", "end_before_start")
    await _check_room(move, move.booking.starts_at, ends_at)
    return {"proposed_starts_at": move.booking.starts_at, "proposed_ends_at": ends_at}


async def _agree_extension(move: Move) -> Changed:
    _starts_at, ends_at = _proposed(move)
    unit = await _unit_for(move, move.booking.starts_at, ends_at)
    return {"unit_id": unit, "ends_at": ends_at, **_NO_PROPOSAL}


async def _no_show(move: Move) -> Changed:
    if move.now < move.booking.starts_at + NO_SHOW_GRACE:
        raise NotNow(state=str(move.booking.state), action=str(Action.NO_SHOW))
    return await _end(move)


async def _expire(move: Move) -> Changed:
    if move.booking.reply_by is None or move.now < move.booking.reply_by:
        raise NotNow(state=str(move.booking.state), action=str(Action.EXPIRE))
    return {"ended_at": move.now, "reply_by": None}


async def _close(_move: Move) -> Changed:
    return {}


_NO_PROPOSAL: Changed = {"proposed_starts_at": None, "proposed_ends_at": None}

CHANGES: Mapping[Action, Callable[[Move], Awaitable[Changed]]] = {
    Action.CONFIRM: _confirm,
    Action.DECLINE: _end,
    Action.PROPOSE: _propose,
    Action.ACCEPT_TIME: _accept_time,
    Action.WITHDRAW: _end,
    Action.EXPIRE: _expire,
    Action.HAND_OVER: _hand_over,
    Action.RETURN: _return,
    Action.EXTEND: _extend,
    Action.AGREE_EXTENSION: _agree_extension,
    Action.CANCEL: _cancel,
    Action.NO_SHOW: _no_show,
    Action.CLOSE: _close,
}


def _in_time(move: Move) -> None:
    if move.booking.reply_by is not None and move.now >= move.booking.reply_by:
        raise NotNow(state=str(State.EXPIRED), action=str(move.act.action))


def _period(move: Move) -> tuple[datetime, datetime]:
    if move.act.starts_at is None or move.act.ends_at is None:
        raise Invalid.at("/starts_at" if move.act.starts_at is None else "/ends_at", "missing")
    if move.act.ends_at <= move.act.starts_at:
        raise Invalid.at("/ends_at", "end_before_start")
    return move.act.starts_at, move.act.ends_at


def _proposed(move: Move) -> tuple[datetime, datetime]:
    booking = move.booking
    if booking.proposed_starts_at is None or booking.proposed_ends_at is None:
        raise NotNow(state=str(booking.state), action=str(move.act.action))
    return booking.proposed_starts_at, booking.proposed_ends_at


async def _check_room(move: Move, start: datetime, end: datetime) -> None:
    """Refuse a period that a round collects for, or without a unit where none can be had by others changing theirs."""
    if move.role is not Role.OWNER:
        await round_collecting.require_none(move.booking.borrower, move.booking.resource, start, end)
    supply, asked, only = await _asked(move, start, end)
    if pools.possible(supply, asked, only) is None:
        await pools.find_room(supply, asked, only)


async def _unit_for(move: Move, start: datetime, end: datetime) -> int:
    """The unit for that period: its own where that is free, else another, else one that others make free for it."""
    supply, asked, only = await _asked(move, start, end)
    return pools.possible(supply, asked, only) or await pools.make_room(supply, asked, only)


async def _asked(move: Move, start: datetime, end: datetime) -> tuple[Supply, Asked, int | None]:
    """The calendar, and that period in it, leaving this booking itself out of the count.

    What is out stays the unit that it is. The lead was kept when it was asked for, or the owner proposes the time.
    """
    booking = move.booking
    with pointed():
        asked = Asked(start=start, end=end, now=move.now, is_owner=True, exclude=str(booking.id))
    return await calendars.of(booking.resource), asked, booking.unit_id if booking.state is State.OUT else None


async def _unit_to_hand_over(move: Move, start: datetime) -> int:
    """Its own at the booked time; early, or where its own is still out, one that is free until the booked end.

    Two people who meet early need no opening hours.
    """
    booking = move.booking
    if start == booking.starts_at and not await Booking.exists(unit_id=booking.unit_id, state=State.OUT):
        return booking.unit_id
    supply = await calendars.of(booking.resource)
    unit = choose_unit(
        supply.units, supply.busy, supply.claim(Period(start, booking.ends_at), move.now, str(booking.id))
    )
    if unit is None:
        raise Taken(what="unit")
    return unit


async def _among_neighbours(move: Move) -> None:
    """Refuse to lend to somebody who has been suspended or is in no group any more that sees the thing."""
    booking = move.booking
    if not await resources.common_groups(booking.borrower, booking.resource):
        raise NotNow(state="not_a_member", action=str(move.act.action))
