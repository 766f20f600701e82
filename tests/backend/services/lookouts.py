"""The town with something that waits in it: the standing searches are read, and time can be let pass."""

from __future__ import annotations

from datetime import datetime

from backend.services import alerts, finding, resources, tellings, waiting
from backend.services.alerts import Lookout
from backend.services.tellings import USUAL, Budget, Came
from matching.standing import StandingScan
from matching.text import text_score
from models.alert import Alert, Find
from models.notice import Notice, NoticeKind
from models.person import Person
from models.resource import Resource
from tests.backend.services.conftest import DRILL, NOW, Town


async def lookout() -> waiting.Waiting:
    """A fresh copy of what is waited for, used from now on."""
    fresh = waiting.Waiting(StandingScan(text_score))
    await fresh.build()
    waiting.use(fresh)
    return fresh


async def looks_out(who: Person, text: str = "drill", *, now: datetime = NOW, **more: object) -> Alert:
    return await alerts.stand(who, Lookout(text, **more), now=now)  # type: ignore[arg-type]


async def offers(who: Person, title: str = "Hilti hammer drill", *, now: datetime, **more: object) -> Resource:
    return await resources.offer(who, resources.Thing(title, DRILL, **more), now=now)  # type: ignore[arg-type]


async def time_passes(now: datetime, budget: Budget = USUAL) -> int:
    """Find what came up, and tell it once it has been gathered; how many notices were owed."""
    await finding.find(now=now)
    return await tellings.tell_due(now=now + finding.GATHER, budget=budget)


async def heard(who: Person, *, now: datetime) -> list[list[Came]]:
    """What each of their notices is about, in order."""
    told = await Notice.filter(person_id=who.id, kind=NoticeKind.THINGS_FOUND).order_by("id")
    return [await tellings.told(who, one.data["telling_id"], now=now) for one in told]


async def titles(who: Person, *, now: datetime) -> list[list[str]]:
    return [[came.resource.title for came in notice] for notice in await heard(who, now=now)]


async def found_for(town: Town, who: Person) -> set[str]:
    """What was kept for them, told or not."""
    rows = await Find.filter(person_id=who.id).select_related("resource")
    return {row.resource.title for row in rows}
