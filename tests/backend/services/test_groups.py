"""Groups: invitations let in whom they should, stewards alone hold the keys, and nobody else sees in."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from backend.services import groups
from models.errors import Forbidden, Gone, Invalid, NotFound
from models.group import Group, Invitation, Membership, Standing
from models.notice import Notice, NoticeKind
from tests.backend.services.conftest import CENTRE, NOW, Town, newcomer


async def test_an_invitation_lets_in_as_many_as_it_says_and_no_more(town: Town) -> None:
    code = await groups.invite(town.ada, town.group.id, uses=1, days=1, now=NOW)
    crowd = [await newcomer(f"Neighbour {number}", 500 + number) for number in range(10)]

    outcomes = await asyncio.gather(*(groups.join(one, code, now=NOW) for one in crowd), return_exceptions=True)

    assert sum(isinstance(outcome, Group) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, Gone) for outcome in outcomes) == 9


async def test_joining_again_changes_nothing_and_spends_no_use(town: Town) -> None:
    code = await groups.invite(town.ada, town.group.id, uses=1, days=1, now=NOW)

    await groups.join(town.ben, code, now=NOW)

    assert sorted(invitation.uses_left for invitation in await Invitation.all()) == [1, 48]


async def test_ones_groups_come_by_when_one_joined_without_those_one_left(town: Town) -> None:
    made = []
    for number, slug in enumerate(("ashburton", "dartington", "buckfast"), start=1):
        founding = groups.Founding(slug.title(), slug, CENTRE, 15_000, "Europe/London", "en")
        made.append(await groups.found(town.ben, founding, now=NOW - timedelta(days=number)))
    await Membership.filter(person_id=town.ben.id, group_id=made[1].id).update(state=Standing.LEFT)

    assert [group.slug for group in await groups.of(town.ben)] == ["buckfast", "ashburton", "totnes"]


async def test_an_invitation_lapses_and_an_unknown_one_says_the_same(town: Town) -> None:
    code = await groups.invite(town.ada, town.group.id, uses=5, days=1, now=NOW)
    stranger = await newcomer("Dora", 77)

    with pytest.raises(Gone):
        await groups.join(stranger, code, now=NOW + timedelta(days=1))
    with pytest.raises(Gone):
        await groups.join(stranger, "made-up", now=NOW)


async def test_the_code_itself_is_not_in_the_database(town: Town) -> None:
    code = await groups.invite(town.ada, town.group.id, uses=5, days=1, now=NOW)

    assert code not in str(await Invitation.all().values())


async def test_only_stewards_invite_and_name_areas(town: Town) -> None:
    with pytest.raises(Forbidden):
        await groups.invite(town.ben, town.group.id, uses=1, days=1, now=NOW)
    with pytest.raises(Forbidden):
        await groups.name_area(town.ben, town.group.id, "Bridgetown", (50.43, -3.68), now=NOW)


async def test_a_stranger_does_not_learn_that_a_group_exists(town: Town) -> None:
    stranger = await newcomer("Dora", 77)

    with pytest.raises(NotFound):
        await groups.get(stranger, town.group.id)
    with pytest.raises(NotFound):
        await groups.members(stranger, town.group.id)


async def test_the_stewards_hear_of_a_new_member(town: Town) -> None:
    told = await Notice.filter(person_id=town.ada.id, kind=NoticeKind.MEMBER_JOINED).count()

    assert told == 2


async def test_a_slug_is_given_once(town: Town) -> None:
    again = groups.Founding("Other", "totnes", (50.0, -3.0), 5_000, "Europe/London", "en")

    with pytest.raises(Invalid):
        await groups.found(town.ben, again, now=NOW)


async def test_an_area_of_the_same_name_is_moved_not_doubled(town: Town) -> None:
    await groups.name_area(town.ada, town.group.id, "Bridgetown", (50.43, -3.68), now=NOW)
    moved = await groups.name_area(town.ada, town.group.id, "bridgetown ", (50.44, -3.67), now=NOW)

    assert (moved.lat, moved.lon) == (50.44, -3.67)
