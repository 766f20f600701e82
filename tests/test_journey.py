"""The first loan, end to end: the whole program, both doors, both databases, in two languages."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from backend.cli.play import api, chat
from backend.cli.play.house import Mode, opened
from backend.cli.play.loans import BY_API, COMING_IN, HALF_BY_EACH, IN_CHAT, perform
from backend.cli.play.stage import AREA, GROUP, Play, Scene
from backend.cli.play.time import OwnTime
from models.booking import Booking, Message
from models.engine.connect import disconnect
from models.lifecycle import State
from models.need import Need, NeedState
from models.notice import Notice, NoticeState
from models.resource import Kind, Photo, Resource
from tests.bot.sandbox.aiogram_check import judged
from tests.conftest import Database

NOW = datetime(2026, 5, 11, 9, 0, tzinfo=UTC)  # a Monday
LANGUAGES = ("en", "de")


@asynccontextmanager
async def played(db: Database, folder: Path, *scenes: Scene, language: str, mode: Mode) -> AsyncIterator[Play]:
    """The play after these scenes; each request of the bot held against aiogram's models."""
    await disconnect()
    async with opened(db.url, folder, OwnTime(NOW), mode=mode) as house:
        with judged(house.sandbox):
            play = Play(house, language)
            await perform(play, [*COMING_IN, *scenes], lambda scene: in_sight(play, scene))
            yield play


# What stands in a chat after each scene: the bot's words in English, to be found there in the reader's language.
SEEN: dict[Scene, dict[str, tuple[str, ...]]] = {
    chat.come_in: {
        "Ann": ("You belong to {groups}.", "📍 Say where I live"),
        "Ben": ("Your home is kept ({place}). Neighbours see the neighbourhood only.", "🎁 Offer something"),
    },
    chat.offer: {"Ann": ("“{title}” is listed. Neighbours in {groups} can find it now.", "See it")},
    chat.ask: {
        "Ann": ("🔔 {name} would like to borrow something of yours.", "✅ Accept request", "✖ Decline request"),
        "Ben": ("↩ Take request back", "💬 Write to {name}"),
    },
    chat.accept: {
        "Ann": ("✅ Agreed: you lend it to {name}.", "📦 I handed it over", "📍 Where exactly?"),
        "Ben": ("🔔 Good news: {name} said yes.", "✅ Agreed: {name} lends it to you.", "Hand-over: {thing}"),
    },
    chat.be_reminded: {
        "Ann": ("⏰ Soon: you lend something to {name}.",),
        "Ben": ("⏰ Soon: {name} lends you something.",),
    },
    chat.hand_over: {
        "Ann": ("📦 Handed over: it is with {name}.", "🔔 {name} says so too: it is handed over."),
        "Ben": ("📦 Handed over: you have it from {name}.", "📦 I gave it back", "🕑 Keep it longer"),
    },
    chat.give_back: {
        "Ann": ("✅ Back with you, all done. Thank you for lending it to {name}.", "📋 My bookings"),
        "Ben": ("✅ Given back to {name}, all done. Thank you.", "🔔 {name} has it back. All done."),
    },
    api.accept: {
        "Ann": ("✉ {name} writes:", "💬 Reply"),
        "Ben": ("🔔 Good news: {name} said yes.", "✅ Agreed: {name} lends it to you."),
    },
    api.hand_over: {
        "Ann": ("📦 Handed over: it is with {name}.",),
        "Ben": ("📦 Handed over: you have it from {name}.",),
    },
    api.give_back: {
        "Ann": ("🔔 {name} brought it back.",),
        "Ben": ("✅ Given back to {name}, all done. Thank you.", "🔔 {name} has it back. All done."),
    },
}


def in_sight(play: Play, scene: Scene) -> None:
    """What the scene must have left in each chat stands there, in the language of its reader."""
    others = {"Ann": "Ben", "Ben": "Ann"}
    for neighbour in (play.ann, play.ben):
        thing = play.speech.thing
        named = {"name": others[neighbour.name], "thing": thing, "title": thing, "groups": GROUP, "place": AREA}
        seen = neighbour.actor.transcript()
        for words in SEEN.get(scene, {}).get(neighbour.name, ()):
            said = neighbour.words(words, **named)
            assert said in seen, f"{said} is missing in\n{seen}"


async def everything_is_settled() -> None:
    """The loan is closed, the need met, and nobody is owed a word."""
    assert [booking.state for booking in await Booking.all()] == [State.CLOSED]
    assert {need.state for need in await Need.all()} == {NeedState.MET}
    assert {notice.state for notice in await Notice.all()} <= {NoticeState.SENT, NoticeState.DROPPED}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("mode", ["webhook", "polling"])
async def test_a_drill_is_lent_in_the_chat(db: Database, tmp_path: Path, mode: Mode, language: str) -> None:
    async with played(db, tmp_path, *IN_CHAT, language=language, mode=mode) as play:
        await everything_is_settled()
        (drill,) = await Resource.all()
        photos = await Photo.filter(resource_id=drill.id).count()

    assert (drill.title, drill.kind, photos) == (play.speech.thing, Kind.TOOL, 1)


async def test_a_drill_is_lent_by_the_api_alone(db: Database, tmp_path: Path) -> None:
    async with played(db, tmp_path, *BY_API, language="en", mode="polling") as play:
        await everything_is_settled()
        said = [(call.who, call.method, call.path.rpartition("/")[2], call.status) for call in play.calls]
        assert [text.text for text in await Message.all()] == ["I will be there at noon."]

    on_the_booking = [call for call in said if call[2] in {"ask", "confirm", "meeting", "hand-over", "return"}]
    assert on_the_booking == [
        ("Ben", "POST", "ask", 201),
        ("Ann", "POST", "confirm", 200),
        ("Ben", "GET", "meeting", 200),
        ("Ann", "POST", "hand-over", 200),
        ("Ben", "POST", "hand-over", 200),
        ("Ben", "POST", "return", 200),
        ("Ann", "POST", "return", 200),
    ]
    states = [
        call.content["state"] for call in play.calls if isinstance(call.content, dict) and "state" in call.content
    ]
    assert states[-6:] == ["requested", "confirmed", "out", "out", "returned", "closed"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("mode", ["webhook", "polling"])
async def test_a_drill_is_lent_half_by_each(db: Database, tmp_path: Path, mode: Mode, language: str) -> None:
    async with played(db, tmp_path, *HALF_BY_EACH, language=language, mode=mode) as play:
        await everything_is_settled()

    doors = [(call.who, call.path.rpartition("/")[2]) for call in play.calls if call.path.startswith(play.path)]
    assert doors == [("Ben", "hand-over"), ("Ann", "return")]


async def test_who_was_not_asked_learns_nothing_of_the_loan(db: Database, tmp_path: Path) -> None:
    async with played(db, tmp_path, *IN_CHAT, language="en", mode="polling") as play:
        seen = play.ada.actor.transcript()
        exact = [line for line in play.ben.actor.transcript().lines if "location" in line.body]

    assert play.speech.thing not in seen
    assert [line.body["location"]["latitude"] for line in exact] == [pytest.approx(50.4379)]
