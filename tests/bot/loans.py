"""The street with things to lend in it: Ann has a drill, Ben needs one; the search index and the delivery run."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from backend.services import announcements, due, finding, groups, homes, index, people, resources, tellings
from bot.delivery import Delivery
from bot.notices import RENDERERS
from bot.sandbox import Person as Actor
from matching.brute_force import BruteForce
from matching.text import text_score
from models.notice import Notice, NoticeState
from models.person import Person, Provider
from models.resource import Resource
from tests.bot.people import CENTRE, Street, opened_street

DRILL = "tool.drilling.hammer-drill"


@dataclass
class Lending:
    """The street, its delivery, and what its neighbours own."""

    street: Street
    delivery: Delivery

    async def neighbour(self, number: int, name: str, language: str = "en", *, north: float = 0.0) -> Actor:
        """A member of the group who lives so many degrees north of the centre and has begun to chat."""
        actor = self.street.sandbox.add_person(number, name, None, language)
        self.street.sandbox.world.chat(number).started = True
        known = people.Newcomer(Provider.TELEGRAM, str(number), name, language)
        person = await people.register(known, now=self.street.clock())
        await groups.join(person, await self.street.invitation(), now=self.street.clock())
        await homes.settle(person, self.street.group, (CENTRE[0] + north, CENTRE[1]), now=self.street.clock())
        return actor

    async def person(self, actor: Actor) -> Person:
        return await self.street.person(actor)

    async def owns(self, actor: Actor, title: str, category: str = DRILL, **more: object) -> Resource:
        """The actor offers a thing."""
        thing = resources.Thing(title, category, **more)  # type: ignore[arg-type]
        return await resources.offer(await self.person(actor), thing, now=self.street.clock())

    async def types(self, who: Actor, text: str) -> str:
        """Type something; what stands in the chat once everybody has been told."""
        who.types(text)
        return await self.seen(who)

    async def presses(self, who: Actor, label: str) -> str:
        """Press a button in sight; what stands in the chat once everybody has been told."""
        who.presses(label)
        return await self.seen(who)

    async def requested(self, who: Actor, line: str, *, note: str = "") -> str:
        """Say what is needed, and ask for the first thing found."""
        await self.types(who, line)
        await self.presses(who, "Ask for")
        if note:
            await self.types(who, note)
        return await self.presses(who, "Send request")

    async def seen(self, who: Actor) -> str:
        """The lowest message and the last toast, once the bot has nothing left to do or to tell."""
        await self.street.sandbox.settled()
        await self.tell()
        chat = who.transcript()
        return "\n".join([str(chat.last), *(f"({toast.text})" for toast in chat.toasts[-1:])])

    async def tell(self) -> None:
        """Deliver what is owed now."""
        await announcements.publish(now=self.street.clock())
        await finding.find(now=self.street.clock())
        await tellings.tell_due(now=self.street.clock())
        await self.delivery.deliver_due()
        assert not await Notice.filter(state=NoticeState.DEAD).exists()

    async def later(self, **span: float) -> None:
        """Let time pass, do what it brings, and tell it."""
        self.street.clock.passed_s += timedelta(**span).total_seconds()
        await due.advance_bookings(now=self.street.clock())
        await self.tell()


@asynccontextmanager
async def opened_lending(folder: Path) -> AsyncIterator[Lending]:
    """The street with an empty index and a delivery."""
    async with opened_street(folder) as street:
        fresh = index.Index(BruteForce(text_score), b"test")
        await fresh.build()
        index.use(fresh)
        delivery = Delivery(street.frame.bot, street.frame.sending, RENDERERS, clock=street.clock)
        yield Lending(street, delivery)
