"""Offering something: with photos or by text alone, left half done and taken up again, with all that can go wrong."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from backend.services import groups, photos, places, resources
from bot.sandbox import Effect, Fault
from bot.sandbox.sample import SAMPLE_PHOTO
from models.place import PlaceKind
from models.receipt import Draft
from models.resource import Offer, Resource
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


async def test_an_offer_left_half_done_waits_while_one_looks_for_something(street: Street) -> None:
    ben = await street.newcomer(7, "Ben")
    ben.sends_photo(caption="Hammer drill")
    await street.seen(ben)

    await street.types(ben, "/search ladder")
    await street.types(ben, "a tall one")
    await street.types(ben, "/cancel")
    await street.types(ben, "/home")
    await street.presses(ben, "Go on with your offer")
    for label in ("ammer drill", "At my home", "Go on", "Offer it now"):
        await street.presses(ben, label)

    (drill,) = await resources.mine(await street.person(ben))
    assert drill.title == "Hammer drill"
    assert len(await photos.of(drill.id)) == 1


async def test_with_three_copies_of_each_update_there_is_one_offer(street: Street) -> None:
    street.sandbox.faults.copies_of_each_update = 3
    ben = await street.newcomer(7, "Ben")

    ben.sends_photo(caption="Hammer drill")
    await street.seen(ben)
    for label in ("ammer drill", "At my home", "Go on", "Offer it now"):
        await street.presses(ben, label)

    (drill,) = await resources.mine(await street.person(ben))
    assert len(await photos.of(drill.id)) == 1


@pytest.mark.parametrize("effect", [Effect.BAD_GATEWAY, Effect.CUT_BEFORE, Effect.TOO_MANY])
async def test_a_photo_that_cannot_be_fetched_at_once_is_fetched_later(street: Street, effect: Effect) -> None:
    ben = await street.newcomer(7, "Ben")
    await street.types(ben, "/offer")
    street.sandbox.faults.add(Fault(effect, method="getFile", times=1))

    ben.sends_photo(caption="Hammer drill")
    await street.seen(ben)

    draft = await Draft.get(flow="offer")
    assert (draft.step, len(draft.data["photos"])) == ("category", 1)


async def test_a_thing_is_put_into_a_public_place_of_the_group(street: Street) -> None:
    hub = places.Opened(street.group.id, PlaceKind.HUB, "Share shed", (50.4320, -3.6850))
    shed = await places.add(street.ada, hub, now=street.clock())
    ben = await street.newcomer(7, "Ben")

    await street.types(ben, "/offer Hammer drill")
    for label in ("Without", "ammer drill", "Share shed", "When:", "When:", "I answer each", "Go on", "Offer it now"):
        await street.presses(ben, label)

    (drill,) = await resources.mine(await street.person(ben))
    assert (drill.place_id, drill.instant) == (shed.id, True)
    assert drill.opening is not None
    assert {window["weekday"] for window in drill.opening["weekly"]} == {5, 6}


async def test_with_two_groups_one_chooses_who_sees_it(street: Street) -> None:
    ben = await street.newcomer(7, "Ben")
    second = groups.Founding("Dartington Tools", "dartington", (50.45, -3.69), 15_000, "Europe/London", "en")
    other = await groups.found(street.ada, second, now=street.clock())
    ben.starts(f"join_{await groups.invite(street.ada, other.id, uses=1, days=1, now=street.clock())}")
    await street.seen(ben)

    await street.types(ben, "/offer Hammer drill")
    for label in ("Without", "ammer drill", "At my home", "Go on", "✓ Transition Totnes", "Go on", "Offer it now"):
        await street.presses(ben, label)

    (offer,) = await Offer.all()
    assert offer.group_id == other.id
