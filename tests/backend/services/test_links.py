"""Links between groups: proposed by one side, agreed by the other, ended by either; who may, and who is told."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID, uuid4

import pytest

from backend.services import links
from models.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from models.journal import Journal
from models.link import GroupLink
from models.notice import Notice, NoticeKind
from tests.backend.services.beside import beside, linked
from tests.backend.services.conftest import NOW, Town, newcomer


async def answer(deed: Any) -> tuple[type[Refused], dict[str, object]]:
    """What somebody is told who is refused."""
    with pytest.raises(Refused) as refused:
        await deed
    return type(refused.value), refused.value.params


async def told(kind: NoticeKind) -> list[UUID]:
    return [UUID(str(one)) for one in await Notice.filter(kind=kind).values_list("person_id", flat=True)]


async def test_a_link_from_proposal_to_end(town: Town) -> None:
    other = await beside()

    made = await links.propose(town.ada, town.group.id, "dartington", now=NOW)
    (asked,) = await links.of(other.eve, other.group.id)
    agreed = await links.agree(other.eve, other.group.id, made.link.id, now=town.at(1))
    await links.end(town.ada, town.group.id, made.link.id, now=town.at(2))

    assert (made.is_agreed, made.waits_for_us, made.other.name) == (False, False, "Dartington")
    assert (asked.is_agreed, asked.waits_for_us, asked.other.name) == (False, True, "Transition Totnes")
    assert (agreed.is_agreed, agreed.waits_for_us, agreed.link.since) == (True, False, town.at(1))
    assert await links.of(town.ada, town.group.id) == await links.of(other.eve, other.group.id) == []
    assert (await told(NoticeKind.LINK_PROPOSED), await told(NoticeKind.LINK_AGREED)) == ([other.eve.id], [town.ada.id])
    facts = await Journal.filter(subject_type="grouplink").order_by("seq")
    assert [(fact.verb, fact.group_id) for fact in facts] == [
        (verb, group_id)
        for verb in ("link.proposed", "link.agreed", "link.ended")
        for group_id in (town.group.id, other.group.id)
    ]


async def test_saying_it_again_changes_nothing(town: Town) -> None:
    other = await beside()
    made = [await links.propose(town.ada, town.group.id, "dartington", now=NOW) for _ in range(2)]
    for day in (1, 2):
        agreed = await links.agree(other.eve, other.group.id, made[0].link.id, now=town.at(day))
        again = await links.propose(town.ada, town.group.id, "dartington", now=town.at(day))
        assert agreed.link.since == again.link.since == town.at(1)
    for day in (3, 4):
        await links.end(other.eve, other.group.id, made[0].link.id, now=town.at(day))

    assert made[0].link.id == made[1].link.id
    assert (await GroupLink.get()).ended_at == town.at(3)
    assert await Journal.filter(subject_type="grouplink").count() == 6


async def test_where_both_propose_they_agree_also_at_once(town: Town) -> None:
    other = await beside()

    await asyncio.gather(
        links.propose(town.ada, town.group.id, "dartington", now=NOW),
        links.propose(other.eve, other.group.id, "totnes", now=NOW),
    )

    assert [link.since for link in await GroupLink.all()] == [NOW]


async def test_after_an_end_it_can_be_proposed_anew(town: Town) -> None:
    other = await beside()
    first = await linked(town, other)
    await links.end(other.eve, other.group.id, first.link.id, now=NOW)

    second = await links.propose(other.eve, other.group.id, "totnes", now=NOW)

    assert (second.link.id != first.link.id, second.is_agreed) == (True, False)
    assert (await answer(links.agree(town.ada, town.group.id, first.link.id, now=NOW)))[0] is NotFound


async def test_nobody_agrees_to_their_own_proposal(town: Town) -> None:
    await beside()
    made = await links.propose(town.ada, town.group.id, "dartington", now=NOW)

    assert await answer(links.agree(town.ada, town.group.id, made.link.id, now=NOW)) == (
        Conflict,
        {"why": "link_waits"},
    )


async def test_members_see_what_is_agreed_and_stewards_also_what_is_proposed(town: Town) -> None:
    first, second = await beside(), await beside("ashburton", number=820)
    await linked(town, first)
    await links.propose(second.eve, second.group.id, "totnes", now=NOW)

    assert [one.other.name for one in await links.of(town.ben, town.group.id)] == ["Dartington"]
    assert [one.other.name for one in await links.of(town.ada, town.group.id)] == ["Dartington", "Ashburton"]
    assert [one.other.name for one in await links.in_charge_of(town.ada)] == ["Dartington", "Ashburton"]
    assert await links.in_charge_of(town.ben) == []


async def test_only_stewards_of_the_two_have_a_say(town: Town) -> None:
    other, third = await beside(), await beside("ashburton", number=820)
    made = await links.propose(town.ada, town.group.id, "dartington", now=NOW)
    stranger = await newcomer("Dora", 77)

    for who, group, refusal in (
        (town.ben, town.group, Forbidden),
        (other.fay, other.group, Forbidden),
        (stranger, town.group, NotFound),
        (third.eve, town.group, NotFound),
        (third.eve, third.group, NotFound),
    ):
        for deed in (links.agree, links.end):
            assert (await answer(deed(who, group.id, made.link.id, now=NOW)))[0] is refusal
    for who, refusal in ((town.ben, Forbidden), (stranger, NotFound)):
        assert (await answer(links.propose(who, town.group.id, "ashburton", now=NOW)))[0] is refusal
    assert (await answer(links.of(stranger, town.group.id)))[0] is NotFound


async def test_a_group_that_is_not_there_or_is_itself_is_refused(town: Town) -> None:
    assert await answer(links.propose(town.ada, town.group.id, "nowhere", now=NOW)) == (NotFound, {"what": "group"})
    assert await answer(links.agree(town.ada, town.group.id, uuid4(), now=NOW)) == (NotFound, {"what": "link"})
    with pytest.raises(Invalid) as refused:
        await links.propose(town.ada, town.group.id, "totnes", now=NOW)
    assert [fault.code for fault in refused.value.faults] == ["own_group"]


async def test_a_group_has_only_so_many(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(links, "MOST", 1)
    await beside()
    await beside("ashburton", number=820)
    await links.propose(town.ada, town.group.id, "dartington", now=NOW)

    assert (await answer(links.propose(town.ada, town.group.id, "ashburton", now=NOW)))[0] is Conflict


async def test_proposals_of_strangers_take_nobodys_place(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(links, "MOST", 1)
    other = await beside()
    await beside("ashburton", number=820)
    theirs = await links.propose(other.eve, other.group.id, "totnes", now=NOW)

    ours = await links.propose(town.ada, town.group.id, "ashburton", now=NOW)

    assert [one.link.id for one in await links.of(town.ada, town.group.id)] == [theirs.link.id, ours.link.id]
