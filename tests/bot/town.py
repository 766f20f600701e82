"""A bot with a few small handlers, on a wire in memory."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from telegram import Update

from bot import drafts
from bot.callback_data import Verb
from bot.frame import Frame, assemble
from bot.means import Means
from bot.receiving import Outcome
from bot.replies import Replies, Say, Show
from bot.routes import Command, Fallbacks, Pressed, Route, Step
from bot.sending import Sending
from bot.texts import Html, escape
from bot.turn import Turn
from models.errors import Busy, NotNow
from models.person import Identity, Person, Provider
from tests.bot.wire import Clock, Wire, application_on


@dataclass
class Town:
    """A bot with a few handlers that count what they do."""

    wire: Wire
    clock: Clock
    frame: Frame

    async def receive(self, raw: dict[str, Any]) -> Outcome:
        update = Update.de_json(raw, self.frame.bot)
        assert update is not None
        return await self.frame.receiving.receive(update)


async def member(user: int, clock: Clock, **more: Any) -> Person:
    person = await Person.create(name=f"N{user}", language="en", time_zone="Europe/London", created_at=clock(), **more)
    await Identity.create(person=person, provider=Provider.TELEGRAM, subject=str(user), created_at=clock())
    return person


async def note(turn: Turn) -> Replies:
    """Leaves a trace in the database that a rollback would remove."""
    await Person.create(name=turn.argument, language="en", time_zone="UTC", created_at=turn.now)
    return [Say(Html(f"noted {escape(turn.argument)}"))]


async def refuse(turn: Turn) -> Replies:
    await note(turn)
    raise NotNow(state="returned", action="confirm")


async def break_down(turn: Turn) -> Replies:
    await note(turn)
    raise ZeroDivisionError


async def busy(turn: Turn) -> Replies:
    raise Busy


async def begin(turn: Turn) -> Replies:
    await drafts.begin(turn, "offer", "title")
    return [Show(Html("What is it?"))]


async def title(turn: Turn) -> Replies:
    draft = await drafts.advance(turn, "title", title=turn.text)
    return [Show(Html(f"Called {escape(draft.data['title'])}"))]


async def fetched(turn: Turn) -> Replies:
    async def fetch() -> str:
        await asyncio.sleep(0)
        return "from outside"

    return [Say(escape(await turn.outside("thing", fetch)))]


async def home(turn: Turn) -> Replies:
    return [Show(Html("home"))]


ROUTES: list[Route] = [
    Command("note", note),
    Command("refuse", refuse),
    Command("break", break_down),
    Command("busy", busy),
    Command("offer", begin),
    Command("fetch", fetched),
    Step("offer", "title", title),
    Pressed(Verb.HOME, home),
    Pressed(Verb.CANCEL, refuse, redraw=home),
]
FALLBACKS = Fallbacks(typed=home, pressed=home, redraw=home)


@asynccontextmanager
async def opened_town(*, wire: Wire | None = None, clock: Clock | None = None) -> AsyncIterator[Town]:
    wire, clock = wire or Wire(), clock or Clock()
    sending = Sending(clock=clock.monotonic, sleep=clock.sleep)
    frame = assemble(application_on(wire), ROUTES, FALLBACKS, Means(clock), sending=sending)
    await frame.start()
    yield Town(wire, clock, frame)
    await frame.stop()
