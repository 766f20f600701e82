"""Owners asked in waves by the bot: the question, the answers, and what everybody sees of them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from backend.services import asks, inquiries
from bot.sandbox import Person as Actor
from models.booking import Booking
from models.inquiry import Ask
from models.lifecycle import State
from models.need import Need, NeedState
from models.person import Person
from tests.bot.loans import Lending, opened_lending


@pytest.fixture
async def lending(db: object, tmp_path: Path) -> AsyncIterator[Lending]:
    async with opened_lending(tmp_path) as lending:
        yield lending


async def owners(lending: Lending, *languages: str) -> list[Actor]:
    """So many neighbours with a drill each, and a Ben who needs one."""
    street = []
    for number, language in enumerate(languages):
        owner = await lending.neighbour(110 + number, f"Owner {number}", language, north=0.009 * number)
        await lending.owns(owner, f"Hammer drill {number}")
        street.append(owner)
    return [await lending.neighbour(102, "Ben"), *street]


async def waves(lending: Lending) -> None:
    """Let the clock look at who is to be asked, and tell them."""
    await inquiries.advance(now=lending.street.clock())
    await lending.tell()


async def test_a_yes_is_a_booking_and_the_other_hears_that_it_is_found(lending: Lending) -> None:
    ben, ann, dora = await owners(lending, "en", "en")

    found = await lending.types(ben, "/need hammer drill monday 10-12")
    begun = await lending.presses(ben, "🙋 Ask the owners")
    await waves(lending)
    question = await lending.seen(ann)
    agreed = await lending.presses(ann, "✅ I can lend it")
    lender, borrower, other = agreed, await lending.seen(ben), await lending.seen(dora)
    late = [line for line in dora.transcript().lines if line.rows]

    assert "[ 🙋 Ask the owners ]" in found
    assert "I ask the nearest owners, a few at a time, and tell you as soon as one says yes." in begun
    assert "[ ✋ Stop asking ]" in begun
    assert "🔔 A neighbour asks around:\n\nBen needs: hammer drill\nMon 6 May, 10:00–12:00\nunder 1 km" in question
    assert "Hammer drill 0 would do. Can you lend it?" in question
    assert "[ ✅ I can lend it ] [ Not this time ]" in question
    assert "Hammer drill 0" in lender
    assert "🔔 Good news: Owner 0 said yes." in borrower
    assert "🔔 hammer drill: found, thank you." in other
    assert late == []
    assert (await Booking.get()).state is State.CONFIRMED
    assert (await Need.get()).state is NeedState.MET


async def test_all_of_it_in_german(lending: Lending) -> None:
    ben, ann, dora = await owners(lending, "de", "de")
    await Person.filter(name="Ben").update(language="de")

    await lending.types(ben, "/need Bohrhammer Montag 10-12")
    begun = await lending.presses(ben, "Bei den Besitzern herumfragen")
    await waves(lending)
    question = await lending.seen(ann)
    await lending.presses(ann, "Diesmal nicht")
    no = await lending.seen(ann)
    await lending.presses(ben, "Nicht weiter fragen")
    over = await lending.seen(dora)

    assert "Ich frage die nächsten, die so etwas haben" in begun
    assert "🔔 Jemand aus der Nachbarschaft fragt herum:\n\nBen braucht: Bohrhammer" in question
    assert "Hammer drill 0 würde passen. Kannst du es verleihen?" in question
    assert "Du hast gesagt: diesmal nicht. Danke für die Antwort." in no
    assert "🔔 Bohrhammer: wird nicht mehr gebraucht, danke." in over


async def test_when_all_said_no_the_one_who_needs_it_hears_of_that(lending: Lending) -> None:
    ben, ann = await owners(lending, "en")
    await lending.types(ben, "/need hammer drill monday 10-12")
    await lending.presses(ben, "Ask the owners")
    await waves(lending)

    no = await lending.presses(ann, "Not this time")
    await waves(lending)
    told = await lending.seen(ben)
    results = await lending.presses(ben, "What there is now")

    assert "You said not this time. Thank you for answering." in no
    assert "(Thank you for answering. I ask somebody else.)" in no
    assert "[ ✅ I can lend it ]" in no
    assert "🔔 Nobody could lend you hammer drill this time. Your request stands until" in told
    assert "1 owner was asked so far.\nNobody else is asked any more." in results
    assert "Ask the owners" not in results


async def test_without_a_time_the_yes_leads_to_asking_for_one(lending: Lending) -> None:
    ben, ann = await owners(lending, "en")
    await lending.types(ben, "/need hammer drill")
    await lending.presses(ben, "Ask the owners")
    await waves(lending)

    thanked = await lending.presses(ann, "I can lend it")
    told = await lending.seen(ben)
    when = await lending.presses(ben, "Ask for Hammer drill 0")

    assert "You said yes. Thank you!" in thanked
    assert "🔔 Good news: Owner 0 can lend you Hammer drill 0." in told
    assert "When would you like it?" in when


async def test_who_comes_too_late_is_told_so_and_the_card_shows_it(lending: Lending) -> None:
    ben, ann, dora = await owners(lending, "en", "en")
    await lending.types(ben, "/need hammer drill monday 10-12")
    await lending.presses(ben, "Ask the owners")
    await waves(lending)
    lender = await lending.person(ann)
    ask = await Ask.get(person_id=lender.id)

    await asks.agree(lender, ask.id, now=lending.street.clock())
    dora.presses("I can lend it")
    await lending.street.sandbox.settled()
    late = dora.transcript()

    assert str(late.toasts[-1].text) == "This was settled meanwhile. Thank you all the same."
    assert "This was settled meanwhile. Thank you all the same." in str(late.last)
    assert late.last is not None
    assert not late.last.rows
    assert await Booking.all().count() == 1


async def test_a_question_that_is_settled_before_it_is_put_is_not_put(lending: Lending) -> None:
    ben, ann = await owners(lending, "en")
    await lending.types(ben, "/need hammer drill monday 10-12")
    await lending.presses(ben, "Ask the owners")
    await inquiries.advance(now=lending.street.clock())
    await inquiries.stop(await lending.person(ben), (await Need.get()).id, now=lending.street.clock())

    await lending.tell()

    assert "asks around" not in ann.transcript()
    assert "no longer needed" not in ann.transcript()


async def test_the_asking_can_be_stopped_and_does_not_begin_again(lending: Lending) -> None:
    ben, ann = await owners(lending, "en")
    await lending.types(ben, "/need hammer drill monday 10-12")
    await lending.presses(ben, "Ask the owners")

    stopped = await lending.presses(ben, "Stop asking")
    await waves(lending)

    assert "Nobody else is asked any more." in stopped
    assert "Ask the owners" not in stopped
    assert await Ask.all().count() == 0
    assert ann is not None


async def test_in_the_settings_one_says_how_often_one_may_be_asked(lending: Lending) -> None:
    ann = await lending.neighbour(101, "Ann", "de")

    before = await lending.types(ann, "/settings")
    await lending.presses(ann, "Gefragt werden")
    after = await lending.presses(ann, "0")

    assert "Du darfst 3-mal in der Woche gefragt werden, ob du etwas verleihst." in before
    assert "Du wirst nur gefragt, wenn jemand genau dein Ding auswählt." in after
    assert (await lending.person(ann)).asks_a_week == 0
