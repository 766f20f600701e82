"""Offering something: with photos or by text alone, left half done and taken up again, with all that can go wrong."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from backend.services import photos, resources
from bot.sandbox.sample import SAMPLE_PHOTO
from models.receipt import Draft
from models.resource import Resource
from tests.bot.people import Street, opened_street


@pytest.fixture
async def street(db: object, tmp_path: Path) -> AsyncIterator[Street]:
    async with opened_street(tmp_path) as street:
        yield street


async def test_an_offer_with_a_photo_and_a_place(street: Street) -> None:
    ben = street.sandbox.add_person(7, "Ben")
    ben.starts(f"join_{await street.invitation()}")
    await street.presses(ben, "Go on as Ben")
    await street.presses(ben, "Later")

    await street.presses(ben, "Offer something")
    ben.sends_photo(caption="Bosch hammer drill")
    await street.seen(ben)
    await street.presses(ben, "ammer drill")
    await street.seen(ben)
    ben.sends_location(50.4330, -3.6760)
    await street.seen(ben)
    await street.presses(ben, "At most")
    await street.presses(ben, "Go on")
    await street.seen(ben)
    await street.presses(ben, "Offer it now")
    await street.seen(ben)

    (drill,) = await resources.mine(await street.person(ben))
    assert (drill.title, drill.category_id) == ("Bosch hammer drill", "tool.drilling.hammer-drill")
    assert drill.rules == {"max_minutes": 14 * 24 * 60}
    assert [photo.position for photo in await photos.of(drill.id)] == [0]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["/offer Bosch hammer drill", "without", "1", "at my home", "3 days", "go on", "offer it"]),
        ("de", ["/offer Bohrhammer", "ohne", "1", "bei mir", "3 Tage", "weiter", "jetzt anbieten"]),
    ],
)
async def test_an_offer_by_text_alone(street: Street, language: str, words: list[str]) -> None:
    ben = await street.newcomer(7, "Ben", language)

    for line in words:
        await street.types(ben, line)
    await street.seen(ben)

    (drill,) = await resources.mine(await street.person(ben))
    assert drill.category_id == "tool.drilling.hammer-drill"
    assert drill.rules == {"max_minutes": 3 * 24 * 60}


async def test_an_album_is_one_offer_and_one_question(street: Street) -> None:
    ben = await street.newcomer(7, "Ben")

    ben.sends_album([SAMPLE_PHOTO, SAMPLE_PHOTO + b"\0", SAMPLE_PHOTO + b"\0\0"], caption="Ladder")
    await street.seen(ben)

    draft = await Draft.get(flow="offer")
    assert (draft.step, len(draft.data["photos"])) == ("category", 3)


async def test_back_cancel_and_taking_it_up_again(street: Street) -> None:
    ben = await street.newcomer(7, "Ben")
    await street.types(ben, "/offer Ladder")
    await street.presses(ben, "Without")

    await street.presses(ben, "Back")
    assert (await Draft.get(flow="offer")).step == "photo"
    ben.starts()
    await street.seen(ben)
    await street.types(ben, "hello")
    await street.seen(ben)
    await street.presses(ben, "Go on with your offer")
    await street.seen(ben)
    await street.presses(ben, "Cancel")
    await street.seen(ben)

    assert not await Draft.filter(flow="offer").exists()
    assert not await Resource.all().exists()
