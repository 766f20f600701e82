"""The whole bot against the sandbox, in a group of neighbours in Totnes, as people meet it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web
from aiohttp.test_utils import TestServer

from backend.services import catalogue, groups, index, people, waiting
from backend.services.locating import Geocoder
from backend.services.photos import Album
from bot.conversations import FALLBACKS, ROUTES
from bot.frame import Frame, assemble, telegram_application
from bot.means import Means
from bot.routes import ALLOWED_UPDATES
from bot.sandbox import Person as Actor
from bot.sandbox import Sandbox
from bot.sandbox.sandbox import Setup
from bot.sending import Sending
from bot.webhook import webhook
from matching.brute_force import BruteForce
from matching.standing import StandingScan
from matching.text import text_score
from models.group import Group
from models.person import Person, Provider
from tests.bot.sandbox.aiogram_check import judged
from tests.bot.wire import Clock

SECRET = "sandbox-secret"
CENTRE = (50.4316, -3.6839)
AREAS = {"Bridgetown": (50.4330, -3.6760), "Follaton": (50.4310, -3.7030)}


@dataclass
class Street:
    """A sandbox with the bot in it, and a group that Ada, who is not in Telegram, stewards."""

    sandbox: Sandbox
    frame: Frame
    clock: Clock
    group: Group
    ada: Person
    album: Album

    async def invitation(self, uses: int = 5) -> str:
        """A code that lets so many people in."""
        return await groups.invite(self.ada, self.group.id, uses=uses, days=7, now=self.clock())

    async def sees(self, who: Actor, *words: str) -> str:
        """The chat of somebody as text, once all these words stand in it."""
        seen = await self.sandbox.until(who, lambda chat: all(word in chat for word in words))
        await self.sandbox.settled()
        return seen.text

    async def newcomer(self, number: int, name: str, language: str = "en") -> Actor:
        """Somebody who has come in by an invitation and lives in Bridgetown."""
        actor = self.sandbox.add_person(number, name, name.lower(), language)
        actor.starts(f"join_{await self.invitation()}")
        await self.presses(actor, "Go on as" if language == "en" else "Weiter als")
        await self.presses(actor, "Bridgetown")
        return actor

    async def presses(self, who: Actor, label: str) -> str:
        """Press a button once it is in sight, and see what comes of it."""
        await self.sandbox.until(who, lambda chat: any(label in one for one in chat.labels))
        await self.sandbox.settled()
        who.presses(label)
        return await self.seen(who)

    async def types(self, who: Actor, text: str) -> str:
        """Type something, and see what comes of it."""
        who.types(text)
        return await self.seen(who)

    async def seen(self, who: Actor) -> str:
        """The chat of somebody as text, once the bot has nothing left to do."""
        await self.sandbox.settled()
        return who.transcript().text

    async def person(self, actor: Actor) -> Person:
        """The account behind an actor."""
        found = await people.find(Provider.TELEGRAM, str(actor.id))
        assert found is not None
        return found


@asynccontextmanager
async def opened_street(folder: Path, *, geocoder: Geocoder | None = None) -> AsyncIterator[Street]:
    """The bot on a webhook, every request of it held against aiogram's models."""
    clock = Clock()
    await catalogue.sync_categories()
    ada = await people.register(people.Newcomer(Provider.DEVICE, "ada", "Ada", "en"), now=clock())
    founding = groups.Founding("Transition Totnes", "totnes", CENTRE, 15_000, "Europe/London", "en")
    group = await groups.found(ada, founding, now=clock())
    for name, point in AREAS.items():
        await groups.name_area(ada, group.id, name, point, now=clock())
    current = index.Index(BruteForce(text_score), b"test")
    await current.build()
    index.use(current)
    reading = waiting.Waiting(StandingScan(text_score))
    await reading.build()
    waiting.use(reading)
    album = Album(folder, max_bytes=8 * 1024 * 1024, max_pixels=12_000_000)
    async with Sandbox(Setup(retry_delays_s=(0.01, 0.05))).serving() as sandbox:
        application = telegram_application(sandbox.setup.token, api_base=sandbox.address)
        sending = Sending(clock=clock.monotonic, sleep=clock.sleep)
        frame = assemble(application, ROUTES, FALLBACKS, Means(clock, album=album, geocoder=geocoder), sending=sending)
        await frame.start()
        with judged(sandbox):
            async with _receiving(frame):
                yield Street(sandbox, frame, clock, group, ada, album)
        await frame.stop()


@asynccontextmanager
async def _receiving(frame: Frame) -> AsyncIterator[None]:
    application = web.Application()
    application.router.add_post("/hook", webhook(frame.receiving, frame.bot, secret=SECRET))
    async with TestServer(application) as server:
        url = str(server.make_url("/hook"))
        await frame.bot.set_webhook(url, secret_token=SECRET, allowed_updates=ALLOWED_UPDATES)
        yield
