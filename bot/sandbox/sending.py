"""The methods that put a message of the bot's into a chat."""

from collections.abc import Mapping
from typing import Any

from bot.sandbox.call import Call, Handler, find_chat, writable
from bot.sandbox.errors import bad_request
from bot.sandbox.keyboards import checked_markup
from bot.sandbox.media import document_body, photo_body
from bot.sandbox.text import message_caption, message_text
from bot.sandbox.world import Chat, Json

ACTIONS = frozenset(
    "typing upload_photo record_video upload_video record_voice upload_voice upload_document choose_sticker "
    "find_location record_video_note upload_video_note".split()
)
COPIED = frozenset("text entities photo document location venue caption caption_entities".split())


def post(call: Call, chat: Chat, body: Json) -> Json:
    """Put the bot's message into a chat, with reply, topic and keyboard."""
    markup = checked_markup(call.get("reply_markup"), private=chat.type == "private")
    message = call.world.post(chat, call.world.bot, _thread(call, chat) | _reply(call, chat) | body)
    if markup and "inline_keyboard" in markup:
        if markup["inline_keyboard"]:
            message["reply_markup"] = markup
    elif markup:
        chat.reply_keyboard = markup if "keyboard" in markup else None
    return message


def _thread(call: Call, chat: Chat) -> Json:
    """The topic that a message goes to."""
    thread = call.get("message_thread_id")
    return {} if thread is None else {"message_thread_id": thread, "is_topic_message": chat.is_forum}


def _reply(call: Call, chat: Chat) -> Json:
    """The message that this one answers."""
    wanted = call.get("reply_parameters")
    if not wanted:
        return {}
    original = chat.messages.get(wanted.get("message_id"))
    if original is None:
        if wanted.get("allow_sending_without_reply"):
            return {}
        raise bad_request("message to be replied not found")
    return {"reply_to_message": quoted(original)}


def quoted(original: Json) -> Json:
    """A message as it stands inside the one that answers it."""
    return {name: value for name, value in original.items() if name not in {"reply_to_message", "reply_markup"}}


def send_message(call: Call) -> Json:
    """Write a text."""
    chat = writable(call)
    body = message_text(call.get("text"), call.get("parse_mode"), call.get("entities"))
    options = call.get("link_preview_options")
    return post(call, chat, body | ({"link_preview_options": options} if options else {}))


def caption_of(params: Mapping[str, Any]) -> Json:
    """The caption in a call or in one item of an album."""
    caption = message_caption(params.get("caption"), params.get("parse_mode"), params.get("caption_entities"))
    above = bool(caption) and bool(params.get("show_caption_above_media"))
    return caption | ({"show_caption_above_media": True} if above else {})


def send_photo(call: Call) -> Json:
    """Send a picture."""
    chat = writable(call)
    return post(call, chat, photo_body(call, call.get("photo")) | caption_of(call.params))


def send_document(call: Call) -> Json:
    """Send a file."""
    chat = writable(call)
    return post(call, chat, document_body(call, call.get("document")) | caption_of(call.params))


def location_body(latitude: float, longitude: float) -> Json:
    """A Location object; Telegram refuses what is not on Earth."""
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise bad_request("wrong latitude or longitude specified")
    return {"latitude": latitude, "longitude": longitude}


def send_location(call: Call) -> Json:
    """Send a pin."""
    chat = writable(call)
    return post(call, chat, {"location": location_body(call.get("latitude"), call.get("longitude"))})


def send_venue(call: Call) -> Json:
    """Send a named place."""
    chat = writable(call)
    place = location_body(call.get("latitude"), call.get("longitude"))
    return post(call, chat, {"location": place, "venue": {"location": place} | _named(call)})


def _named(call: Call) -> Json:
    """Title and address of a venue, which must not be empty."""
    named = {"title": call.get("title").strip(), "address": call.get("address").strip()}
    if empty := next((name for name, value in named.items() if not value), None):
        raise bad_request(f"{empty} must be non-empty")
    return named


def send_media_group(call: Call) -> list[Json]:
    """Send an album of 2 to 10 pictures or files."""
    chat, items = writable(call), call.get("media")
    if not 2 <= len(items) <= 10:
        raise bad_request("group send must contain 2-10 items" if items else "there are no messages to send")
    bodies = [item_body(call, item) for item in items]
    album = str(next(call.world.albums))
    return [post(call, chat, body | {"media_group_id": album}) for body in bodies]


def item_body(call: Call, item: Any) -> Json:
    """The body of one InputMedia."""
    kinds = {"photo": photo_body, "document": document_body}
    if not isinstance(item, dict) or item.get("type") not in kinds:
        raise bad_request("can't parse InputMedia: the sandbox takes photo and document")
    return kinds[item["type"]](call, item.get("media")) | caption_of(item)


def send_chat_action(call: Call) -> bool:
    """Show that the bot is busy; the sandbox only checks the word."""
    writable(call)
    if call.get("action") not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    return True


def copy_message(call: Call) -> Json:
    """Send a copy of a message without its sender."""
    chat = writable(call)
    original = find_chat(call, "from_chat_id").messages.get(call.get("message_id"))
    if original is None:
        raise bad_request("message to copy not found")
    body = {name: value for name, value in original.items() if name in COPIED}
    if call.get("caption") is not None:
        body = {k: v for k, v in body.items() if not k.startswith("caption")} | caption_of(call.params)
    return {"message_id": post(call, chat, body)["message_id"]}


METHODS: Mapping[str, Handler] = {
    "sendMessage": send_message,
    "sendPhoto": send_photo,
    "sendDocument": send_document,
    "sendLocation": send_location,
    "sendVenue": send_venue,
    "sendMediaGroup": send_media_group,
    "sendChatAction": send_chat_action,
    "copyMessage": copy_message,
}
