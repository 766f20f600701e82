"""The sandbox as one object: start it, add people, let them act, see what they see."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import web

from bot.sandbox.clock import Clock, system_clock
from bot.sandbox.control import Control
from bot.sandbox.dispatch import Dispatch, Request
from bot.sandbox.errors import NotSettled
from bot.sandbox.faults import Faults
from bot.sandbox.group import Group
from bot.sandbox.happenings import Happenings
from bot.sandbox.limits import Limits
from bot.sandbox.person import Person, Where
from bot.sandbox.receiving import Receiving
from bot.sandbox.server import BODY_LIMIT, BotApi
from bot.sandbox.transcript import Transcript
from bot.sandbox.webhook import RETRY_DELAYS_S, Webhook
from bot.sandbox.world import Chat, Json, User, World

DEFAULT_TOKEN = "4200000001:SANDBOX-knows-no-secret-worth-keeping"  # noqa: S105 - opens nothing but the sandbox
Condition = str | Callable[[Transcript], object]


@dataclass(frozen=True)
class Setup:
    """How a sandbox differs from the usual one."""

    token: str = DEFAULT_TOKEN
    username: str = "borrowdale_bot"
    name: str = "Borrowdale"
    retry_delays_s: Sequence[float] = RETRY_DELAYS_S
    seed: int = 1


class Sandbox:
    """A small Telegram with one bot; use `async with sandbox.serving():` or start() and stop()."""

    def __init__(self, setup: Setup | None = None, *, clock: Clock = system_clock) -> None:
        self.setup = setup or Setup()
        bot_id = int(self.setup.token.partition(":")[0])
        self.world = World(User(bot_id, self.setup.name, self.setup.username, is_bot=True), clock)
        self.faults = Faults(self.setup.seed)
        self.webhook = Webhook(self.world, self.faults, self.setup.retry_delays_s)
        self._receiving = Receiving(self.webhook, self.faults)
        self._dispatch = Dispatch(self.world, self.faults, self._receiving.methods())
        self._happenings = Happenings(self.world)
        self.people: dict[int, Person] = {}
        self.groups: list[Group] = []
        self.places: list[Json] = []
        self.address = ""
        self.running = False
        self._runner: web.AppRunner | None = None

    # ── running ───────────────────────────────────────────────────────────────────────────────────────────────────

    async def start(self, *, host: str = "127.0.0.1", port: int = 0) -> str:
        """Listen, and return the address as http://host:port; port 0 takes a free one."""
        app = web.Application(client_max_size=BODY_LIMIT)
        app.add_routes(BotApi(self.setup.token, self._dispatch, self.world.files).routes())
        Control(self).add_to(app)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port)
        await site.start()
        bound = self._runner.addresses[0]
        self.address = f"http://[{host}]:{bound[1]}" if ":" in host else f"http://{host}:{bound[1]}"
        self.running = True
        return self.address

    async def stop(self) -> None:
        """Stop delivering and listening."""
        self.running = False
        await self.webhook.stop()
        self._receiving.end_polls()
        self.world.pulse.beat()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    @asynccontextmanager
    async def serving(self, *, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator["Sandbox"]:
        """Run for the length of a block."""
        await self.start(host=host, port=port)
        try:
            yield self
        finally:
            await self.stop()

    @property
    def base_url(self) -> str:
        """What python-telegram-bot wants as base_url."""
        return f"{self.address}/bot"

    @property
    def base_file_url(self) -> str:
        """What python-telegram-bot wants as base_file_url."""
        return f"{self.address}/file/bot"

    # ── the cast ──────────────────────────────────────────────────────────────────────────────────────────────────

    def add_person(
        self, person_id: int, first_name: str, username: str | None = None, language_code: str | None = "en"
    ) -> Person:
        """Somebody who has not met the bot yet."""
        user = User(person_id, first_name, username, language_code)
        self.world.users[person_id] = user
        members = {person_id: "member", self.world.bot.id: "member"}
        self.world.chats[person_id] = Chat(person_id, "private", person=user, members=members)
        self.people[person_id] = Person(self._happenings, user)
        self.world.pulse.beat()
        return self.people[person_id]

    def add_group(
        self, title: str, members: Sequence[Person], *, is_forum: bool = False, group_id: int | None = None
    ) -> Group:
        """A group of people, run by the first of them; the bot is not in it yet."""
        chat_id = group_id if group_id is not None else self.world.new_group_id(supergroup=is_forum)
        chat = Chat(chat_id, "supergroup" if is_forum else "group", title, is_forum=is_forum)
        chat.members = {person.id: "member" for person in members}
        if members:
            chat.members[members[0].id] = "creator"
        self.world.chats[chat_id] = chat
        self.groups.append(Group(self._happenings, chat))
        self.world.pulse.beat()
        return self.groups[-1]

    # ── seeing and waiting ────────────────────────────────────────────────────────────────────────────────────────

    @property
    def requests(self) -> Sequence[Request]:
        """All calls of the bot's so far (the last 20,000)."""
        return self._dispatch.requests

    def on_request(self, hear: Callable[[Request], None] | None) -> None:
        """Let a function hear of every call after it was answered."""
        self._dispatch.on_request = hear

    def enforce(self, limits: Limits | None, *, monotonic: Callable[[], float] | None = None) -> None:
        """Answer 429 to sends over these limits; None ends it."""
        self._dispatch.limits = limits
        self._dispatch.monotonic = monotonic or self._dispatch.monotonic

    def transcript(self, person: Person, where: Where = None) -> Transcript:
        """What a person sees in a chat now."""
        return person.transcript(where)

    async def settled(self, *, within_s: float = 10) -> None:
        """Return when the bot has taken every update."""
        try:
            await self.world.pulse.until(lambda: not self.world.updates.waiting(), within_s=within_s)
        except TimeoutError:
            waiting = [f"{u.kind} {u.id} of {u.queue}" for u in self.world.updates.pending()]
            raise NotSettled(f"after {within_s} s there wait {waiting}; {self.webhook.last_error}") from None

    async def until(
        self, person: Person, condition: Condition, *, where: Where = None, within_s: float = 5
    ) -> Transcript:
        """Return what a person sees, once it contains these words or meets this condition."""

        def met() -> Transcript | None:
            seen = person.transcript(where)
            return seen if (condition in seen if isinstance(condition, str) else condition(seen)) else None

        try:
            found = await self.world.pulse.until(met, within_s=within_s)
        except TimeoutError:
            raise NotSettled(f"{person.name} still sees:\n{person.transcript(where)}") from None
        assert found is not None  # noqa: S101 - until() returns only true values
        return found
