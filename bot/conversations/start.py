"""Coming in: /start registers, and asks only for what is missing; what a link was for is kept to the end.

/start ─▶ name ─▶ group ─────▶ home ─▶ menu, or what the link was for
                  (not where the link was an invitation)
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from backend.language import languages, mark, own_name, sentence
from backend.services import groups, homes, people
from bot import drafts
from bot.callback_data import Verb
from bot.conversations import home, joining, menu
from bot.conversations.choosing import arriving_head, choice, chosen, typed
from bot.conversations.opening import open_link
from bot.conversations.walking import Flow, Stage, go
from bot.keyboards import keyboard
from bot.replies import Replies, Show, headed
from bot.routes import Command, Pressed, Route
from bot.texts import Html, blocks, html
from bot.turn import Handler, Turn
from models.errors import Invalid
from models.person import Provider

_TITLE = mark("Welcome to Borrowdale")
_WHAT = mark("Here neighbours lend each other tools, rooms, machines and vehicles.")
_INVITED = mark("You are invited to {group}.")
_LAPSED = mark("Your invitation has run out or was used up. Ask for a new one; the rest we can do now.")
_NAME = mark("Your neighbours will see you as {name}. If you would rather use another name, type it.")
_GO_ON = mark("Go on as {name}")
_SPEAK = mark("Speak {language} with me")
_SOMEBODY = mark("Neighbour")
_ALL_SET = mark("All set.")
_MORE = mark("With /privacy you see what I keep about you, with /help what I can do.")
_JOIN = "join_"


async def start(turn: Turn) -> Replies:
    """Registers whoever is new; brings everybody else to what their link is for, or to the menu."""
    payload = turn.argument[:64]
    if turn.person is None:
        return await come_in(turn, payload)
    if payload.startswith(_JOIN):
        return await _joined(turn, payload.removeprefix(_JOIN))
    await drafts.rest(turn)
    return await open_link(turn, payload) or await _taken_up(turn) or await menu.home(turn)


async def come_in(turn: Turn, payload: str = "") -> Replies:
    """Registers a newcomer and asks what they want to be called."""
    await _register(turn)
    invited = payload.startswith(_JOIN) and await joining.invited_to(turn, payload.removeprefix(_JOIN))
    await drafts.begin(turn, FLOW.name, "name", payload=payload, steps=2 if invited else 3)
    return await _draw_name(turn)


async def _taken_up(turn: Turn) -> Replies | None:
    """The step of coming in that somebody stopped at."""
    for draft in await drafts.unfinished(turn):
        if draft.flow == FLOW.name and "payload" in draft.data:
            await drafts.resume(turn, draft)
            return await FLOW.stages[draft.step].draw(turn)
    return None


async def _register(turn: Turn) -> None:
    subject, name = str(turn.sender.id), turn.sender.first_name
    newcomer = people.Newcomer(Provider.TELEGRAM, subject, name, turn.language)
    try:
        turn.person = await people.register(newcomer, now=turn.now)
    except Invalid:
        nameless = people.Newcomer(Provider.TELEGRAM, subject, sentence(turn.language, _SOMEBODY), turn.language)
        turn.person = await people.register(nameless, now=turn.now)


async def _joined(turn: Turn, code: str) -> Replies:
    said = await joining.join(turn, code)
    if await homes.of(turn.actor):
        await drafts.rest(turn)
        return [await menu.menu(turn, said)]
    await drafts.begin(turn, FLOW.name, "home")
    return headed(said, await home.draw(turn))


async def _draw_name(turn: Turn) -> Replies:
    language = turn.language
    text = blocks(
        arriving_head(turn, sentence(language, _TITLE)),
        html(language, _WHAT),
        await _about_invitation(turn),
        html(language, _NAME, name=turn.actor.name),
    )
    others = [other for other in languages() if other != language]
    return [
        Show(
            text,
            keyboard(
                choice(turn, sentence(language, _GO_ON, name=turn.actor.name), "go"),
                *(choice(turn, sentence(other, _SPEAK, language=own_name(other)), "speak", other) for other in others),
            ),
        )
    ]


async def _take_name(turn: Turn) -> Replies:
    picks = chosen(turn)
    if picks[:1] == ("speak",):
        await _change(turn, people.Settings(language=picks[-1]))
        await drafts.advance(turn, "name")
        return await _draw_name(turn)
    if not picks:
        await _change(turn, people.Settings(name=typed(turn)))
    invitation = _invitation(turn)
    group = await joining.invited_to(turn, invitation) if invitation else None
    said = await joining.join(turn, invitation) if group else Html("")
    return await _onward(turn, said)


async def _change(turn: Turn, settings: people.Settings) -> None:
    turn.person = await people.change(turn.actor, settings, now=turn.now)
    turn.language = turn.actor.language


async def _about_invitation(turn: Turn) -> Html | None:
    code = _invitation(turn)
    if not code:
        return None
    group = await joining.invited_to(turn, code)
    return html(turn.language, _INVITED, group=group.name) if group else html(turn.language, _LAPSED)


def _invitation(turn: Turn) -> str:
    payload = str(turn.conversation.data.get("payload", ""))
    return payload.removeprefix(_JOIN) if payload.startswith(_JOIN) else ""


def _then_onward(take: Callable[[Turn], Awaitable[Html]]) -> Handler:
    async def taken(turn: Turn) -> Replies:
        return await _onward(turn, await take(turn))

    return taken


async def _onward(turn: Turn, said: Html) -> Replies:
    """The next thing that is missing, once; then the end."""
    asked = turn.conversation.step
    member, settled = bool(await groups.of(turn.actor)), await homes.of(turn.actor) is not None
    step = "group" if not member and asked == "name" else "home" if member and not settled and asked != "home" else None
    if step is None:
        return await _finish(turn, said)
    await go(turn, step)
    return headed(said, await FLOW.stages[step].draw(turn))


async def _finish(turn: Turn, said: Html) -> Replies:
    data = turn.conversation.data
    await drafts.end(turn)
    opened = await open_link(turn, str(data.get("payload", "")))
    if opened:
        return headed(said, opened)
    return [await menu.menu(turn, said, *(await _last_words(turn) if "payload" in data else ()))]


async def _last_words(turn: Turn) -> list[Html]:
    complete = await groups.of(turn.actor) and await homes.of(turn.actor)
    return [html(turn.language, _ALL_SET) if complete else Html(""), html(turn.language, _MORE)]


async def _ask_home(turn: Turn) -> Replies:
    if not await groups.of(turn.actor):
        return await _ask_group(turn)
    await drafts.begin(turn, FLOW.name, "home")
    return await home.draw(turn)


async def _ask_group(turn: Turn) -> Replies:
    await drafts.begin(turn, FLOW.name, "group")
    return await joining.draw(turn)


FLOW = Flow(
    "arriving",
    {
        "name": Stage(_draw_name, _take_name),
        "group": Stage(joining.draw, _then_onward(joining.take)),
        "home": Stage(home.draw, _then_onward(home.take)),
    },
    left=menu.stopped_at_home,
)

handlers: list[Route] = [
    Command("start", start),
    Command("join", _ask_group),
    Command("place", _ask_home),
    Pressed(Verb.JOIN, _ask_group),
    Pressed(Verb.LIVE, _ask_home),
    *FLOW.routes(),
]
