"""Text as Telegram keeps it: markup read, ends trimmed, length checked, links and commands found."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from bot.sandbox import html_markup, markdown_markup
from bot.sandbox.errors import bad_request
from bot.sandbox.utf16 import slice_units, units

Entity = dict[str, Any]
TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
ENTITY_LIMIT = 100
PARSERS: Mapping[str, Callable[[str], tuple[str, list[Entity]]]] = {
    "html": html_markup.parse,
    "markdownv2": markdown_markup.parse,
}
PATTERNS = {
    "bot_command": re.compile(r"(?<![\w/<>@])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/])"),
    "url": re.compile(r"(?i)\b(?:https?://[^\s<>\"]+|t\.me/[^\s<>\"]+)(?<![.,;:!?)])"),
    "email": re.compile(r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b"),
    "mention": re.compile(r"(?<![\w@/])@[A-Za-z][A-Za-z0-9_]{3,31}\b"),
    "hashtag": re.compile(r"(?<![\w#])#\w*[^\W\d_]\w*"),
}
ENTITY_TYPES = frozenset(
    "mention hashtag cashtag bot_command url email phone_number bold italic underline strikethrough spoiler "
    "blockquote expandable_blockquote code pre text_link text_mention custom_emoji date_time".split()
)


def message_text(source: str, mode: str | None, given: list[Entity] | None) -> dict[str, Any]:
    """`text` and `entities` of a message."""
    text, entities = _composed(source, mode, given)
    if not text:
        raise bad_request("message text is empty")
    if units(text) > TEXT_LIMIT:
        raise bad_request("message is too long")
    return {"text": text} | ({"entities": entities} if entities else {})


def message_caption(source: str | None, mode: str | None, given: list[Entity] | None) -> dict[str, Any]:
    """`caption` and `caption_entities` of a message; neither for an empty caption."""
    text, entities = _composed(source or "", mode, given)
    if units(text) > CAPTION_LIMIT:
        raise bad_request("message caption is too long")
    found = {"caption": text, "caption_entities": entities}
    return {name: value for name, value in found.items() if value}


def _composed(source: str, mode: str | None, given: list[Entity] | None) -> tuple[str, list[Entity]]:
    """Trimmed text with the entities that were marked up, given or found."""
    if mode:
        if mode.lower() not in PARSERS:
            raise bad_request("unsupported parse_mode")
        text, entities = PARSERS[mode.lower()](source)
    else:
        text, entities = source, [_checked(entity, source) for entity in given or []]
    text = text.replace("\r", "")
    trimmed, kept = trim(text, entities)
    marked = kept + [found for found in detected(trimmed) if not _inside(found, kept)]
    return trimmed, sorted(marked, key=lambda entity: (entity["offset"], -entity["length"]))[:ENTITY_LIMIT]


def _checked(entity: Any, text: str) -> Entity:
    """An entity that the bot gave, if it lies inside the text."""
    if not isinstance(entity, dict) or entity.get("type") not in ENTITY_TYPES:
        raise bad_request("can't parse MessageEntity: unsupported type")
    offset, length = entity.get("offset"), entity.get("length")
    if not isinstance(offset, int) or not isinstance(length, int) or offset < 0 or length < 1:
        raise bad_request("can't parse MessageEntity: invalid offset or length")
    if offset + length > units(text):
        raise html_markup.refused(f"Entity beginning at UTF-16 offset {offset} ends after the end of the text")
    return dict(entity)


def trim(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Text without white ends, and its entities moved and cut to match."""
    head = units(text) - units(text.lstrip())
    trimmed = text.strip()
    total, kept = units(trimmed), []
    for entity in entities:
        start = max(0, entity["offset"] - head)
        end = min(total, entity["offset"] + entity["length"] - head)
        if end > start:
            kept.append(entity | {"offset": start, "length": end - start})
    return trimmed, kept


def detected(text: str) -> list[Entity]:
    """Commands, links, addresses, mentions and hashtags that Telegram finds by itself."""
    found: list[Entity] = []
    for kind, pattern in PATTERNS.items():
        for match in pattern.finditer(text):
            entity = {"type": kind, "offset": units(text[: match.start()]), "length": units(match[0])}
            if not _inside(entity, found):
                found.append(entity)
    return found


def _inside(entity: Entity, others: list[Entity]) -> bool:
    """Whether an entity overlaps with a link, command or code that is there already."""
    solid = {"text_link", "text_mention", "code", "pre", "custom_emoji", *PATTERNS}
    end = entity["offset"] + entity["length"]
    return any(o["offset"] < end and entity["offset"] < o["offset"] + o["length"] for o in others if o["type"] in solid)


def command_of(message: Mapping[str, Any]) -> str | None:
    """The command that a message begins with, or None."""
    for entity in message.get("entities", ()):
        if entity["type"] == "bot_command" and entity["offset"] == 0:
            return slice_units(message["text"], 0, entity["length"])
    return None
