"""Telegram's HTML as text and entities, with Telegram's words for what is wrong."""

import re
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.errors import bad_request
from bot.sandbox.utf16 import units

Entity = dict[str, Any]
PLAIN = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "code": "code",
    "pre": "pre",
}
WITH_ATTRIBUTES = frozenset({"a", "span", "blockquote", "tg-emoji", "tg-time"})
REFERENCES = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#(?P<number>\d{1,7})|#x(?P<hex>[0-9a-fA-F]{1,6})|(?P<name>lt|gt|amp|quot));?")
_TAG = re.compile(
    r"<(?P<end>/?)(?P<name>[^\s>]*)"
    r"(?P<attributes>(?:\s+[^\s=>]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>\"']+))?)*)\s*>"
)
_ATTRIBUTE = re.compile(r"([^\s=>]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"']+)))?")


@dataclass
class _Open:
    """A start tag whose end has not come yet."""

    name: str
    attributes: dict[str, str]
    offset: int


@dataclass
class _Reader:
    """The text and entities read so far."""

    text: list[str] = field(default_factory=list)
    length: int = 0
    open: list[_Open] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)

    def add(self, piece: str) -> None:
        """Append text."""
        plain = unescape(piece)
        self.text.append(plain)
        self.length += units(plain)

    def start(self, tag: "re.Match[str]", at: int) -> None:
        """Open a tag, if Telegram knows it."""
        name = tag["name"].lower()
        if name not in PLAIN and name not in WITH_ATTRIBUTES:
            raise refused(f'Unsupported start tag "{name}" at byte offset {at}')
        attributes = {found[0].lower(): unescape("".join(found[1:])) for found in _ATTRIBUTE.findall(tag["attributes"])}
        if name == "span" and attributes.get("class") != "tg-spoiler":
            raise refused(f'Tag "span" must have class "tg-spoiler" at byte offset {at}')
        self.open.append(_Open(name, attributes, self.length))

    def end(self, tag: "re.Match[str]", at: int) -> None:
        """Close the innermost tag."""
        if not self.open:
            raise refused(f"Unexpected end tag at byte offset {at}")
        opened, name = self.open.pop(), tag["name"].lower()
        if name not in ("", opened.name):
            raise refused(f'Unmatched end tag at byte offset {at}, expected "</{opened.name}>", found "</{name}>"')
        self._finish(opened)

    def _finish(self, opened: _Open) -> None:
        """Turn a closed tag into an entity, if it covers anything."""
        covered = "".join(self.text).encode("utf-16-le")[2 * opened.offset :].decode("utf-16-le")
        kind = _entity(opened, covered)
        if kind and covered:
            self._merge_language(kind)
            self.entities.append({"offset": opened.offset, "length": units(covered)} | kind)

    def _merge_language(self, kind: Entity) -> None:
        """Let <pre><code class="language-x"> become one pre entity with a language."""
        inner = self.entities[-1] if self.entities else {}
        if kind["type"] == "pre" and "language" in inner and inner["type"] == "code":
            kind["language"] = self.entities.pop()["language"]


def refused(words: str) -> Exception:
    """Broken markup, as Telegram says it."""
    return bad_request(f"can't parse entities: {words}")


def _malformed(source: str, sign: int, offset: int) -> Exception:
    """What is wrong with a start tag that cannot be read: a strange name, or no end."""
    named = re.compile(r"<([^\s>]*)[\s>]").match(source, sign)
    if named and named[1].lower() not in PLAIN and named[1].lower() not in WITH_ATTRIBUTES:
        return refused(f'Unsupported start tag "{named[1].lower()}" at byte offset {offset}')
    return refused(f"Unclosed start tag at byte offset {offset}")


def unescape(piece: str) -> str:
    """Text with Telegram's four named and all numeric references replaced."""
    return _REFERENCE.sub(_character, piece)


def _character(reference: "re.Match[str]") -> str:
    """The character of one reference."""
    if reference["name"]:
        return REFERENCES[reference["name"]]
    number = int(reference["number"]) if reference["number"] else int(reference["hex"], 16)
    return chr(number) if 0 < number < 0x110000 and not 0xD800 <= number < 0xE000 else reference[0]


def _entity(opened: _Open, covered: str) -> Entity | None:
    """Type and extra fields of the entity that a tag stands for."""
    attributes = opened.attributes
    if opened.name == "a":
        return link(attributes.get("href") or covered)
    if opened.name == "code" and attributes.get("class", "").startswith("language-"):
        return {"type": "code", "language": attributes["class"].removeprefix("language-")}
    special: dict[str, Entity] = {
        "span": {"type": "spoiler"},
        "blockquote": {"type": "expandable_blockquote" if "expandable" in attributes else "blockquote"},
        "tg-emoji": {"type": "custom_emoji", "custom_emoji_id": attributes.get("emoji-id", "")},
    }
    if opened.name == "tg-time":
        return date_time(attributes.get("unix", ""), attributes.get("format", ""))
    return special.get(opened.name) or {"type": PLAIN[opened.name]}


def date_time(unix: str, form: str) -> Entity:
    """A date_time entity; the moment must be a number."""
    if not unix.isdigit():
        raise refused('Tag "tg-time" must have a valid "unix" attribute')
    return {"type": "date_time", "unix_time": int(unix)} | ({"date_time_format": form} if form else {})


def link(address: str) -> Entity | None:
    """A text_link or text_mention entity; nothing for an address that leads nowhere."""
    if re.match(r"(?i)(https?|tg|mailto|tel)://?\S+$", address):
        return {"type": "text_link", "url": address}
    return {"type": "text_link", "url": f"http://{address}/"} if re.match(r"[\w-]+(\.[\w-]+)+\S*$", address) else None


def parse(source: str) -> tuple[str, list[Entity]]:
    """Text without its tags, and the entities they meant."""
    reader, at = _Reader(), 0
    while (sign := source.find("<", at)) >= 0:
        reader.add(source[at:sign])
        offset = len(source[:sign].encode())
        tag = _TAG.match(source, sign)
        if tag is None:
            raise _malformed(source, sign, offset)
        (reader.end if tag["end"] else reader.start)(tag, offset)
        at = tag.end()
    reader.add(source[at:])
    if reader.open:
        raise refused(f'Can\'t find end tag corresponding to start tag "{reader.open[-1].name}"')
    return "".join(reader.text), _without_inner_language(reader.entities)


def _without_inner_language(entities: list[Entity]) -> list[Entity]:
    """Entities where only pre keeps a language."""
    return [{k: v for k, v in e.items() if k != "language" or e["type"] == "pre"} for e in entities]
