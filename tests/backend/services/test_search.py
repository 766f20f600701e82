"""Searching and needs: what is near, fits and is free comes first; what one may not see is not there."""

from __future__ import annotations

from datetime import timedelta

import pytest

from backend.services import bookings, groups, homes, needs, people, resources, search
from backend.services.moves import Act
from models.errors import Gone, Invalid, NotFound
from models.lifecycle import Action
from models.need import Need, NeedState
from models.person import Person
from tests.backend.services.conftest import CENTRE, NOW, Town, newcomer


async def titles(town: Town, who: Person, looking: search.Looking) -> list[str]:
    return [found.card.title for found in await search.search(who, looking, now=town.now)]


async def test_a_neighbour_finds_the_drill_by_its_name_and_sees_why(town: Town) -> None:
    found = await search.search(town.ben, search.Looking(text="drill"), now=NOW)

    assert [one.card.title for one in found] == ["Bosch hammer drill"]
    assert found[0].card.owner == "Ada"
    assert {str(reason.code) for reason in found[0].hit.reasons} >= {"distance", "text"}


async def test_a_word_that_is_understood_does_not_find_what_only_looks_like_it(town: Town) -> None:
    await resources.offer(town.ada, resources.Thing("Mischer 120 Liter", "machinery.building.cement-mixer"), now=NOW)
    await resources.offer(town.ada, resources.Thing("Ladder rack", "tool.drilling.drill"), now=NOW)

    assert await titles(town, town.ben, search.Looking(text="Leiter")) == []
    assert await titles(town, town.ben, search.Looking(text="ladder")) == ["Ladder rack"]


async def test_nobody_finds_their_own_things(town: Town) -> None:
    assert await titles(town, town.ada, search.Looking(text="drill")) == []


async def test_a_stranger_without_the_group_finds_nothing(town: Town) -> None:
    stranger = await newcomer("Dora", 77)

    assert await titles(town, stranger, search.Looking(text="drill", point=CENTRE)) == []


async def test_what_is_taken_is_not_proposed_for_that_time(town: Town) -> None:
    await town.asks(town.ben, town.at(5), town.at(5, 17))

    same = search.Looking(text="drill", starts_at=town.at(5), ends_at=town.at(5, 12))
    other = search.Looking(text="drill", starts_at=town.at(6), ends_at=town.at(6, 12))

    assert await titles(town, town.cleo, same) == []
    assert await titles(town, town.cleo, other) == ["Bosch hammer drill"]


async def test_two_hours_some_time_in_a_window_finds_the_gap(town: Town) -> None:
    await town.asks(town.ben, town.at(5), town.at(5, 12))
    wish = search.Looking(text="drill", starts_at=town.at(5), ends_at=town.at(5, 15), duration_minutes=120)

    found = await search.search(town.cleo, wish, now=NOW)

    assert found[0].hit.free is not None
    assert found[0].hit.free.start == town.at(5, 12)


async def test_the_radius_is_kept(town: Town) -> None:
    far = await newcomer("Fay", 78)
    code = await groups.invite(town.ada, town.group.id, uses=1, days=1, now=NOW)
    await groups.join(far, code, now=NOW)
    await homes.settle(far, town.group, (CENTRE[0] + 0.1, CENTRE[1]), now=NOW)

    assert await titles(town, far, search.Looking(text="drill", radius_m=5_000)) == []
    assert await titles(town, far, search.Looking(text="drill", radius_m=20_000)) == ["Bosch hammer drill"]


async def test_a_suspended_owners_things_are_gone_from_the_next_search(town: Town) -> None:
    await Person.filter(id=town.ada.id).update(suspended_at=NOW)
    ada = await people.get(town.ada.id)
    assert ada.suspended_at is not None
    await people.ask_erasure(ada, days=14, now=NOW)

    assert await titles(town, town.ben, search.Looking(text="drill")) == []


@pytest.mark.parametrize(
    ("looking", "code"),
    [
        (search.Looking(text="drill", radius_m=1), "out_of_range"),
        (search.Looking(category_id="tool.of.torture"), "unknown_category"),
        (search.Looking(starts_at=NOW + timedelta(days=1)), "missing"),
        (search.Looking(starts_at=NOW + timedelta(days=2), ends_at=NOW + timedelta(days=1)), "end_before_start"),
        (search.Looking(starts_at=NOW - timedelta(days=2), ends_at=NOW - timedelta(days=1)), "in_the_past"),
        (search.Looking(point=(float("nan"), 0.0)), "not_a_number"),
        (search.Looking(duration_minutes=60), "missing"),
    ],
)
async def test_a_search_that_cannot_be_is_refused_with_its_reason(
    town: Town, looking: search.Looking, code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        await search.search(town.ben, looking, now=NOW)

    assert [fault.code for fault in refused.value.faults] == [code]


async def test_a_need_finds_what_is_there_and_is_met_by_a_confirmed_booking(town: Town) -> None:
    wish = needs.Wish("drill for concrete", starts_at=town.at(5), ends_at=town.at(5, 17))
    need = await needs.state(town.ben, wish, now=NOW)

    found = await needs.matches(town.ben, need.id, now=NOW)
    wanted = bookings.Wanted(town.drill.id, town.at(5), town.at(5, 17), need_id=need.id)
    booking = await needs.ask(town.ben, need.id, wanted, now=NOW)
    await bookings.act(town.ada, booking.id, Act(Action.CONFIRM), now=NOW)

    assert [one.card.id for one in found] == [town.drill.id]
    assert (await Need.get(id=need.id)).state is NeedState.MET


async def test_a_need_is_its_owners_alone_and_lapses_after_a_week(town: Town) -> None:
    need = await needs.state(town.ben, needs.Wish("drill"), now=NOW)
    wanted = bookings.Wanted(town.drill.id, town.at(9), town.at(9, 17), need_id=need.id)

    with pytest.raises(NotFound):
        await needs.get(town.cleo, need.id)
    with pytest.raises(Gone):
        await needs.ask(town.ben, need.id, wanted, now=town.at(8))


async def test_a_withdrawn_need_stays_withdrawn(town: Town) -> None:
    need = await needs.state(town.ben, needs.Wish("drill"), now=NOW)

    await needs.withdraw(town.ben, need.id, now=NOW)
    again = await needs.withdraw(town.ben, need.id, now=NOW)

    assert (again.state, again.version) == (NeedState.WITHDRAWN, 2)


async def test_a_need_in_the_past_or_of_somebody_without_a_home_is_refused(town: Town) -> None:
    nomad = await newcomer("Nomad", 79)
    code = await groups.invite(town.ada, town.group.id, uses=1, days=1, now=NOW)
    await groups.join(nomad, code, now=NOW)
    past = needs.Wish("drill", starts_at=NOW - timedelta(hours=3), ends_at=NOW - timedelta(hours=1))

    with pytest.raises(Invalid):
        await needs.state(town.ben, past, now=NOW)
    with pytest.raises(Invalid):
        await needs.state(nomad, needs.Wish("drill"), now=NOW)


async def test_a_thing_offered_to_one_group_is_not_seen_in_another(town: Town) -> None:
    founding = groups.Founding("Dartington", "dartington", CENTRE, 15_000, "Europe/London", "en")
    other = await groups.found(town.cleo, founding, now=NOW)
    thing = resources.Thing("Tent", "tool.drilling.drill", group_ids=(other.id,))
    tent = await resources.offer(town.cleo, thing, now=NOW)

    assert "Tent" not in await titles(town, town.ben, search.Looking(text="drill"))
    with pytest.raises(NotFound):
        await resources.visible(town.ben, tent.id)
