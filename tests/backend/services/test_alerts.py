"""Standing searches: set, limited, renewed, stopped, and nobody's business but their owner's."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from backend.services import alerts
from backend.services.alerts import Lookout
from models.alert import Alert, AlertState
from models.errors import Conflict, Forbidden, Gone, Invalid, NotFound, Stale
from models.person import Person
from tests.backend.services.conftest import DRILL, NOW, Town, newcomer
from tests.backend.services.lookouts import looks_out

LATER = NOW + timedelta(days=200)


async def test_an_alert_stands_half_a_year_or_as_long_as_was_said_or_until_its_window_is_over(town: Town) -> None:
    usual = await looks_out(town.ben)
    brief = await looks_out(town.ben, days=10)
    window = await looks_out(town.ben, starts_at=town.at(5), ends_at=town.at(6), duration_minutes=60)

    assert [one.expires_at for one in (usual, brief, window)] == [town.at(180), town.at(10), town.at(6)]
    assert [one.id for one in await alerts.standing(town.ben, now=town.at(7))] == [brief.id, usual.id]
    assert [one.id for one in await alerts.mine(town.ben)] == [window.id, brief.id, usual.id]


@pytest.mark.parametrize(
    ("lookout", "pointer"),
    [
        (Lookout(), "/text"),
        (Lookout("  "), "/text"),
        (Lookout("x" * 201), "/text"),
        (Lookout(category_id="tool.none"), "/category_id"),
        (Lookout("drill", radius_m=50_001), "/radius_m"),
        (Lookout("drill", starts_at=NOW), "/ends_at"),
        (Lookout("drill", starts_at=NOW - timedelta(2), ends_at=NOW - timedelta(1)), "/ends_at"),
        (Lookout("drill", days=367), "/days"),
        (Lookout("drill", days=0), "/days"),
    ],
)
async def test_what_could_never_be_found_is_refused(town: Town, lookout: Lookout, pointer: str) -> None:
    with pytest.raises(Invalid) as refused:
        await alerts.stand(town.ben, lookout, now=NOW)

    assert [fault.pointer for fault in refused.value.faults] == [pointer]


async def test_who_has_no_home_or_may_not_act_looks_out_for_nothing(town: Town) -> None:
    with pytest.raises(Invalid):
        await looks_out(await newcomer("Dora", 77))
    await Person.filter(id=town.ben.id).update(suspended_at=NOW)
    with pytest.raises(Forbidden):
        await looks_out(await Person.get(id=town.ben.id))


async def test_at_most_twenty_stand_also_when_they_are_set_all_at_once(town: Town) -> None:
    set_at_once = [looks_out(town.ben, f"drill {number}") for number in range(25)]

    made = await asyncio.gather(*set_at_once, return_exceptions=True)

    refused = [one for one in made if isinstance(one, BaseException)]
    assert await Alert.filter(person_id=town.ben.id).count() == alerts.MOST
    assert [(type(one), one.params["why"]) for one in refused] == [(Conflict, "enough_alerts")] * 5  # type: ignore[attr-defined]


async def test_one_that_was_stopped_or_has_lapsed_makes_room(town: Town) -> None:
    stood = [await looks_out(town.ben, f"drill {number}", days=10 + number) for number in range(alerts.MOST)]
    await alerts.withdraw(town.ben, stood[-1].id, now=NOW)
    await looks_out(town.ben)
    await looks_out(town.ben, now=town.at(10))

    with pytest.raises(Conflict):
        await looks_out(town.ben, now=town.at(10))
    with pytest.raises(Conflict):
        await alerts.renew(town.ben, stood[0].id, now=town.at(10))


async def test_renewing_makes_it_stand_as_long_again_and_only_for_who_saw_it_last(town: Town) -> None:
    alert = await looks_out(town.ben)
    lapsed = await alerts.renew(town.ben, alert.id, now=LATER, version=1)

    assert (lapsed.expires_at, lapsed.version) == (LATER + timedelta(days=180), 2)
    with pytest.raises(Stale):
        await alerts.renew(town.ben, alert.id, now=LATER, version=1)


async def test_what_was_stopped_or_is_over_is_not_renewed(town: Town) -> None:
    stopped = await looks_out(town.ben)
    over = await looks_out(town.ben, starts_at=town.at(5), ends_at=town.at(6))
    await alerts.withdraw(town.ben, stopped.id, now=NOW)

    for one, when in ((stopped, NOW), (over, town.at(6))):
        with pytest.raises(Gone):
            await alerts.renew(town.ben, one.id, now=when)
        with pytest.raises(Gone):
            await alerts.matches(town.ben, one.id, now=when)


async def test_stopping_twice_is_stopping_once(town: Town) -> None:
    alert = await looks_out(town.ben)

    first = await alerts.withdraw(town.ben, alert.id, now=NOW, version=1)
    again = await alerts.withdraw(town.ben, alert.id, now=NOW)

    assert (first.state, first.version, again.version) == (AlertState.WITHDRAWN, 2, 2)
    with pytest.raises(Stale):
        await alerts.withdraw(town.ben, alert.id, now=NOW, version=1)


async def test_nobody_else_knows_of_it(town: Town) -> None:
    alert = await looks_out(town.ben)

    for look in (
        alerts.get(town.cleo, alert.id),
        alerts.matches(town.cleo, alert.id, now=NOW),
        alerts.renew(town.cleo, alert.id, now=NOW),
        alerts.withdraw(town.cleo, alert.id, now=NOW),
    ):
        with pytest.raises(NotFound):
            await look
    assert await alerts.mine(town.cleo) == []


async def test_it_shows_what_there_is_by_now(town: Town) -> None:
    by_words = await looks_out(town.ben)
    by_category = await looks_out(town.ben, "", category_id=DRILL)
    elsewhere = await looks_out(town.ben, "", category_id=DRILL, radius_m=200)

    found = [await alerts.matches(town.ben, one.id, now=NOW) for one in (by_words, by_category, elsewhere)]

    assert [[one.card.id for one in each] for each in found] == [[town.drill.id], [town.drill.id], []]
