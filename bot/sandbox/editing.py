"""The methods that change or delete a message, and answer presses."""

from collections.abc import Mapping
from datetime import timedelta

from bot.sandbox.call import Call, Handler, bot_runs, find_chat, writable
from bot.sandbox.errors import bad_request
from bot.sandbox.keyboards import checked_markup
from bot.sandbox.sending import caption_of, item_body
from bot.sandbox.text import message_text
from bot.sandbox.utf16 import units
from bot.sandbox.world import Chat, Json

DELETABLE_FOR = timedelta(hours=48)
PRESS_LIFETIME = timedelta(seconds=150)
TOAST_LIMIT = 200
CONTENT = ("text", "entities", "link_preview_options")
CAPTION = ("caption", "caption_entities", "show_caption_above_media")
MEDIA = ("photo", "document")
UNMODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


def _target(call: Call) -> tuple[Chat, Json]:
    """The bot's own message that a call wants to change."""
    if call.get("inline_message_id") is not None:
        raise bad_request("MESSAGE_ID_INVALID")
    chat = writable(call)
    message = chat.messages.get(call.get("message_id"))
    if message is None:
        raise bad_request("message to edit not found")
    if message["from"]["id"] != call.world.bot.id:
        raise bad_request("message can't be edited")
    return chat, message


def _change(call: Call, chat: Chat, message: Json, *, fields: tuple[str, ...], new: Json) -> Json:
    """Replace some fields and the keyboard of a message; refuse if nothing would change."""
    markup = checked_markup(call.get("reply_markup"), private=chat.type == "private") or {}
    if markup and "inline_keyboard" not in markup:
        raise bad_request("inline keyboard expected")
    keyboard = {"reply_markup": markup} if markup.get("inline_keyboard") else {}
    changed = (*fields, "reply_markup")
    kept = {name: value for name, value in message.items() if name not in changed}
    before = {name: value for name, value in message.items() if name in changed}
    if before == new | keyboard:
        raise bad_request(UNMODIFIED)
    message.clear()
    message.update(kept | {"edit_date": call.world.stamp()} | new | keyboard)
    call.world.touch(chat, message["message_id"])
    return message


def edit_text(call: Call) -> Json:
    """Write another text into a message."""
    chat, message = _target(call)
    if "text" not in message:
        raise bad_request("there is no text in the message to edit")
    new = message_text(call.get("text"), call.get("parse_mode"), call.get("entities"))
    options = call.get("link_preview_options")
    return _change(
        call, chat, message, fields=CONTENT, new=new | ({"link_preview_options": options} if options else {})
    )


def edit_caption(call: Call) -> Json:
    """Write another caption under a picture or file."""
    chat, message = _target(call)
    if not any(kind in message for kind in MEDIA):
        raise bad_request("there is no caption in the message to edit")
    return _change(call, chat, message, fields=CAPTION, new=caption_of(call.params))


def edit_reply_markup(call: Call) -> Json:
    """Put another keyboard under a message, or none."""
    chat, message = _target(call)
    return _change(call, chat, message, fields=(), new={})


def edit_media(call: Call) -> Json:
    """Put another picture or file, with its caption, into a message."""
    chat, message = _target(call)
    new = item_body(call, call.get("media"))
    if "text" in message:
        message = {name: value for name, value in message.items() if name not in CONTENT}
        chat.messages[message["message_id"]] = message
    return _change(call, chat, message, fields=MEDIA + CAPTION, new=new)


def delete_message(call: Call) -> bool:
    """Take a message out of a chat."""
    chat = writable(call)
    message = chat.messages.get(call.get("message_id"))
    if message is None:
        raise bad_request("message to delete not found")
    _check_deletable(call, chat, message)
    del chat.messages[message["message_id"]]
    chat.revisions.pop(message["message_id"], None)
    call.world.touch(chat)
    return True


def _check_deletable(call: Call, chat: Chat, message: Json) -> None:
    """Refuse what is older than two days, or is somebody else's in a group that the bot does not run."""
    age_s = call.world.stamp() - message["date"]
    old = age_s > DELETABLE_FOR.total_seconds()
    foreign = message["from"]["id"] != call.world.bot.id and chat.type != "private"
    if foreign:
        bot_runs(call, chat, "can_delete_messages")
    elif old:
        raise bad_request("message can't be deleted for everyone")


def delete_messages(call: Call) -> bool:
    """Take several messages out of a chat, skipping those that are not there."""
    chat, wanted = writable(call), call.get("message_ids")
    if not 1 <= len(wanted) <= 100 or not all(isinstance(number, int) for number in wanted):
        raise bad_request("message identifiers are not specified")
    for number in wanted:
        if number in chat.messages:
            _check_deletable(call, chat, chat.messages[number])
            del chat.messages[number]
    call.world.touch(chat)
    return True


def answer_press(call: Call) -> bool:
    """Stop the waiting sign on a button, and show a toast or an alert."""
    press = call.world.presses.get(call.get("callback_query_id"))
    text = call.get("text", "")
    if press is None or press.answer is not None or call.world.clock() - press.at > PRESS_LIFETIME:
        raise bad_request(TOO_OLD)
    if units(text) > TOAST_LIMIT:
        raise bad_request("MESSAGE_TOO_LONG")
    press.answer = {"text": text, "show_alert": call.get("show_alert", False), "url": call.get("url", "")}
    call.world.version += 1
    call.world.pulse.beat()
    return True


def pin(call: Call) -> bool:
    """Pin a message in its chat."""
    chat = writable(call)
    if call.get("message_id") not in chat.messages:
        raise bad_request("message to pin not found")
    if chat.type != "private":
        bot_runs(call, chat, "can_pin_messages")
    chat.pinned.append(call.get("message_id"))
    call.world.touch(chat)
    return True


def unpin(call: Call) -> bool:
    """Unpin a message, or the last one pinned."""
    chat = writable(call)
    wanted = call.get("message_id", chat.pinned[-1] if chat.pinned else None)
    if wanted not in chat.pinned:
        raise bad_request("message to unpin not found")
    chat.pinned.remove(wanted)
    call.world.touch(chat)
    return True


def react(call: Call) -> bool:
    """Put the bot's reaction on a message; the sandbox only checks that it is there."""
    if call.get("message_id") not in find_chat(call).messages:
        raise bad_request("message to react not found")
    return True


METHODS: Mapping[str, Handler] = {
    "editMessageText": edit_text,
    "editMessageCaption": edit_caption,
    "editMessageReplyMarkup": edit_reply_markup,
    "editMessageMedia": edit_media,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
    "answerCallbackQuery": answer_press,
    "pinChatMessage": pin,
    "unpinChatMessage": unpin,
    "setMessageReaction": react,
}
