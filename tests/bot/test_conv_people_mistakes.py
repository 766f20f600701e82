"""Bad input of every kind gets a clear answer in the person's language, and loses nothing."""

import struct
import zlib
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from backend.services import homes, photos, resources
from bot.callback_data import Press, Verb, encode
from bot.conversations.terms import usual
from bot.sandbox.sample import SAMPLE_PHOTO
from models.person import Identity, Person
from models.receipt import Draft, UpdateId
from tests.bot.people import Street, opened_street


@pytest.fixture
async def street(db: object, tmp_path: Path) -> AsyncIterator[Street]:
    async with opened_street(tmp_path) as street:
        yield street


def huge_picture(side: int = 20_000) -> bytes:
    """A PNG of 400 megapixels that takes a few bytes; only its head is honest."""
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(100))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )


@pytest.mark.parametrize(
    ("language", "words"), [("en", "I do not know /frobnicate"), ("de", "/frobnicate kenne ich nicht")]
)
async def test_an_unknown_command(street: Street, language: str, words: str) -> None:
    ben = await street.newcomer(7, "Ben", language)

    assert words in await street.types(ben, "/frobnicate the drill")


async def test_words_that_belong_nowhere(street: Street) -> None:
    ben = await street.newcomer(7, "Ben")

    assert "/search" in await street.types(ben, "a drill?")


async def test_a_photo_of_400_megapixels_is_refused_before_it_is_fetched(street: Street) -> None:
    ben = await street.newcomer(7, "Ben")
    await street.types(ben, "/offer")

    ben.sends_photo(huge_picture())
    seen = await street.seen(ben)

    assert "too many pixels" in seen
    assert "getFile" not in [request.method for request in street.sandbox.requests]
    assert (await Draft.get(flow="offer")).step == "photo"


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (huge_picture(), "huge.png", "too many pixels"),
        (SAMPLE_PHOTO[:200], "cut.png", "broken"),
    ],
)
async def test_a_picture_sent_as_a_file_is_looked_at_too(street: Street, data: bytes, name: str, words: str) -> None:
    ben = await street.newcomer(7, "Ben")
    await street.types(ben, "/offer")

    ben.sends_document(data, name)
    assert words in await street.seen(ben)
    ben.sends_document(SAMPLE_PHOTO, "drill.png", caption="Hammer drill")
    await street.seen(ben)

    assert len((await Draft.get(flow="offer")).data["photos"]) == 1


async def test_a_ninth_photo_is_refused_and_the_offer_goes_on(street: Street) -> None:
    ben = await street.newcomer(7, "Ben")
    ben.sends_album([SAMPLE_PHOTO + bytes([n]) for n in range(9)], caption="Hammer drill")
    seen = await street.seen(ben)
    assert "at most 8" in seen
    for label in ("ammer drill", "At my home", "Go on", "Offer it now"):
        await street.presses(ben, label)

    (drill,) = await resources.mine(await street.person(ben))
    assert len(await photos.of(drill.id)) >= 1


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ((0.0, -30.0), "too far away"),
        ("91.5, 200", "outside of what is possible"),
        (
            "Atlantis",
            "There is no such place. Send a pin, coordinates, or the name of an area: Bridgetown or Follaton.",
        ),
        ("x" * 4000, "too long"),
    ],
)
async def test_a_place_in_the_ocean_or_nowhere(street: Street, place: str | tuple[float, float], words: str) -> None:
    ben = street.sandbox.add_person(7, "Ben")
    ben.starts(f"join_{await street.invitation()}")
    await street.presses(ben, "Go on as Ben")

    if isinstance(place, str):
        ben.types(place)
    else:
        ben.sends_location(*place)
    assert words in await street.seen(ben)
    await street.types(ben, "Bridgetown")

    assert await homes.of(await street.person(ben)) is not None


async def test_a_contact_in_the_middle_of_each_step_changes_nothing(street: Street) -> None:
    ben = street.sandbox.add_person(7, "Ben")
    ben.starts(f"join_{await street.invitation()}")
    await street.seen(ben)

    for label in ("Go on as Ben", "Bridgetown"):
        ben.shares_contact("+49123456")
        assert "I can only read words here" in await street.seen(ben)
        await street.presses(ben, label)
    await street.types(ben, "/offer Hammer drill")
    for label in ("Without", "ammer drill", "At my home", "Go on", "Offer it now"):
        ben.shares_contact("+49123456")
        await street.seen(ben)
        await street.presses(ben, label)

    assert len(await resources.mine(await street.person(ben))) == 1


@pytest.mark.parametrize(("typed", "kept"), [("🌻🌻", "🌻🌻"), (" a\u202eb\u200f\n c ", "ab c")])
async def test_names_are_cleaned(street: Street, typed: str, kept: str) -> None:
    ben = street.sandbox.add_person(7, "\u202e\u200f")
    ben.starts()
    assert "Neighbour" in await street.seen(ben)

    await street.types(ben, typed)

    assert await Person.filter(name=kept).exists()


async def test_a_name_of_4000_signs_is_refused(street: Street) -> None:
    ben = street.sandbox.add_person(7, "Ben")
    ben.starts()
    await street.seen(ben)

    assert "at most 64" in await street.types(ben, "x" * 4000)
    assert (await street.person(ben)).name == "Ben"


async def test_a_title_of_4000_signs_is_refused_and_nothing_is_lost(street: Street) -> None:
    ben = await street.newcomer(7, "Ben")
    ben.sends_photo()
    await street.seen(ben)

    assert "at most 80" in await street.types(ben, "drill " * 600)
    draft = await Draft.get(flow="offer")
    assert (draft.step, len(draft.data["photos"])) == ("title", 1)


async def test_an_invitation_that_is_none(street: Street) -> None:
    ben = street.sandbox.add_person(7, "Ben")
    ben.starts("join_nonsense")
    assert "has run out" in await street.seen(ben)
    await street.presses(ben, "Go on as Ben")

    assert "I cannot read an invitation" in await street.types(ben, "let me in, please")
    assert "This invitation has run out" in await street.types(ben, "abcdefghijklmnopqrstuv")
    assert "You belong to no group yet" in await street.presses(ben, "Later")
    assert "Join one first" in await street.types(ben, "/offer drill")


async def test_a_press_on_a_card_of_last_month(street: Street) -> None:
    ben = await street.newcomer(7, "Ben")
    await street.types(ben, "/offer Ladder")
    screen = ben.transcript().last
    assert screen is not None
    street.clock.passed_s += timedelta(days=30).total_seconds()

    street.sandbox.add_person(8, "Cleo")
    ben.presses("Without")
    seen = await street.seen(ben)

    assert "older message" in seen
    assert "Find something" in seen


async def test_buttons_of_others_and_of_nobody(street: Street) -> None:
    ben = await street.newcomer(7, "Ben")
    await street.types(ben, "/offer Ladder")
    draft = await Draft.get(flow="offer")
    cleo = street.sandbox.add_person(8, "Cleo")
    cleo.starts()
    await street.seen(cleo)
    screen = cleo.transcript().last
    assert screen is not None

    for verb in (Verb.STEP, Verb.BACK, Verb.CANCEL, Verb.RESUME):
        cleo.presses_data(encode(Press(verb, draft.id, draft.version)), message_id=screen.message_id)
        await street.seen(cleo)

    assert (await Draft.get(id=draft.id)).version == draft.version


@pytest.mark.parametrize("verb", [verb for verb in Verb if verb is not Verb.STEP])
async def test_every_button_without_its_thing_is_answered(street: Street, verb: Verb) -> None:
    ben = await street.newcomer(7, "Ben")
    screen = ben.transcript().last
    assert screen is not None

    press = ben.presses_data(encode(Press(verb)), message_id=screen.message_id)
    await street.seen(ben)

    assert press.answer is not None


@pytest.mark.parametrize("step", ["photo", "title", "category", "place", "terms", "groups", "preview"])
@pytest.mark.parametrize("words", [(), ("place", "xyz"), ("group", "_"), ("is",), ("area", "A" * 22)])
async def test_a_press_made_up_by_hand_is_answered_at_every_step(
    street: Street, step: str, words: tuple[str, ...]
) -> None:
    ben = await street.newcomer(7, "Ben")
    await street.types(ben, "/offer Hammer drill")
    draft = await Draft.get(flow="offer")
    known = {"category": "tool.drilling.hammer-drill", "terms": usual("tool")}
    await Draft.all().update(step=step, data={**draft.data, **known})
    screen = ben.transcript().last
    assert screen is not None

    press = ben.presses_data(encode(Press(Verb.STEP, draft.id, draft.version, words)), message_id=screen.message_id)
    await street.seen(ben)

    assert press.answer is not None
    assert await UpdateId.filter(state="quarantined").count() == 0


@pytest.mark.parametrize("words", ["/things", "hello", "/offer", "/settings", "/search drill", "/nonsense", "/cancel"])
async def test_strangers_who_type_anything_are_let_in_first(street: Street, words: str) -> None:
    cleo = street.sandbox.add_person(8, "Cleo")

    assert "Welcome to Borrowdale" in await street.types(cleo, words)
    assert "Hello Cleo!" not in await street.presses(cleo, "Go on as Cleo")
    assert await Person.filter(name="Cleo").count() == 1


@pytest.mark.parametrize("verb", [Verb.STEP, Verb.OWN, Verb.HOME, Verb.SETTINGS])
async def test_strangers_who_press_an_old_button_are_let_in_first(street: Street, verb: Verb) -> None:
    cleo = street.sandbox.add_person(8, "Cleo")
    cleo.starts()
    await street.seen(cleo)
    screen = cleo.transcript().last
    assert screen is not None
    await Draft.all().delete()
    await Identity.filter(subject="8").delete()

    cleo.presses_data(encode(Press(verb, screen_id(), 1)), message_id=screen.message_id)

    assert "Welcome to Borrowdale" in await street.seen(cleo)
    assert await Draft.filter(flow="arriving").count() == 1


def screen_id() -> UUID:
    """The id of a thing that never was."""
    return UUID(int=7)
