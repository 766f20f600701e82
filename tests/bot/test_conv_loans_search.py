"""Saying what one needs step by step, and looking round in words or by categories."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from models.need import Need, NeedState
from tests.bot.loans import Lending, opened_lending


@pytest.fixture
async def lending(db: object, tmp_path: Path) -> AsyncIterator[Lending]:
    async with opened_lending(tmp_path) as lending:
        yield lending


async def test_a_need_is_asked_for_step_by_step_with_buttons(lending: Lending) -> None:
    ann, ben = await lending.neighbour(101, "Ann"), await lending.neighbour(102, "Ben", north=0.01)
    await lending.owns(ann, "Bosch hammer drill")

    what = await lending.types(ben, "/need")
    when = await lending.types(ben, "a drill")
    part = await lending.presses(ben, "Tomorrow")
    found = await lending.presses(ben, "Morning")
    done = await lending.presses(ben, "No longer needed")

    assert "What do you need? · Step 1/2" in what
    assert "You look for: a drill\n\nWhen do you need it?" in when
    assert "Sun 5 May: which part of the day?" in part
    assert "Sun 5 May, 08:00–12:00\n\n1 thing near you:\n\n1. Bosch hammer drill\nAnn · 1–2 km" in found
    assert "nobody looks for a drill any more" in done
    assert (await Need.get()).state is NeedState.WITHDRAWN


async def test_back_goes_to_the_step_before_and_cancel_leaves_nothing(lending: Lending) -> None:
    ben = await lending.neighbour(102, "Ben")

    await lending.types(ben, "/need")
    await lending.types(ben, "a drill")
    back = await lending.presses(ben, "Back")
    stopped = await lending.presses(ben, "Cancel")

    assert "Step 1/2" in back
    assert "Nothing was sent or changed." in stopped
    assert await Need.all().count() == 0


async def test_a_time_that_is_past_is_asked_for_again_and_the_words_are_kept(lending: Lending) -> None:
    ben = await lending.neighbour(102, "Ben", "de")

    past = await lending.types(ben, "/need Bohrmaschine gestern")
    unread = await lending.types(ben, "blah")
    found = await lending.types(ben, "morgen 9-12")

    assert "Du suchst: Bohrmaschine" in past
    assert "Diese Zeit ist vorbei." in past
    assert "Darin konnte ich keine Zeit lesen." in unread
    assert "In deiner Nähe passt noch nichts." in found
    assert (await Need.get()).text == "Bohrmaschine"


async def test_part_of_the_window_is_offered_where_the_rest_is_taken(lending: Lending) -> None:
    ann, ben = await lending.neighbour(101, "Ann"), await lending.neighbour(102, "Ben", north=0.01)
    cleo = await lending.neighbour(103, "Cleo")
    await lending.owns(ann, "Bosch hammer drill")
    await lending.requested(ben, "/need drill monday 10-12")

    found = await lending.types(cleo, "/need drill monday 9-18")
    checked = await lending.presses(cleo, "Ask for")

    assert "free Mon 6 May, 12:00–18:00" in found
    assert "Mon 6 May, 12:00–18:00" in checked


async def test_two_hours_some_time_in_a_window_are_asked_for_where_they_fit(lending: Lending) -> None:
    ann, ben = await lending.neighbour(101, "Ann"), await lending.neighbour(102, "Ben", north=0.01)
    await lending.owns(ann, "Bosch hammer drill")

    await lending.types(ben, "/need drill monday afternoon for 2 hours")
    checked = await lending.presses(ben, "Ask for")

    assert "Mon 6 May, 12:00–14:00" in checked


async def test_searching_asks_for_the_time_and_the_length_only_when_they_are_not_known(lending: Lending) -> None:
    ann, ben = await lending.neighbour(101, "Ann"), await lending.neighbour(102, "Ben", north=0.01)
    await lending.owns(ann, "Bosch hammer drill")

    nothing = await lending.types(ben, "/search unicorn")
    further = await lending.presses(ben, "further")
    found = await lending.types(ben, "drill")
    when = await lending.presses(ben, "Ask for")
    long = await lending.types(ben, "tuesday 14:00")
    checked = await lending.types(ben, "2 hours")
    found_again = await lending.presses(ben, "✖ Cancel")

    assert "within 5 km" in nothing
    assert "within 10 km" in further
    assert "1. Bosch hammer drill" in found
    assert "When would you like it?" in when
    assert "From Tue 7 May, 14:00. For how long?" in long
    assert "Tue 7 May, 14:00–16:00" in checked
    assert "1. Bosch hammer drill" in found_again


async def test_a_search_with_a_time_asks_for_that_time(lending: Lending) -> None:
    ann, ben = await lending.neighbour(101, "Ann"), await lending.neighbour(102, "Ben", north=0.01)
    await lending.owns(ann, "Bosch hammer drill")

    await lending.types(ben, "/search drill monday 14-16")
    checked = await lending.presses(ben, "Ask for")

    assert "Mon 6 May, 14:00–16:00" in checked


async def test_the_categories_lead_to_a_thing(lending: Lending) -> None:
    ann, ben = await lending.neighbour(101, "Ann"), await lending.neighbour(102, "Ben", "de", north=0.01)
    await lending.owns(ann, "Bosch hammer drill")

    await lending.types(ben, "/search")
    await lending.presses(ben, "Werkzeug")
    await lending.presses(ben, "Bohren")
    found = await lending.presses(ben, "Alles unter")

    assert "1. Bosch hammer drill" in found


async def test_what_does_not_fit_on_one_card_comes_with_more(lending: Lending) -> None:
    ann, ben = await lending.neighbour(101, "Ann"), await lending.neighbour(102, "Ben", north=0.01)
    for number in range(7):
        await lending.owns(ann, f"Hammer drill {number}")

    first = await lending.types(ben, "/need drill monday 9-12")
    more = await lending.presses(ben, "More")
    before = await lending.presses(ben, "Before")

    assert "7 things near you" in first
    assert "6. Hammer drill" not in first
    assert "\n6. Hammer drill" in more
    assert "\n1. Hammer drill" in before
