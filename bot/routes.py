"""What leads to which handler; an ordered list of these is the bot's table of contents."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from telegram import Update
from telegram.ext import (
    BaseHandler,
    CallbackContext,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    MessageHandler,
    filters,
)

from bot.callback_data import Verb, decode
from bot.turn import Handler

ALLOWED_UPDATES = ("message", "callback_query", "my_chat_member")

Callback = Callable[[Update, CallbackContext[Any, Any, Any, Any]], Any]
PtbHandler = BaseHandler[Update, CallbackContext[Any, Any, Any, Any], None]


class Where(Enum):
    """In which chats a command means something."""

    PRIVATE = filters.ChatType.PRIVATE
    GROUP = filters.ChatType.GROUPS
    ANYWHERE = filters.ALL


@dataclass(frozen=True, slots=True)
class Command:
    """Somebody typed "/name ..."; an edit of an old message is not a command."""

    name: str
    handler: Handler
    where: Where = Where.PRIVATE


@dataclass(frozen=True, slots=True)
class Pressed:
    """Somebody pressed a button of this verb; after a refusal `redraw` shows how things stand."""

    verb: Verb
    handler: Handler
    redraw: Handler | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """Somebody is in this step of a conversation and typed, sent a photo or a place, or pressed a STEP button."""

    flow: str
    step: str
    handler: Handler


@dataclass(frozen=True, slots=True)
class Membered:
    """The bot itself was added, removed, blocked or let in again."""

    handler: Handler


Route = Command | Pressed | Step | Membered


@dataclass(frozen=True, slots=True)
class Fallbacks:
    """What happens where no route fits, or one has to be drawn again."""

    typed: Handler
    pressed: Handler
    redraw: Handler


Conduct = Callable[[Handler, Handler | None], Callback]


def ptb_handlers(
    routes: Sequence[Route], steps: tuple[Handler, Handler], fallbacks: Fallbacks, conduct: Conduct
) -> list[PtbHandler]:
    """The library's handlers in the order of the routes; `steps` take what is typed and pressed in a conversation."""
    typed, stepped = steps
    private = filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE
    ends: list[PtbHandler] = [
        CallbackQueryHandler(conduct(stepped, None), pattern=_carries(Verb.STEP)),
        CallbackQueryHandler(conduct(fallbacks.pressed, None)),
        MessageHandler(private & filters.COMMAND, conduct(fallbacks.typed, None)),
        MessageHandler(private & ~filters.StatusUpdate.ALL, conduct(typed, None)),
    ]
    return [*(_handler(route, conduct) for route in routes if not isinstance(route, Step)), *ends]


def _handler(route: Command | Pressed | Membered, conduct: Conduct) -> PtbHandler:
    match route:
        case Command(name, handler, where):
            return CommandHandler(name, conduct(handler, None), filters=filters.UpdateType.MESSAGE & where.value)
        case Pressed(verb, handler, redraw):
            return CallbackQueryHandler(conduct(handler, redraw), pattern=_carries(verb))
        case Membered(handler):
            return ChatMemberHandler(conduct(handler, None), ChatMemberHandler.MY_CHAT_MEMBER)


def _carries(verb: Verb) -> Callable[[object], bool]:
    def carries(data: object) -> bool:
        press = decode(data)
        return press is not None and press.verb is verb

    return carries
