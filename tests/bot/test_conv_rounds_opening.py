"""A steward opens a round in the chat, by typing or by pressing alone, and the group's chat hears of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from models.group import Group, GroupRole, Membership
from models.round import Round, RoundState
from tests.bot.loans import Lending, opened_lending
from tests.bot.rounds import ENGLISH, opened, steward


@pytest.fixture
async def lending(db: object, tmp_path: Path) -> AsyncIterator[Lending]:
    async with opened_lending(tmp_path) as lending:
        yield lending


async def test_a_steward_opens_a_round_by_typing_alone(lending: Lending) -> None:
    ann = await steward(lending, 101, "Ann")

    for line in ("/round", "1", "go on", "Midsummer", "tuesday 18:00"):
        await lending.types(ann, line)
    checked = await lending.types(ann, "thursday 8:00-12:00")
    card = await lending.types(ann, "open the round")

    assert "Open a round · Step 5/5" in checked
    assert "Who had least in the last 12 weeks comes first; ties are drawn." in checked
    assert "🎲 Midsummer\nMarquee\nFor Thu 9 May, 08:00–12:00.\nRequests until Tue 7 May, 18:00." in card
    assert "its fingerprint: " in card
    assert (await Round.get()).seed not in card


async def test_a_steward_opens_a_round_by_pressing_alone(lending: Lending) -> None:
    ann = await steward(lending, 101, "Ann")

    await lending.types(ann, "/rounds")
    await lending.presses(ann, "Open a round")
    for label in ("✗ Marquee", "Go on", "Marquee", "20:00", "The 7 days after"):
        await lending.presses(ann, label)
    card = await lending.presses(ann, "✅ Open the round")

    found = await Round.get()
    assert "🎲 Marquee" in card
    assert ((found.ends_at - found.starts_at).days, found.state) == (7, RoundState.OPEN)


async def test_times_that_make_no_sense_are_asked_for_again(lending: Lending) -> None:
    ann = await steward(lending, 101, "Ann")
    for line in ("/round", "1", "go on", "Midsummer"):
        await lending.types(ann, line)

    nonsense = await lending.types(ann, "whenever")
    await lending.types(ann, "tuesday 18:00")
    early = await lending.types(ann, "today 8:00-12:00")
    before = await lending.types(ann, "tuesday 8:00-12:00")

    assert "I could not read a time in that." in nonsense
    assert "That time is past." in early
    assert "The bookings have to lie after the cut-off." in before


async def test_whoever_is_no_steward_sees_the_rounds_instead(lending: Lending) -> None:
    ben = await lending.neighbour(102, "Ben")

    seen = await lending.types(ben, "/round")

    assert "There is no round at present." in seen
    assert "Open a round" not in seen


async def test_there_has_to_be_something_for_a_round(lending: Lending) -> None:
    ann = await lending.neighbour(101, "Ann")
    await Membership.filter(person_id=(await lending.person(ann)).id).update(role=GroupRole.STEWARD)
    await lending.owns(ann, "Bosch hammer drill")

    seen = await lending.types(ann, "/round")

    assert "There is nothing yet that a round could be about" in seen


async def test_the_groups_chat_gets_a_card_that_leads_into_the_private_chat(lending: Lending) -> None:
    ann, ben = await steward(lending, 101, "Ann"), await lending.neighbour(102, "Ben", north=0.01)
    chat = lending.street.sandbox.add_group("Totnes", [ann, ben])
    ann.adds_bot(chat)
    await Group.filter(id=lending.street.group.id).update(telegram_chat_id=chat.chat.id)

    await opened(lending, ann)
    card = str([line for line in ben.transcript(chat).lines if line.rows][-1])
    ben.presses("Ask for it", where=chat)
    private = await lending.seen(ben)

    assert "Requests for this are collected and decided together:\n\n🎲 Midsummer\nMarquee" in card
    assert "Ann" not in card
    assert "🎲 Midsummer" in private
    assert "[ 🙋 Ask in this round ]" in private


async def test_a_german_steward_opens_one(lending: Lending) -> None:
    ann = await steward(lending, 101, "Ann", "de")

    lines = ("/round", "1", "weiter", "Sonnwende", "Dienstag 18 Uhr", "Donnerstag 8-12 Uhr", "Runde eröffnen")
    shown = [await lending.types(ann, line) for line in lines]

    assert "Anfragen bis Di., 7. Mai, 18:00." in shown[-1]
    assert "Das Los steht schon fest" in shown[-1]
    for text in shown:
        assert not ENGLISH.search(text.lower()), text
