"""The bot in a group's chat: connected once by a steward; what starts there goes on in private.

Settings ─▶ "Connect a group chat" ─▶ link, good once ─▶ the bot is added ─▶ /start chat_<code> ─▶ connected
/need or /offer in the group ─▶ a link into the private chat
"""

from __future__ import annotations

from uuid import UUID

from telegram import Chat

from backend.language import mark, sentence
from backend.services import groups
from bot import drafts
from bot.callback_data import Verb, pack, unpack_any
from bot.conversations import menu
from bot.conversations.pressing import words_for_link
from bot.conversations.walking import Flow, Stage, way_out_of
from bot.keyboards import button, keyboard, link
from bot.replies import Replies, Say, Show
from bot.routes import Command, Membered, Pressed, Route, Where
from bot.texts import Html, blocks, bold, html
from bot.turn import Turn
from models.group import Group
from models.receipt import Draft

_PRESENT = ("member", "administrator")
_PAYLOAD_LONGEST = 64

_TITLE = mark("Connect a group chat")
_WHICH = mark("Which group's chat is it?")
_ADD = mark(
    "Press the button and choose the chat of {group}. I am added to it, and from then on tell of new offers and"
    " needs there: never who borrows what, and never where anybody lives. The link is for you, and works once."
)
_ADD_BUTTON = mark("Add me to the chat")
_HELLO = mark("Hello! A steward connects me to your group: write to me in private, then /settings.")
_CONNECTED = mark(
    "I am connected to {group}. New offers and needs are told here. With /need and /offer you begin, and we go on in"
    " private."
)
_USED = mark("This link was used before or is not yours. Make a new one in private: /settings.")
_PRIVATELY = mark("Let us go on in private, so that nobody else has to read along.")
_GO_ON = mark("Go on in private")


async def ask(turn: Turn) -> Replies:
    """Makes the link that connects a chat; a steward of several groups chooses one first."""
    own = await groups.stewarded_by(turn.actor)
    named = turn.press.subject if turn.press else None
    wanted = own if named is None else [group for group in own if group.id == named]
    if len(wanted) == 1:
        await drafts.begin(turn, FLOW.name, "waiting", group_id=str(wanted[0].id))
        return await _draw(turn)
    rows = [button(group.name, Verb.CHAT, group.id) for group in wanted]
    return [Show(html(turn.language, _WHICH), keyboard(*rows, menu.home_button(turn)))]


async def _draw(turn: Turn) -> Replies:
    group = await groups.get(turn.actor, UUID(turn.conversation.data["group_id"]))
    url = f"https://t.me/{turn.bot.username}?startgroup=chat_{pack(turn.conversation.id)}"
    text = blocks(bold(sentence(turn.language, _TITLE)), html(turn.language, _ADD, group=group.name))
    return [Show(text, keyboard(link(sentence(turn.language, _ADD_BUTTON), url), way_out_of(turn)))]


async def connect(turn: Turn) -> Replies:
    """The link was followed into a group: it is connected, once."""
    prefix, _, code = turn.argument.partition("_")
    if prefix != "chat":
        return await privately(turn)
    draft = await _waiting(turn, code)
    if draft is None:
        return [Say(html(turn.language, _USED))]
    group = await groups.connect_chat(turn.actor, UUID(draft.data["group_id"]), turn.chat.id, now=turn.now)
    turn.draft = draft
    await drafts.end(turn)
    turn.ended = None
    return [Say(_connected(group))]


async def _waiting(turn: Turn, code: str) -> Draft | None:
    draft_id = unpack_any(code)
    draft = await drafts.find(turn.person, draft_id, now=turn.now) if turn.person and draft_id else None
    return draft if draft and draft.flow == FLOW.name else None


async def came_or_went(turn: Turn) -> Replies:
    """The bot was added to a chat or put out of it."""
    change = turn.update.my_chat_member
    if change is None or turn.chat.type == Chat.PRIVATE:
        return []
    if change.new_chat_member.status not in _PRESENT:
        # A plain group is also left when it becomes a supergroup: the delivery finds out which of the two it was.
        if turn.chat.type == Chat.SUPERGROUP:
            await groups.disconnect_chat(turn.chat.id, now=turn.now)
        return []
    if change.old_chat_member.status in _PRESENT or await _is_connecting(turn):
        return []
    group = await Group.get_or_none(telegram_chat_id=turn.chat.id)
    return [Say(html(turn.language, _HELLO) if group is None else _connected(group))]


def _connected(group: Group) -> Html:
    return html(group.language, _CONNECTED, group=group.name)


async def _is_connecting(turn: Turn) -> bool:
    unfinished = await drafts.unfinished(turn) if turn.person else []
    return any(draft.flow == FLOW.name for draft in unfinished)


async def privately(turn: Turn) -> Replies:
    """A link into the private chat, with the command and its words in it."""
    command = turn.text.partition(" ")[0].partition("@")[0].removeprefix("/")
    words = words_for_link(turn.argument, longest=_PAYLOAD_LONGEST - len("need_")) if command == "need" else ""
    payload = f"{command}_{words}" if words else command
    url = f"https://t.me/{turn.bot.username}?start={payload}"
    return [Say(html(turn.language, _PRIVATELY), keyboard(link(sentence(turn.language, _GO_ON), url)))]


FLOW = Flow("chat", {"waiting": Stage(_draw, _draw)}, left=menu.stopped_at_home)

handlers: list[Route] = [Pressed(Verb.CHAT, ask), *FLOW.routes()]

in_groups: list[Route] = [
    Command("start", connect, Where.GROUP),
    *(Command(name, privately, Where.GROUP) for name in ("need", "offer", "search", "help")),
    Membered(came_or_went),
]
