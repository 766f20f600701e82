"""One loan in the bot, from a need in one line to closed, as both sides see it, in English and German."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from models.booking import Booking, Message
from models.lifecycle import State
from models.need import Need, NeedState
from tests.bot.loans import Lending, opened_lending


@pytest.fixture
async def lending(db: object, tmp_path: Path) -> AsyncIterator[Lending]:
    async with opened_lending(tmp_path) as lending:
        yield lending


@dataclass(frozen=True)
class Words:
    """What is typed and pressed, and what must be read, in one language."""

    need: str
    ask: str
    send: str
    asked: str
    accept: str
    agreed: str
    lends: str
    give: str
    take: str
    bring: str
    back: str
    closed: str
    thanks: str


SPOKEN = {
    "en": Words(
        need="/need drill monday afternoon",
        ask="Ask for Bosch",
        send="Send request",
        asked="Ben would like to borrow something of yours",
        accept="Accept request",
        agreed="Agreed: you lend it to Ben",
        lends="Good news: Ann said yes",
        give="I handed it over",
        take="I have it",
        bring="I gave it back",
        back="It is back",
        closed="Thank you for lending it to Ben",
        thanks="Given back to Ann, all done",
    ),
    "de": Words(
        need="/need Bohrhammer Montag Nachmittag",
        ask="Fragen: Bosch",
        send="Anfrage senden",
        asked="Ben möchte etwas von dir leihen",
        accept="Anfrage annehmen",
        agreed="Abgemacht: Du leihst es Ben",
        lends="Ann hat ja gesagt",
        give="Ich habe es übergeben",
        take="Ich habe es",
        bring="Ich habe es zurückgegeben",
        back="Es ist zurück",
        closed="Danke, dass du es Ben geliehen hast",
        thanks="Zurück bei Ann, alles erledigt",
    ),
}


@pytest.mark.parametrize("language", SPOKEN)
async def test_a_need_in_one_line_becomes_a_loan_and_comes_to_its_end(lending: Lending, language: str) -> None:
    say = SPOKEN[language]
    ann = await lending.neighbour(101, "Ann", language)
    ben = await lending.neighbour(102, "Ben", language, north=0.01)
    await lending.owns(ann, "Bosch hammer drill", description="With a set of bits.")

    found = await lending.types(ben, say.need)
    await lending.presses(ben, say.ask)
    await lending.types(ben, "For two shelves")
    await lending.presses(ben, say.send)
    request = await lending.seen(ann)
    agreed = await lending.presses(ann, say.accept)
    told = await lending.seen(ben)
    await lending.later(days=2, hours=-1)
    await lending.presses(ann, say.give)
    await lending.presses(ben, say.take)
    await lending.presses(ben, say.bring)
    closed = await lending.presses(ann, say.back)
    thanked = await lending.seen(ben)

    assert "12:00–18:00" in found
    for words in (say.asked, "12:00–18:00", "For two shelves", say.accept):
        assert words in request
    assert say.agreed in agreed
    assert say.accept not in agreed
    assert say.lends in told
    assert say.closed in closed
    assert say.thanks in thanked
    assert (await Booking.get()).state is State.CLOSED
    assert (await Need.get()).state is NeedState.MET


ASKED = """\
Borrowdale: 🔔 Ben would like to borrow something of yours.

Bosch hammer drill
Mon 6 May, 12:00–18:00

Ben asks for it. Please answer by Sun 5 May, 13:00; after that the request lapses.

Note: “For <b>two</b> shelves”
    [ ✅ Accept request ] [ ✖ Decline request ]
    [ 🕑 Other time ]
    [ 💬 Write to Ben ] [ 🚫 Block Ben ]"""
DECLINED = """\
Borrowdale: Bosch hammer drill
Mon 6 May, 12:00–18:00

✖ You declined Ben's request.
    [ 📋 My bookings ] [ 🚫 Block Ben ]
(Done. Ben is told.)"""


async def test_the_owners_card_names_who_asks_what_and_when_and_changes_with_the_decision(lending: Lending) -> None:
    ann, ben = await lending.neighbour(101, "Ann"), await lending.neighbour(102, "Ben", north=0.01)
    await lending.owns(ann, "Bosch hammer drill")
    await lending.requested(ben, "/need drill monday afternoon", note="For <b>two</b> shelves")

    before = await lending.seen(ann)
    after = await lending.presses(ann, "Decline request")

    assert before == ASKED
    assert after == DECLINED
    assert "Ann said no this time" in await lending.seen(ben)


async def test_the_two_sides_write_to_each_other_through_the_bot(lending: Lending) -> None:
    ann, ben = await lending.neighbour(101, "Ann"), await lending.neighbour(102, "Ben", north=0.01)
    await lending.owns(ann, "Bosch hammer drill")
    await lending.requested(ben, "/need drill monday afternoon")

    await lending.presses(ann, "Write to Ben")
    await lending.types(ann, "What for, <please>?")
    asked = await lending.seen(ben)
    await lending.presses(ben, "Reply")
    await lending.types(ben, "Two shelves")
    answered = await lending.seen(ann)

    assert asked.startswith("Borrowdale: ✉ Ann writes:\nWhat for, <please>?\n\nAbout Bosch hammer drill, Mon 6 May")
    assert answered.startswith("Borrowdale: ✉ Ben writes:\nTwo shelves")
    assert await Message.all().count() == 2


async def test_the_exact_place_comes_only_when_asked_for_and_only_once_it_is_agreed(lending: Lending) -> None:
    ann, ben = await lending.neighbour(101, "Ann"), await lending.neighbour(102, "Ben", north=0.01)
    await lending.owns(ann, "Bosch hammer drill")
    await lending.requested(ben, "/need drill monday afternoon")

    before = ben.transcript().labels
    await lending.presses(ann, "Accept request")
    pins = [line for line in ben.transcript().lines if "venue" in line.body]
    await lending.seen(ben)
    pin = await lending.presses(ben, "Where exactly")

    assert not any("Where" in label for label in before)
    assert pins == []
    assert "[place Hand-over: Bosch hammer drill, Mon 6 May, 12:00–18:00]" in pin
