"""Tell me when there is one: an alert set from a search, told when something comes up, listed and stopped."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from models.alert import Alert, AlertState
from tests.bot.loans import Lending, opened_lending


@pytest.fixture
async def lending(db: object, tmp_path: Path) -> AsyncIterator[Lending]:
    async with opened_lending(tmp_path) as lending:
        yield lending


async def test_a_search_that_finds_nothing_leads_to_an_alert_and_that_to_a_notice(lending: Lending) -> None:
    ann, ben = await lending.neighbour(101, "Ann"), await lending.neighbour(102, "Ben", north=0.01)

    nothing = await lending.types(ben, "/search hammer drill")
    set_ = await lending.presses(ben, "Tell me when there is one")
    await lending.later(minutes=1)
    await lending.owns(ann, "Bosch hammer drill")
    await lending.tell()
    early = await lending.seen(ben)
    await lending.later(minutes=2)
    told = await lending.seen(ben)
    asked = await lending.presses(ben, "Ask for Bosch hammer drill")

    assert "[ 🔔 Tell me when there is one ]" in nothing
    assert "🔔 I tell you when there is one." in set_
    assert "[ 🔔 Tell me when there is one ]" not in set_
    assert "came up" not in early
    assert "🔔 This came up for what you look for:\n\n1. Bosch hammer drill\nAnn · 1–2 km · for “hammer drill”" in told
    assert "When would you like it?" in asked


async def test_it_is_said_in_german(lending: Lending) -> None:
    ann, ben = await lending.neighbour(101, "Ann"), await lending.neighbour(102, "Ben", "de", north=0.01)

    await lending.types(ben, "/search Bohrmaschine")
    await lending.presses(ben, "Sag mir Bescheid, wenn es eins gibt")
    await lending.later(minutes=1)
    await lending.owns(ann, "Bosch hammer drill")
    await lending.tell()
    await lending.later(minutes=2)
    told = await lending.seen(ben)
    listed = await lending.types(ben, "/alerts")

    assert "🔔 Das gibt es jetzt, passend zu dem, was du suchst:" in told
    assert "Ann · 1–2 km · für „Bohrmaschine“" in told
    assert "[ 🔍 Bohrmaschine ] [ ✖ Beenden ]" in listed
    assert not re.search(r"\b(the|you|your|until|within)\b", listed)


async def test_the_alert_has_the_time_and_the_reach_of_the_search(lending: Lending) -> None:
    await lending.neighbour(101, "Ann")
    ben = await lending.neighbour(102, "Ben", north=0.01)

    await lending.types(ben, "/search hammer drill monday 14-16")
    await lending.presses(ben, "further")
    await lending.presses(ben, "Tell me")

    alert = await Alert.get()
    assert (alert.text, alert.radius_m, alert.duration_minutes) == ("hammer drill", 10_000, None)
    assert alert.starts_at is not None
    assert alert.expires_at == alert.ends_at


async def test_a_category_can_be_looked_out_for(lending: Lending) -> None:
    ben = await lending.neighbour(102, "Ben")

    await lending.types(ben, "/search")
    await lending.presses(ben, "Tools")
    await lending.presses(ben, "All in")
    await lending.presses(ben, "Tell me")
    listed = await lending.types(ben, "/alerts")

    assert (await Alert.get()).category_id == "tool"
    assert "[ 🔍 Tools and things ]" in listed


async def test_many_results_need_no_alert(lending: Lending) -> None:
    ann, ben = await lending.neighbour(101, "Ann"), await lending.neighbour(102, "Ben", north=0.01)
    for number in range(3):
        await lending.owns(ann, f"Hammer drill {number}")

    found = await lending.types(ben, "/search hammer drill")

    assert "3 things near you" in found
    assert "Tell me" not in found


async def test_the_list_shows_what_there_is_now_and_stops_and_renews(lending: Lending) -> None:
    ann, ben = await lending.neighbour(101, "Ann"), await lending.neighbour(102, "Ben", north=0.01)
    await lending.types(ben, "/search hammer drill")
    await lending.presses(ben, "Tell me")
    await lending.later(minutes=1)
    await lending.owns(ann, "Bosch hammer drill")

    await lending.tell()
    listed = await lending.types(ben, "/alerts")
    shown = await lending.presses(ben, "🔍 hammer drill")
    before = (await Alert.get()).expires_at
    await lending.later(days=1)
    await lending.types(ben, "/alerts")
    await lending.presses(ben, "🔍 hammer drill")
    await lending.presses(ben, "Another half year")
    after = (await Alert.get()).expires_at
    stopped = await lending.presses(ben, "✖ Stop")

    assert "What I look out for\n\nhammer drill\nwithin 5 km, until" in listed
    assert "Come up since I last told you:\n\n1. Bosch hammer drill" in listed
    assert "1 thing near you:\n\n1. Bosch hammer drill" in shown
    assert (after - before).days == 1
    assert "I look out for nothing." in stopped
    assert (await Alert.get()).state is AlertState.WITHDRAWN


async def test_a_button_of_somebody_elses_alert_is_nothing(lending: Lending) -> None:
    ben, cleo = await lending.neighbour(102, "Ben"), await lending.neighbour(103, "Cleo")
    await lending.types(ben, "/search hammer drill")
    await lending.presses(ben, "Tell me")
    await lending.types(ben, "/alerts")
    await Alert.all().update(person_id=(await lending.person(cleo)).id)

    refused = await lending.presses(ben, "✖ Stop")

    assert "(There is no such thing here." in refused
    assert (await Alert.get()).state is AlertState.STANDING


async def test_whoever_offers_a_thing_sees_who_looks_for_it_but_not_who_they_are(lending: Lending) -> None:
    ann = await lending.neighbour(101, "Ann")
    ben, cleo = await lending.neighbour(102, "Ben", north=0.01), await lending.neighbour(103, "Cleo", north=0.02)
    await lending.types(ben, "/need hammer drill")
    await lending.types(cleo, "/need hammer drill monday 10-12")

    for line in ("/offer Hammer drill", "without", "1", "at my home", "go on"):
        await lending.types(ann, line)
    listed = await lending.types(ann, "offer it")

    assert "2 neighbours are looking for something like this:" in listed
    assert "hammer drill · Mon 6 May, 10:00–12:00 · 2–5 km" in listed
    assert "Ben" not in listed
    assert "Cleo" not in listed
