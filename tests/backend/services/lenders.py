"""More neighbours who lend a drill each, the nearest first, and what they are asked."""

from __future__ import annotations

from datetime import datetime

from backend.services import groups, homes, inquiries, needs, people, resources
from backend.services.inquiries import Progress
from models.inquiry import Ask
from models.need import Need
from models.notice import Notice, NoticeKind
from models.person import Person
from models.resource import Listed
from tests.backend.services.conftest import CENTRE, DRILL, NOW, Town, newcomer

_IN_A_ROW = 13


async def lenders(town: Town, count: int, **more: object) -> list[Person]:
    """So many owners of a drill, each a kilometre further from Ben than the one before, as far as the group reaches."""
    await resources.change(town.ada, town.drill.id, resources.Changes(state=Listed.PAUSED), now=NOW)
    code = await groups.invite(town.ada, town.group.id, uses=count + 1, days=30, now=NOW)
    return [await _lender(town, code, number, **more) for number in range(count)]


async def _lender(town: Town, code: str, number: int, **more: object) -> Person:
    person = await newcomer(f"Lender {number}", 700 + number)
    await groups.join(person, code, now=NOW)
    north = 0.01 + 0.009 * number if number < _IN_A_ROW else -0.11
    await homes.settle(person, town.group, (CENTRE[0] + north, CENTRE[1]), now=NOW)
    person = await people.get(person.id)
    thing = resources.Thing(f"Drill {number}", DRILL, **more)  # type: ignore[arg-type]
    await resources.offer(person, thing, now=NOW)
    return person


async def wants(town: Town, who: Person | None = None, **more: object) -> Need:
    """Ben needs a drill on a day, from anywhere near."""
    window = {"starts_at": town.at(2, 9), "ends_at": town.at(2, 17), **more}
    return await needs.state(who or town.ben, needs.Wish("drill", radius_m=50_000, **window), now=NOW)  # type: ignore[arg-type]


async def asks_around(who: Person, need: Need, *, now: datetime = NOW) -> Progress:
    """Have owners asked, and let the clock look."""
    await inquiries.begin(who, need.id, now=now)
    await inquiries.advance(now=now)
    return await inquiries.of(who, need.id)


async def asked() -> list[tuple[int, str]]:
    """Who was asked in which wave, in order."""
    asks = await Ask.all().order_by("wave", "id").select_related("person")
    return [(ask.wave, ask.person.name) for ask in asks]


async def ask_of(person: Person) -> Ask:
    return await Ask.get(person_id=person.id)


async def told(person: Person) -> list[NoticeKind]:
    """What they were told, in order, of what this is about."""
    kinds = {NoticeKind.ASKED, NoticeKind.ASK_CLOSED, NoticeKind.ASK_AGREED, NoticeKind.ASKED_ALL}
    rows = await Notice.filter(person_id=person.id).order_by("id")
    return [row.kind for row in rows if row.kind in kinds | {NoticeKind.BOOKING_CONFIRMED}]
