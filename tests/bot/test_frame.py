"""The whole frame against the sandbox: by webhook and by polling, with trouble on the way."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot import drafts
from bot.callback_data import Verb
from bot.frame import Frame, assemble, telegram_application
from bot.keyboards import button, keyboard
from bot.means import Means
from bot.polling import Polling
from bot.replies import Replies, Show, Toast
from bot.routes import ALLOWED_UPDATES, Command, Fallbacks, Route, Step
from bot.sandbox import Effect, Fault, Sandbox
from bot.sandbox.sandbox import Setup
from bot.sending import Sending
from bot.texts import Html, html
from bot.turn import Turn
from bot.webhook import webhook
from models.person import Identity, Person, Provider
from models.receipt import Draft
from tests.bot.wire import Clock

SECRET = "sandbox-secret"


async def start(turn: Turn) -> Replies:
    person = await Person.create(name=turn.sender.first_name, language="en", time_zone="UTC", created_at=turn.now)
    await Identity.create(person=person, provider=Provider.TELEGRAM, subject=str(turn.sender.id), created_at=turn.now)
    turn.person = person
    draft = await drafts.begin(turn, "offer", "title", count=0)
    return [Show(Html("Count?"), keyboard(button("One more", Verb.STEP, draft.id, version=draft.version)))]


async def one_more(turn: Turn) -> Replies:
    count = turn.conversation.data["count"] + 1
    draft = await drafts.advance(turn, "title", count=count)
    screen = html("en", "<b>{name}</b>: {count}", name=turn.actor.name, count=count)
    return [
        Toast(f"{count}!"),
        Show(screen, keyboard(button("One more", Verb.STEP, draft.id, version=draft.version))),
    ]


async def help_(turn: Turn) -> Replies:
    return [Show(Html("Help"))]


ROUTES: list[Route] = [Command("start", start), Step("offer", "title", one_more)]


@asynccontextmanager
async def receiving_by(mode: str, frame: Frame) -> AsyncIterator[None]:
    stop = asyncio.Event()
    if mode == "polling":
        polling = asyncio.ensure_future(Polling(frame.bot, frame.receiving).run(stop))
        yield
        stop.set()
        await asyncio.wait_for(polling, 5)
        return
    application = web.Application()
    application.router.add_post("/hook", webhook(frame.receiving, frame.bot, secret=SECRET))
    async with TestServer(application) as server:
        url = str(server.make_url("/hook"))
        await frame.bot.set_webhook(url, secret_token=SECRET, allowed_updates=ALLOWED_UPDATES)
        yield


@pytest.fixture(params=["webhook", "polling"])
async def sandbox(request: pytest.FixtureRequest, db: object) -> AsyncIterator[Sandbox]:
    hand = Clock()
    async with Sandbox(Setup(retry_delays_s=(0.01, 0.05))).serving() as sandbox:
        application = telegram_application(sandbox.setup.token, api_base=sandbox.address)
        fallbacks = Fallbacks(typed=help_, pressed=help_, redraw=help_)
        sending = Sending(clock=hand.monotonic, sleep=hand.sleep)
        frame = assemble(application, ROUTES, fallbacks, Means(hand), sending=sending)
        await frame.start()
        async with receiving_by(request.param, frame):
            yield sandbox
        await frame.stop()


async def test_a_conversation_stays_in_one_message(sandbox: Sandbox) -> None:
    anna = sandbox.add_person(7, "Anna <b>")
    anna.starts()
    await sandbox.until(anna, "Count?")

    for count in range(1, 4):
        anna.presses("One more")
        await sandbox.until(anna, f"Anna <b>: {count}")

    from_the_bot = [line for line in anna.transcript().lines if "Anna" in line.text or "Count" in line.text]
    assert [line.text for line in from_the_bot] == ["Anna <b>: 3"]


async def test_with_copies_and_trouble_each_update_has_one_effect_and_everybody_an_answer(sandbox: Sandbox) -> None:
    sandbox.faults.copies_of_each_update = 3
    for effect in (Effect.TOO_MANY, Effect.BAD_GATEWAY, Effect.CUT_BEFORE):
        sandbox.faults.add(Fault(effect, share=0.05))
    people = [sandbox.add_person(100 + n, f"N{n}") for n in range(12)]

    for person in people:
        person.starts()
    for person in people:
        await sandbox.until(person, "Count?")
        person.presses("One more")
    for person in people:
        await sandbox.until(person, f"{person.name}: 1")
    await sandbox.settled()

    assert await Person.all().count() == 12
    assert [draft.data["count"] for draft in await Draft.all()] == [1] * 12
