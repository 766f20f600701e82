"""How often people are told of what came up: together, not at night, so many times a week, none of it lost."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest

from backend.services import finding, people, tellings
from backend.services.tellings import Budget
from models.alert import Find, Telling
from models.notice import Notice, NoticeKind
from models.person import Person
from tests.backend.services.conftest import NOW, Town
from tests.backend.services.lookouts import heard, lookout, looks_out, offers, time_passes, titles

LATER = NOW + timedelta(hours=1)


@pytest.fixture(autouse=True)
async def reading(town: Town) -> None:
    await lookout()


async def test_what_comes_up_within_two_minutes_is_one_notice(town: Town) -> None:
    await looks_out(town.ben)
    for seconds in (0, 60, 119):
        now = LATER + timedelta(seconds=seconds)
        await offers(town.ada, f"Drill {seconds}", now=now)
        await finding.find(now=now)
        early = await tellings.tell_due(now=now)
        assert early == 0

    await tellings.tell_due(now=LATER + finding.GATHER)

    assert sorted((await titles(town.ben, now=LATER))[0]) == ["Drill 0", "Drill 119", "Drill 60"]


async def test_thirty_finds_are_one_notice(town: Town) -> None:
    alert = await looks_out(town.ben)
    await Find.bulk_create(
        [
            Find(
                person_id=town.ben.id,
                alert_id=alert.id,
                resource_id=(await offers(town.ada, f"Drill {n}", now=NOW)).id,
                found_at=NOW,
                tell_at=NOW,
            )
            for n in range(30)
        ]
    )

    assert await tellings.tell_due(now=LATER) == 1
    assert [len(notice) for notice in await titles(town.ben, now=LATER)] == [30]


async def hourly(town: Town, hours: int, budget: Budget) -> list[datetime]:
    """A new drill every hour; when Ben was told of any."""
    for hour in range(hours):
        now = LATER + timedelta(hours=hour)
        await offers(town.ada, f"Drill {hour}", now=now)
        await time_passes(now, budget)
    return [one.told_at for one in await Telling.filter(person_id=town.ben.id).order_by("told_at")]


async def test_after_three_notices_a_day_the_rest_is_kept_and_told_with_the_next(town: Town) -> None:
    await people.change(town.ben, people.Settings(quiet_hours=False), now=NOW)
    await looks_out(town.ben)

    told = await hourly(town, 26, Budget(a_day=3, a_week=10))

    assert [one - told[0] for one in told] == [timedelta(hours=hours) for hours in (0, 1, 2, 24, 25)]
    assert [len(notice) for notice in await titles(town.ben, now=LATER)] == [1, 1, 1, 22, 1]
    assert await Find.filter(telling_id=None).count() == 0


async def test_the_week_has_a_budget_of_its_own(town: Town) -> None:
    await people.change(town.ben, people.Settings(quiet_hours=False), now=NOW)
    await looks_out(town.ben)

    told = await hourly(town, 30, Budget(a_day=20, a_week=2))
    kept = [came.resource.title for came in await tellings.untold(town.ben, now=LATER)]
    last = await tellings.tell_due(now=told[0] + timedelta(days=7) - timedelta(seconds=1), budget=Budget(20, 2))
    then = await tellings.tell_due(now=told[0] + timedelta(days=7), budget=Budget(20, 2))

    assert (len(told), len(kept), last, then) == (2, 28, 0, 1)
    assert [len(notice) for notice in await titles(town.ben, now=LATER)] == [1, 1, 28]


async def test_at_night_it_is_gathered_for_the_morning(town: Town) -> None:
    await looks_out(town.ben)
    evening = NOW.replace(hour=21, minute=5)  # 22:05 in Totnes
    for hours in (0, 3):
        now = evening + timedelta(hours=hours)
        await offers(town.ada, f"Drill {hours}", now=now)
        await time_passes(now)

    morning = NOW.replace(hour=7) + timedelta(days=1)
    before = await tellings.tell_due(now=morning - timedelta(seconds=1))
    then = await tellings.tell_due(now=morning)

    assert (before, then) == (0, 1)
    assert len(await heard(town.ben, now=morning)) == 1
    assert (await Notice.get(person_id=town.ben.id, kind=NoticeKind.THINGS_FOUND)).not_before == morning


async def test_who_wants_to_hear_at_any_hour_does(town: Town) -> None:
    await people.change(town.ben, people.Settings(quiet_hours=False), now=NOW)
    await looks_out(town.ben)
    evening = NOW.replace(hour=22)
    await offers(town.ada, now=evening)

    assert await time_passes(evening) == 1


async def test_a_thing_that_came_up_twice_for_one_person_is_named_once(town: Town) -> None:
    await looks_out(town.ben)
    await looks_out(town.ben, "hammer drill")
    await offers(town.ada, now=LATER)

    await time_passes(LATER)

    assert await Find.filter(person_id=town.ben.id).count() == 2
    assert await titles(town.ben, now=LATER) == [["Hilti hammer drill"]]


async def test_nobody_reads_what_somebody_else_was_told(town: Town) -> None:
    await looks_out(town.ben)
    await offers(town.ada, now=LATER)
    await time_passes(LATER)

    telling = await Telling.get()

    assert await tellings.told(town.cleo, telling.id, now=LATER) == []
    assert await tellings.untold(town.cleo, now=LATER) == []


async def test_eight_processes_tell_each_person_once(town: Town) -> None:
    for who in (town.ben, town.cleo):
        await looks_out(who)
    await offers(town.ada, now=LATER)
    await finding.find(now=LATER)

    owed = await asyncio.gather(*(tellings.tell_due(now=LATER + finding.GATHER) for _ in range(8)))

    assert sum(owed) == 2
    assert await Person.filter(id__in=[row.person_id for row in await Telling.all()]).count() == 2
