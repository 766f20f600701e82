"""What people send that does not fit: each gets words in their language, and nothing is lost."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.callback_data import Press, Verb, encode
from models.booking import Booking
from models.lifecycle import State
from models.need import Need
from models.person import Person
from tests.bot.loans import Lending, opened_lending


@pytest.fixture
async def lending(db: object, tmp_path: Path) -> AsyncIterator[Lending]:
    async with opened_lending(tmp_path) as lending:
        yield lending


async def test_a_picture_in_the_middle_of_asking_changes_nothing(lending: Lending) -> None:
    ann, ben = await lending.neighbour(101, "Ann"), await lending.neighbour(102, "Ben", north=0.01)
    await lending.owns(ann, "Bosch hammer drill")
    await lending.types(ben, "/need drill monday 10-12")
    await lending.presses(ben, "Ask for")

    ben.sends_photo()
    told = await lending.seen(ben)

    assert "I can use only words here" in told
    assert "Send request" in told


async def test_a_note_that_is_too_long_is_refused_and_the_request_stays(lending: Lending) -> None:
    ann, ben = await lending.neighbour(101, "Ann"), await lending.neighbour(102, "Ben", "de", north=0.01)
    await lending.owns(ann, "Bosch hammer drill")
    await lending.types(ben, "/need Bohrhammer Montag 10-12 Uhr")
    await lending.presses(ben, "Fragen:")

    again = await lending.types(ben, "x" * 4_000)

    assert "Das ist zu lang: Höchstens 1.000 Zeichen passen." in ben.transcript()
    assert "Anfrage senden" in again


async def test_a_need_of_4000_characters_is_refused_in_words(lending: Lending) -> None:
    ben = await lending.neighbour(102, "Ben")

    told = await lending.types(ben, f"/need {'drill ' * 600}")

    assert "too long" in told
    assert await Need.all().count() == 0


async def test_a_second_press_on_the_same_button_has_no_second_effect(lending: Lending) -> None:
    ann, ben = await lending.neighbour(101, "Ann"), await lending.neighbour(102, "Ben", north=0.01)
    await lending.owns(ann, "Bosch hammer drill")
    await lending.requested(ben, "/need drill monday 10-12")
    card = ann.transcript().last
    assert card is not None
    accept = str(card.rows[0][0].value)

    await lending.presses(ann, "Accept request")
    ann.presses_data(accept, message_id=card.message_id)
    again = await lending.seen(ann)

    assert "confirmed already" in again
    assert (await Booking.get()).version == 2
    assert ben.transcript().text.count("Good news") == 1


async def test_a_press_on_a_card_of_last_month_shows_how_things_stand(lending: Lending) -> None:
    ann, ben = await lending.neighbour(101, "Ann", "de"), await lending.neighbour(102, "Ben", north=0.01)
    await lending.owns(ann, "Bosch hammer drill")
    await lending.requested(ben, "/need drill monday 10-12")
    card = ann.transcript().last
    assert card is not None

    await lending.later(days=30)
    ann.presses_data(str(card.rows[0][0].value), message_id=card.message_id)
    await lending.seen(ann)
    shown = next(line for line in ann.transcript().lines if line.message_id == card.message_id)

    assert "ohne Antwort verfallen" in shown.text
    assert "Anfrage annehmen" not in str(shown)
    assert ann.transcript().toasts[-1].alert


async def test_the_buttons_of_others_do_nothing_and_tell_nothing(lending: Lending) -> None:
    ann, ben = await lending.neighbour(101, "Ann"), await lending.neighbour(102, "Ben", north=0.01)
    cleo = await lending.neighbour(103, "Cleo")
    await lending.owns(ann, "Bosch hammer drill")
    await lending.requested(ben, "/need drill monday 10-12")
    booking, need = await Booking.get(), await Need.get()
    await lending.types(cleo, "/search drill")
    screen = cleo.transcript().last
    assert screen is not None
    presses = [
        *(Press(Verb.BOOKING_ACT, booking.id, booking.version, (str(action),)) for action in ("confirm", "cancel")),
        *(Press(verb, booking.id) for verb in (Verb.BOOKING, Verb.WHERE, Verb.WRITE)),
        *(Press(verb, need.id) for verb in (Verb.NEED_RESULTS, Verb.NEED_DONE)),
        Press(Verb.THING, booking.id),
    ]

    for press in presses:
        cleo.presses_data(encode(press), message_id=screen.message_id)
        told = await lending.seen(cleo)
        assert "There is no such thing here." in told
        assert "Ben" not in told

    assert (await Booking.get()).state is State.REQUESTED
    assert len(cleo.transcript().toasts) == len(presses)


@pytest.mark.parametrize(
    "data", ["ba..0.confirm", "ba..0", "a..0.x.y", "bk..0", "bw..0", "nr..0.x", "bm..0", "t..0", "nd..0"]
)
async def test_a_button_that_nobody_drew_is_answered(lending: Lending, data: str) -> None:
    ben = await lending.neighbour(102, "Ben")
    await lending.types(ben, "/search")
    screen = ben.transcript().last
    assert screen is not None

    press = ben.presses_data(data, message_id=screen.message_id)
    await lending.seen(ben)

    assert press.answer is not None


async def test_links_that_lead_nowhere_say_so(lending: Lending) -> None:
    ben = await lending.neighbour(102, "Ben")

    for payload in ("r_x", "n_AAAAAAAAAAAAAAAAAAAAAA", "r_AAAAAAAAAAAAAAAAAAAAAA", "q_1"):
        ben.starts(payload)
        told = await lending.seen(ben)
        assert "There is no such thing here." in told or "What would you like to do?" in told


@pytest.mark.parametrize("line", ["/need drill", "/search", "/bookings"])
async def test_somebody_who_has_not_registered_is_let_in_first(lending: Lending, line: str) -> None:
    stranger = lending.street.sandbox.add_person(999, "Mallory")

    stranger.types(line)
    told = await lending.seen(stranger)

    assert "Go on as Mallory" in told
    assert await Person.filter(name="Mallory").count() == 1
    assert await Need.all().count() == 0


async def test_without_a_group_or_a_home_one_is_told_what_to_do_first(lending: Lending) -> None:
    stranger = lending.street.sandbox.add_person(999, "Mallory")
    stranger.starts()
    await lending.seen(stranger)
    await lending.presses(stranger, "Go on as Mallory")

    stranger.types("/need drill")
    await lending.seen(stranger)

    assert "Please join a group first" in stranger.transcript()
