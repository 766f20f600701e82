"""Links between groups in the bot: stewards propose, agree and end; owners choose what is seen there."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from backend.services import groups, homes, links, people
from bot.sandbox import Person as Actor
from models.group import Group, GroupRole, Membership
from models.link import GroupLink
from models.person import Provider
from models.resource import Resource
from tests.bot.loans import Lending, opened_lending
from tests.bot.people import CENTRE


@pytest.fixture
async def lending(db: object, tmp_path: Path) -> AsyncIterator[Lending]:
    async with opened_lending(tmp_path) as lending:
        yield lending


async def steward(lending: Lending, number: int, name: str, language: str = "en") -> Actor:
    """A neighbour who answers for the group of the street."""
    actor = await lending.neighbour(number, name, language)
    await Membership.filter(person_id=(await lending.person(actor)).id).update(role=GroupRole.STEWARD)
    return actor


async def beside(lending: Lending, number: int, name: str, language: str = "en") -> tuple[Actor, Group]:
    """Somebody who founded the group beside the street's, and it."""
    now = lending.street.clock()
    actor = lending.street.sandbox.add_person(number, name, None, language)
    lending.street.sandbox.world.chat(number).started = True
    person = await people.register(people.Newcomer(Provider.TELEGRAM, str(number), name, language), now=now)
    founding = groups.Founding("Dartington", "dartington", CENTRE, 15_000, "Europe/London", language)
    group = await groups.found(person, founding, now=now)
    await homes.settle(person, group, (CENTRE[0] + 0.01, CENTRE[1]), now=now)
    return actor, group


async def test_two_stewards_link_their_groups_and_one_ends_it(lending: Lending) -> None:
    ann, (eve, _group) = await steward(lending, 101, "Ann"), await beside(lending, 102, "Eve")

    empty = await lending.types(ann, "/links")
    asked = await lending.presses(ann, "Propose a link for Transition Totnes")
    proposed = await lending.types(ann, "Dartington")
    heard = await lending.seen(eve)
    agreed = await lending.presses(eve, "Agree to Transition Totnes")
    told = await lending.seen(ann)
    await lending.types(ann, "/links")
    sure = await lending.presses(ann, "End link with Dartington")
    kept = await lending.presses(ann, "No, go back")
    await lending.presses(ann, "End link with Dartington")
    ended = await lending.presses(ann, "Yes, end it")

    assert "Your groups are linked with none." in empty
    assert "The short name of Transition Totnes is totnes." in empty
    assert "With which group? Type its short name" in asked
    assert "Dartington has not yet agreed to be linked with Transition Totnes." in proposed
    assert "[ ✖ Take back: Dartington ]" in proposed
    assert "🔗 Transition Totnes would like to be linked with Dartington." in heard
    assert "[ ✅ Agree to Transition Totnes ] [ ✖ Decline ]" in heard
    assert "Dartington and Transition Totnes are linked." in agreed
    assert "are linked.\n/links tells more." in told
    assert "nothing new can be asked for across the link" in sure
    assert "Transition Totnes and Dartington are linked." in kept
    assert "Your groups are linked with none." in ended
    assert (await GroupLink.get()).ended_at is not None


async def test_an_owner_shows_a_thing_to_linked_groups_and_takes_it_back(lending: Lending) -> None:
    ann, (eve, group) = await lending.neighbour(101, "Ann"), await beside(lending, 102, "Eve")
    drill = await lending.owns(ann, "Bosch hammer drill")
    await lending.types(ann, "/things")
    alone = await lending.presses(ann, "Bosch")
    made = await links.propose(lending.street.ada, lending.street.group.id, "dartington", now=lending.street.clock())
    await links.agree(await lending.person(eve), group.id, made.link.id, now=lending.street.clock())

    hidden = await lending.types(eve, "/search hammer drill")
    await lending.types(ann, "/things")
    card = await lending.presses(ann, "Bosch")
    shown = await lending.presses(ann, "Show to linked groups")
    found = await lending.types(eve, "/search hammer drill")
    back = await lending.presses(ann, "Own groups only")

    assert "linked" not in alone
    assert "Bosch" not in hidden
    assert "[ 🔗 Show to linked groups ]" in card
    assert "Linked groups see it too." in shown
    assert "1. Bosch hammer drill\nAnn · 1–2 km" in found
    assert "Linked groups see it too." not in back
    assert (await Resource.get(id=drill.id)).seen_by_linked is False


async def test_members_see_the_links_and_have_no_buttons(lending: Lending) -> None:
    ben, (eve, group) = await lending.neighbour(103, "Ben"), await beside(lending, 102, "Eve")
    made = await links.propose(lending.street.ada, lending.street.group.id, "dartington", now=lending.street.clock())
    before = await lending.types(ben, "/links")
    await links.agree(await lending.person(eve), group.id, made.link.id, now=lending.street.clock())

    after = await lending.types(ben, "/links")

    assert "Your groups are linked with none." in before
    assert "Transition Totnes and Dartington are linked." in after
    assert "short name" not in after
    assert "End link" not in after


async def test_an_unknown_group_is_said_to_be_unknown_and_cancel_leads_back(lending: Lending) -> None:
    ann = await steward(lending, 101, "Ann")
    await lending.types(ann, "/settings")
    listed = await lending.presses(ann, "Linked groups")
    await lending.presses(ann, "Propose a link")

    unknown = await lending.types(ann, "nowhere")
    stopped = await lending.presses(ann, "Cancel")

    assert "Linked groups" in listed
    assert "There is no such thing here." in unknown
    assert "Your groups are linked with none." in stopped


async def test_who_is_steward_no_longer_presses_in_vain(lending: Lending) -> None:
    ann, (eve, _group) = await steward(lending, 101, "Ann"), await beside(lending, 102, "Eve")
    await links.propose(await lending.person(eve), _group.id, "totnes", now=lending.street.clock())
    await lending.seen(ann)
    await Membership.filter(person_id=(await lending.person(ann)).id).update(role=GroupRole.MEMBER)

    refused = await lending.presses(ann, "Agree to Dartington")

    assert "(There is no such thing here." in refused
    assert (await GroupLink.get()).since is None


async def test_it_is_said_in_german(lending: Lending) -> None:
    ann, (eve, _group) = await steward(lending, 101, "Ann", "de"), await beside(lending, 102, "Eve", "de")
    await lending.owns(ann, "Bosch hammer drill")

    await lending.types(ann, "/links")
    await lending.presses(ann, "Transition Totnes verbinden")
    await lending.types(ann, "dartington")
    heard = await lending.seen(eve)
    agreed = await lending.presses(eve, "Transition Totnes zustimmen")
    await lending.types(ann, "/things")
    await lending.presses(ann, "Bosch")
    shown = await lending.presses(ann, "Verbundenen Gruppen zeigen")

    assert "🔗 Transition Totnes möchte mit Dartington verbunden sein." in heard
    assert "Dartington und Transition Totnes sind verbunden." in agreed
    assert "Verbundene Gruppen sehen es auch." in shown


async def test_what_is_agreed_or_ended_before_it_could_be_told_is_not_told(lending: Lending) -> None:
    eve, group = await beside(lending, 102, "Eve")
    street, person = lending.street, await lending.person(eve)
    made = await links.propose(street.ada, street.group.id, "dartington", now=street.clock())
    await links.agree(person, group.id, made.link.id, now=street.clock())
    agreed = await lending.seen(eve)
    await links.end(person, group.id, made.link.id, now=street.clock())
    await links.propose(street.ada, street.group.id, "dartington", now=street.clock())
    await links.end(person, group.id, (await GroupLink.get(ended_at=None)).id, now=street.clock())
    ended = await lending.seen(eve)

    assert "linked" not in agreed
    assert "linked" not in ended
