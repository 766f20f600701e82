"""A delivery on a wire in memory, and notices for it to deliver."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from telegram.ext import Application

from bot.delivery import Card, Delivery
from bot.owed import Reader
from bot.replies import Say
from bot.sending import Sending
from bot.texts import html
from models.group import Group
from models.notice import Notice, NoticeKind, NoticeState, Priority
from models.person import Identity, Person, Provider
from tests.bot.wire import Clock, Wire


async def words(notice: Notice, reader: Reader, now: datetime) -> Card | None:
    what = notice.data["what"]
    if what == "poison":
        raise ZeroDivisionError
    return None if what == "stale" else Say(html(reader.language, "{what}", what=what))


@dataclass
class Post:
    """A delivery with its wire, and people to tell."""

    wire: Wire
    clock: Clock
    delivery: Delivery

    async def person(self, user: int) -> Person:
        person = await Person.create(name=f"N{user}", language="en", time_zone="UTC", created_at=self.clock())
        await Identity.create(person=person, provider=Provider.TELEGRAM, subject=str(user), created_at=self.clock())
        return person

    async def owe(self, to: Person | Group, what: str, *, priority: int = Priority.ANSWER, in_s: float = 0) -> Notice:
        return await Notice.create(
            kind=NoticeKind.MESSAGE,
            data={"what": what},
            priority=priority,
            not_before=self.clock() + timedelta(seconds=in_s),
            created_at=self.clock(),
            person_id=to.id if isinstance(to, Person) else None,
            group_id=to.id if isinstance(to, Group) else None,
        )

    async def deliver_all(self, *, most_rounds: int = 200) -> None:
        for _ in range(most_rounds):
            await self.delivery.deliver_due()
            if not await Notice.filter(state=NoticeState.OWED).exists():
                return
            self.clock.passed_s += 60

    def texts(self) -> list[str]:
        return [call["text"] for call in self.wire.sent("sendMessage")]


def delivery_on(application: "Application[Any, Any, Any, Any, Any, Any]", clock: Clock) -> Delivery:
    sending = Sending(clock=clock.monotonic, sleep=clock.sleep)
    return Delivery(application.bot, sending, {NoticeKind.MESSAGE: words}, clock=clock, chance=Random(1))
