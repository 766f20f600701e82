"""Rounds in the chat: members ask, change their minds, and all hear how it was decided."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from backend.services import round_deciding
from models.round import RequestState, Round, RoundRequest
from tests.bot.loans import Lending, opened_lending
from tests.bot.rounds import ENGLISH, asks, decided, had_something, opened, seconds_to_cut_off, steward


@pytest.fixture
async def lending(db: object, tmp_path: Path) -> AsyncIterator[Lending]:
    async with opened_lending(tmp_path) as lending:
        yield lending


async def test_of_two_who_ask_the_one_who_had_least_gets_it_and_both_hear_why(lending: Lending) -> None:
    ann = await steward(lending, 101, "Ann")
    ben, cleo = await lending.neighbour(102, "Ben", north=0.01), await lending.neighbour(103, "Cleo", north=0.01)
    await opened(lending, ann)
    await had_something(lending, ben)

    noted = await asks(lending, ben)
    await asks(lending, cleo)
    await decided(lending)
    lost, won = await lending.seen(ben), await lending.seen(cleo)
    booking = await lending.presses(cleo, "Look at Marquee")
    await lending.types(ben, "/rounds")
    how = await lending.presses(ben, "✅ Midsummer")

    assert "Noted: any of them · Thu 9 May, 08:00–12:00 · 4 hours." in noted
    assert "[ ✏ Change 1 ] [ ✖ Take 1 back ]" in noted
    sentence = "2 asked, 1 could be served; those who had least lately came first."
    assert f"✖ any of them · Thu 9 May, 08:00–12:00 · 4 hours: not this time.\n\n{sentence}" in lost
    assert f"✅ Marquee, Thu 9 May, 08:00–12:00\n\n{sentence}" in won
    assert "Marquee" in booking
    assert f"The seed of the draw was {(await Round.get()).seed}" in how
    assert "Cleo" not in lost + how


async def test_whoever_would_book_past_a_round_is_led_into_it(lending: Lending) -> None:
    ann = await steward(lending, 101, "Ann")
    ben = await lending.neighbour(102, "Ben", north=0.01)
    await opened(lending, ann)

    await lending.types(ben, "/need drill thursday 9:00-11:00")
    refused = await lending.presses(ben, "Ask for")
    led = await lending.presses(ben, "🎲 Midsummer")

    assert "For that time wishes are collected until Tue 7 May, 18:00 and decided together" in refused
    assert "Ask in this round ]" in led


async def test_it_is_said_in_german(lending: Lending) -> None:
    ann = await steward(lending, 101, "Ann")
    ben, cleo = await lending.neighbour(102, "Ben", "de"), await lending.neighbour(103, "Cleo", "de")
    await opened(lending, ann)

    noted = await asks(lending, ben, whole="Die ganze Zeit")
    await asks(lending, cleo, whole="Die ganze Zeit")
    await decided(lending)
    told = await lending.seen(ben)
    listed = await lending.types(ben, "/rounds")
    how = await lending.presses(ben, "Midsummer")

    assert "Notiert: eines davon · Do., 9. Mai, 08:00–12:00 · 4 Stunden." in noted
    assert "🎲 Die Runde „Midsummer“ ist entschieden." in told
    assert (
        "2 Anfragen, 1 erfüllt; alle hatten zuletzt gleich viel, also entschied der kürzere Weg, dann das Los." in told
    )
    for text in (noted, told, listed, how):
        assert not ENGLISH.search(text.lower().replace("midsummer", "")), text


async def test_a_request_is_changed_and_taken_back(lending: Lending) -> None:
    ann, ben = await steward(lending, 101, "Ann"), await lending.neighbour(102, "Ben")
    await opened(lending, ann)
    await asks(lending, ben)

    await lending.presses(ben, "Change 1")
    await lending.types(ben, "thursday 9:00-11:00")
    changed = await lending.types(ben, "1 hour")
    gone = await lending.presses(ben, "Take 1 back")

    assert "1. any of them · Thu 9 May, 09:00–11:00 · 1 hour" in changed
    assert "1 request so far." in changed
    assert "0 requests so far." in gone
    assert "Your requests:" not in gone
    assert (await RoundRequest.get()).state is RequestState.WITHDRAWN


async def test_one_of_several_things_can_be_asked_for(lending: Lending) -> None:
    ann, ben = await steward(lending, 101, "Ann"), await lending.neighbour(102, "Ben")
    await lending.owns(ann, "Ladder", instant=True)
    for line in ("/round", "all of them", "go on", "Midsummer", "tuesday 18:00", "thursday 8:00-12:00"):
        await lending.types(ann, line)
    await lending.types(ann, "open the round")

    await lending.types(ben, "/rounds")
    await lending.presses(ben, "Midsummer")
    which = await lending.presses(ben, "Ask in this round")
    await lending.presses(ben, "Ladder")
    await lending.presses(ben, "Thu 9 May")
    await lending.presses(ben, "Morning")
    noted = await lending.presses(ben, "2 hours")

    assert "Ask in the round · Step 1/3" in which
    assert "Noted: Ladder · Thu 9 May, 08:00–12:00 · 2 hours." in noted


async def test_whoever_stops_half_way_is_back_at_the_round(lending: Lending) -> None:
    ann, ben = await steward(lending, 101, "Ann"), await lending.neighbour(102, "Ben")
    await opened(lending, ann)
    await lending.types(ben, "/rounds")
    await lending.presses(ben, "Midsummer")
    await lending.presses(ben, "Ask in this round")

    nonsense = await lending.types(ben, "whenever")
    left = await lending.presses(ben, "Cancel")

    assert "I could not read a time in that." in nonsense
    assert "🎲 Midsummer" in left
    assert not await RoundRequest.exists()


async def test_what_is_asked_for_outside_of_the_round_is_asked_again(lending: Lending) -> None:
    ann, ben = await steward(lending, 101, "Ann"), await lending.neighbour(102, "Ben")
    await opened(lending, ann)
    await lending.types(ben, "/rounds")
    await lending.presses(ben, "Midsummer")
    await lending.presses(ben, "Ask in this round")

    outside = await lending.types(ben, "friday 8:00-12:00")
    await lending.types(ben, "thursday 8:00-12:00")
    no_length = await lending.types(ben, "a while")
    too_long = await lending.types(ben, "9 hours")

    assert "The round is for another time." in outside
    assert "I could not read a length in that." in no_length
    assert "That length does not fit into the time you named." in too_long


async def test_a_steward_calls_a_round_off_and_who_asked_is_told(lending: Lending) -> None:
    ann, ben = await steward(lending, 101, "Ann"), await lending.neighbour(102, "Ben")
    await opened(lending, ann)
    await asks(lending, ben)

    await lending.types(ann, "/rounds")
    await lending.presses(ann, "Midsummer")
    sure = await lending.presses(ann, "Call the round off")
    off = await lending.presses(ann, "Yes, call it off")
    told = await lending.seen(ben)

    assert "Call “Midsummer” off? Those who asked are told." in sure
    assert "This round was called off." in off
    assert "🎲 The round “Midsummer” was called off; nothing comes of your request." in told


async def test_after_the_cut_off_an_old_button_says_so(lending: Lending) -> None:
    ann, ben = await steward(lending, 101, "Ann"), await lending.neighbour(102, "Ben")
    await opened(lending, ann)
    await lending.types(ben, "/rounds")
    await lending.presses(ben, "Midsummer")
    lending.street.clock.passed_s = await seconds_to_cut_off(lending)

    late = await lending.presses(ben, "Ask in this round")

    assert "(This round takes no requests any more." in late


@pytest.mark.parametrize(
    ("state", "language", "said"),
    [
        (RequestState.OVERTAKEN, "en", "was given to you, but somebody took it at that very moment. I am sorry."),
        (RequestState.OVERTAKEN, "de", "ging an dich, wurde aber genau in diesem Moment vergeben."),
        (RequestState.IMPOSSIBLE, "en", "4 hours: nothing was free then."),
        (RequestState.IMPOSSIBLE, "de", "4 Stunden: zu dieser Zeit war nichts frei."),
    ],
)
async def test_bad_luck_is_told_for_what_it_was(
    lending: Lending, state: RequestState, language: str, said: str
) -> None:
    ann, ben = await steward(lending, 101, "Ann"), await lending.neighbour(102, "Ben", language)
    await opened(lending, ann)
    await asks(lending, ben, whole="All of that time" if language == "en" else "Die ganze Zeit")
    lending.street.clock.passed_s = await seconds_to_cut_off(lending)
    await round_deciding.advance(now=lending.street.clock())
    await RoundRequest.all().update(state=state, booking_id=None)

    told = await lending.seen(ben)

    assert said in told
