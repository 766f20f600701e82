"""What people are told unasked: reminders that are still true, news in the group's chat, every kind worded."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from backend.language import catalogue
from backend.services import bookings, people
from backend.services.moves import Act
from bot.delivery import Card
from bot.notices import RENDERERS
from bot.owed import Reader
from bot.replies import Say
from bot.sandbox import Group as Chat
from bot.texts import plain
from models.alert import Find, Telling
from models.booking import Booking
from models.group import Group
from models.inquiry import Answer, Ask, Inquiry
from models.lifecycle import Action, State
from models.need import Need
from models.notice import Notice, NoticeKind, NoticeState
from models.person import Person
from tests.bot.loans import Lending, opened_lending


@pytest.fixture
async def lending(db: object, tmp_path: Path) -> AsyncIterator[Lending]:
    async with opened_lending(tmp_path) as lending:
        yield lending


async def test_both_are_reminded_before_it_starts_and_the_borrower_before_it_is_due(lending: Lending) -> None:
    ann, ben = await lending.neighbour(101, "Ann", "de"), await lending.neighbour(102, "Ben", north=0.01)
    await lending.owns(ann, "Bosch hammer drill")
    await lending.requested(ben, "/need drill monday 9:00 - wednesday 18:00")
    await lending.presses(ann, "Anfrage annehmen")

    await lending.later(hours=20)
    lender_soon, borrower_soon = await lending.seen(ann), await lending.seen(ben)
    await lending.later(hours=24)
    await lending.presses(ben, "I have it")
    await lending.later(hours=56)
    due_soon = await lending.seen(ben)
    lender_then = await lending.seen(ann)
    await lending.later(hours=2)
    overdue, waiting = await lending.seen(ben), await lending.seen(ann)

    assert "⏰ Bald: Du leihst Ben etwas." in lender_soon
    assert "⏰ Soon: Ann lends you something." in borrower_soon
    assert "⏰ It is due back with Ann soon." in due_soon
    assert "[ 📦 I gave it back ] [ 🕑 Keep it longer ]" in due_soon
    assert "Ben hat es jetzt" in lender_then
    assert "⏰ Please bring it back to Ann, or ask to keep it longer." in overdue
    assert "[ 📦 I gave it back ]" in overdue
    assert "⏰ Ben hat es noch nicht zurückgebracht." in waiting
    assert "[ ✅ Es ist zurück ]" in waiting


async def test_a_card_that_a_newer_one_replaces_loses_its_buttons_and_messages_keep_theirs(lending: Lending) -> None:
    ann, ben = await lending.neighbour(101, "Ann"), await lending.neighbour(102, "Ben", north=0.01)
    await lending.owns(ann, "Bosch hammer drill")
    await lending.requested(ben, "/need drill monday 10-12")
    await lending.presses(ann, "Accept request")
    await lending.presses(ben, "Write to Ann")
    await lending.types(ben, "Thank you!")

    await lending.later(days=1, hours=20)
    lending.street.clock.passed_s += 10  # room in the chat's budget
    await lending.presses(ben, "I have it")

    told = [(line.text.partition("\n")[0], bool(line.rows)) for line in ann.transcript().lines]
    assert told[0] == ("Bosch hammer drill", False)
    assert told[1] == ("✉ Ben writes:", True)
    assert told[-1] == ("🔔 Ben has it now. Is that right?", True)
    assert [has_buttons for _, has_buttons in told].count(True) == 2


async def test_nobody_is_told_overdue_of_what_came_back_meanwhile(lending: Lending) -> None:
    ann, ben = await lending.neighbour(101, "Ann"), await lending.neighbour(102, "Ben", north=0.01)
    await lending.owns(ann, "Bosch hammer drill")
    await lending.requested(ben, "/need drill monday 9-18")
    await lending.presses(ann, "Accept request")
    await lending.later(days=1, hours=21)
    await lending.presses(ben, "I have it")
    booking = await Booking.get()
    owed = await Notice.create(
        person_id=(await lending.person(ben)).id,
        kind=NoticeKind.OVERDUE,
        data={"booking_id": str(booking.id)},
        priority=5,
        not_before=booking.ends_at,
        created_at=booking.ends_at,
    )

    await lending.presses(ben, "I gave it back")
    lending.street.clock.passed_s += 24 * 3600
    await lending.tell()

    assert (await Notice.get(id=owed.id)).state is NoticeState.DROPPED
    assert "Please bring it back" not in ben.transcript()


@pytest.mark.parametrize(
    ("kind", "minutes_after_start", "is_said"),
    [
        (NoticeKind.STARTS_SOON, -1, True),
        (NoticeKind.STARTS_SOON, 0, False),
        (NoticeKind.DUE_SOON, 9 * 60 - 1, True),
        (NoticeKind.DUE_SOON, 9 * 60, False),
        (NoticeKind.OVERDUE, 9 * 60 - 1, False),
        (NoticeKind.OVERDUE, 9 * 60, True),
    ],
)
async def test_a_reminder_that_time_has_overtaken_is_dropped(
    lending: Lending, kind: NoticeKind, minutes_after_start: int, *, is_said: bool
) -> None:
    ann, ben = await lending.neighbour(101, "Ann"), await lending.neighbour(102, "Ben", north=0.01)
    await lending.owns(ann, "Bosch hammer drill")
    await lending.requested(ben, "/need drill monday 9-18")
    booking = await Booking.get()
    await Booking.filter(id=booking.id).update(state=FITTING[kind])
    reader = Reader(1, "en", "Europe/London", await lending.person(ben), None, "borrowdale_bot")

    owed = Notice(kind=kind, data={"booking_id": str(booking.id)})
    card = await RENDERERS[kind](owed, reader, booking.starts_at + timedelta(minutes=minutes_after_start))

    assert (card is not None) == is_said


async def connected(lending: Lending, *members: object) -> Chat:
    """The group's chat with the bot in it, connected."""
    chat = lending.street.sandbox.add_group("Totnes", list(members))  # type: ignore[arg-type]
    lending.street.sandbox.people[101].adds_bot(chat)
    await Group.filter(id=lending.street.group.id).update(telegram_chat_id=chat.chat.id)
    return chat


async def test_added_again_to_a_chat_that_is_connected_the_bot_says_so(lending: Lending) -> None:
    ann = await lending.neighbour(101, "Ann")
    chat = lending.street.sandbox.add_group("Totnes", [ann])
    await Group.filter(id=lending.street.group.id).update(telegram_chat_id=chat.chat.id)

    ann.adds_bot(chat)
    await lending.seen(ann)

    assert "I am connected to Transition Totnes" in ann.transcript(chat).text
    assert "A steward connects me" not in ann.transcript(chat).text


async def test_the_groups_chat_hears_what_is_offered_and_needed_but_not_by_whom(lending: Lending) -> None:
    ann, ben = await lending.neighbour(101, "Ann"), await lending.neighbour(102, "Ben", north=0.01)
    chat = await connected(lending, ann, ben)
    await lending.owns(ann, "Bosch hammer drill", description="Ring at 5 Castle Street")

    await lending.types(ben, "/need gazebo monday 9:00 - wednesday 18:00")
    news = [str(line) for line in ann.transcript(chat).lines if line.rows]
    ben.presses("Have a look", where=chat)
    thing = await lending.seen(ben)
    ann.presses("I can help", where=chat)
    need = await lending.seen(ann)
    ben.presses("I can help", where=chat)
    own = await lending.seen(ben)

    assert news == [
        "Borrowdale: 🎁 New to borrow: Bosch hammer drill\nHammer drill\n    [ Have a look ]",
        "Borrowdale: 🔍 Somebody needs: gazebo\nMon 6 May, 09:00 – Wed 8 May, 18:00\n    [ I can help ]",
    ]
    assert "From Ann" in thing
    assert "[ Ask for Bosch hammer drill ]" in thing
    assert "Ben looks for: gazebo" in need
    assert "[ 🎁 Offer something ]" in need
    assert "Nothing near you fits yet" in own


async def test_a_need_that_is_met_by_the_time_is_not_announced(lending: Lending) -> None:
    ann = await lending.neighbour(101, "Ann")
    chat = await connected(lending, ann)
    ann.types("/need drill")
    await lending.street.sandbox.settled()
    ann.presses("No longer needed")

    await lending.seen(ann)

    assert "Somebody needs" not in ann.transcript(chat)


def test_every_kind_has_its_words() -> None:
    assert set(RENDERERS) == set(NoticeKind)


FITTING = {
    NoticeKind.BOOKING_PROPOSED: State.REQUESTED,
    NoticeKind.BOOKING_REQUESTED: State.REQUESTED,
    NoticeKind.STARTS_SOON: State.CONFIRMED,
    NoticeKind.EXTENSION_ASKED: State.OUT,
    NoticeKind.DUE_SOON: State.OUT,
    NoticeKind.OVERDUE: State.OUT,
}


@pytest.mark.parametrize("language", catalogue.languages())
async def test_every_kind_is_worded_for_both_sides_in_every_language(lending: Lending, language: str) -> None:
    ann = await lending.neighbour(101, "Ann", language)
    ben = await lending.neighbour(102, "Ben", language, north=0.01)
    lender, borrower = await lending.person(ann), await lending.person(ben)
    drill = await lending.owns(ann, "Bosch hammer drill")
    now = lending.street.clock()
    wanted = bookings.Wanted(drill.id, datetime(2030, 5, 6, 9, tzinfo=UTC), datetime(2030, 5, 6, 12, tzinfo=UTC))
    booking = await bookings.request(borrower, wanted, now=now)
    await bookings.act(borrower, booking.id, Act(Action.WITHDRAW), now=now)
    await lending.types(ben, "/need drill")
    data = {
        "booking_id": str(booking.id),
        "resource_id": str(drill.id),
        "person_id": str(borrower.id),
        "group_id": str(lending.street.group.id),
        **await put_and_found(lender, borrower, drill.id, now=now),
    }
    leaving = await people.ask_erasure(lender, days=14, now=now)

    for kind in sorted(set(NoticeKind) - {NoticeKind.MESSAGE} - OF_ROUNDS - OF_LINKS):
        await Booking.all().update(state=FITTING.get(kind, State.CLOSED))
        await Ask.all().update(answer=Answer.CLOSED if kind is NoticeKind.ASK_CLOSED else Answer.WAITING)
        later = datetime(2030, 5, 6, 13, tzinfo=UTC) if kind is NoticeKind.OVERDUE else now
        for person in (leaving, borrower):
            reader = Reader(1, language, "Europe/London", person, lending.street.group, "borrowdale_bot")
            card = await RENDERERS[kind](Notice(kind=kind, data=data), reader, later)
            if card is not None:
                check_words(card, language)
            else:
                assert kind in (FOR_THE_LENDER if person == borrower else FOR_THE_BORROWER)


OF_ROUNDS = {NoticeKind.ROUND_OPENED, NoticeKind.ROUND_RESULT, NoticeKind.ROUND_CALLED_OFF}  # test_conv_rounds.py
OF_LINKS = {NoticeKind.LINK_PROPOSED, NoticeKind.LINK_AGREED}  # test_conv_linking.py
FOR_THE_LENDER = {NoticeKind.LEAVING, NoticeKind.ASKED, NoticeKind.ASK_CLOSED}
FOR_THE_BORROWER = {NoticeKind.THINGS_FOUND, NoticeKind.ASK_AGREED, NoticeKind.ASKED_ALL}


async def put_and_found(lender: Person, borrower: Person, drill: UUID, *, now: datetime) -> dict[str, str]:
    """A question put to the lender and told, and something that came up for the borrower."""
    need = await Need.get()
    inquiry = await Inquiry.create(need_id=need.id, next_at=now, created_at=now)
    about: dict[str, Any] = {"inquiry_id": inquiry.id, "need_id": need.id, "resource_id": drill}
    ask = await Ask.create(person_id=lender.id, wave=1, asked_at=now, **about)
    sent: dict[str, Any] = {"kind": NoticeKind.ASKED, "dedupe": f"asked:{ask.id}", "state": NoticeState.SENT}
    await Notice.create(person_id=lender.id, priority=5, not_before=now, created_at=now, **sent)
    telling = await Telling.create(person_id=borrower.id, told_at=now)
    found: dict[str, Any] = {"need_id": need.id, "resource_id": drill, "telling_id": telling.id}
    await Find.create(person_id=borrower.id, found_at=now, tell_at=now, **found)
    return {"need_id": str(need.id), "ask_id": str(ask.id), "telling_id": str(telling.id)}


def check_words(card: Card, language: str) -> None:
    assert isinstance(card, Say)
    assert "{" not in plain(card.text)
    assert language == "en" or not re.search(r"\b(the|you|your|is|has|to)\b", plain(card.text)), card.text


async def test_a_notice_about_what_is_gone_is_dropped(lending: Lending) -> None:
    ann = await lending.neighbour(101, "Ann")
    person: Person = await lending.person(ann)
    reader = Reader(1, "en", "Europe/London", person, None)
    nothing = "01970000-0000-7000-8000-000000000000"
    about = "ask telling booking message resource need person group link"
    data = {f"{name}_id": nothing for name in about.split()}

    for kind in NoticeKind:
        assert await RENDERERS[kind](Notice(kind=kind, data=data), reader, lending.street.clock()) is None
