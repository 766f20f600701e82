"""Rounds in the chat, in short: a steward with a marquee, a round for it, somebody who asks, the cut-off."""

from __future__ import annotations

import re

from backend.services import resources, round_deciding
from bot.sandbox import Person as Actor
from models.booking import Booking
from models.group import GroupRole, Membership
from models.lifecycle import State
from models.resource import Resource
from models.round import Round
from tests.bot.loans import DRILL, Lending

ENGLISH = re.compile(r"\b(the|you|your|until|requests?|round|within|asked)\b")


async def steward(lending: Lending, number: int, name: str, language: str = "en") -> Actor:
    """A steward, and a marquee that the group owns."""
    actor = await lending.neighbour(number, name, language)
    person = await lending.person(actor)
    await Membership.filter(person_id=person.id).update(role=GroupRole.STEWARD)
    thing = resources.Thing("Marquee", DRILL, owner_group_id=lending.street.group.id)
    await resources.offer(person, thing, now=lending.street.clock())
    return actor


async def opened(lending: Lending, who: Actor) -> Round:
    """A round that is opened by typing alone: until Tuesday evening, for Thursday."""
    for line in ("/round", "1", "go on", "Midsummer", "tuesday 18:00", "thursday 8:00-12:00", "open the round"):
        await lending.types(who, line)
    return await Round.get()


async def asks(lending: Lending, who: Actor, *, whole: str = "All of that time") -> str:
    """Ask for all of the round's time."""
    await lending.types(who, "/rounds")
    await lending.presses(who, "Midsummer")
    await lending.presses(who, "Ask in this round" if whole.startswith("All") else "In dieser Runde anfragen")
    await lending.presses(who, "Any time in the round" if whole.startswith("All") else "Irgendwann in der Runde")
    return await lending.presses(who, whole)


async def decided(lending: Lending) -> None:
    """Let the cut-off pass."""
    lending.street.clock.passed_s = max(lending.street.clock.passed_s, await seconds_to_cut_off(lending))
    assert await round_deciding.advance(now=lending.street.clock()) == 1
    await lending.tell()


async def seconds_to_cut_off(lending: Lending) -> float:
    until = (await Round.get()).cut_off_at
    return float(lending.street.clock.passed_s + (until - lending.street.clock()).total_seconds())


async def had_something(lending: Lending, who: Actor) -> None:
    """They had the marquee the week before."""
    thing = await Resource.get(title="Marquee").prefetch_related("units")
    now = lending.street.clock()
    await Booking.create(
        unit_id=thing.units[0].id,
        resource_id=thing.id,
        group_id=lending.street.group.id,
        borrower=await lending.person(who),
        state=State.CLOSED,
        starts_at=now.replace(year=2030, month=4, day=20),
        ends_at=now.replace(year=2030, month=4, day=21),
        ended_at=now.replace(year=2030, month=4, day=21),
        created_at=now,
    )
