"""Telegram's MarkdownV2 as text and entities, with Telegram's words for what is wrong."""

import re
from typing import Any

from bot.sandbox.html_markup import link, refused
from bot.sandbox.utf16 import units

Entity = dict[str, Any]
RESERVED = frozenset("_*[]()~`>#+-=|{}.!")
MARKS = {"||": "spoiler", "__": "underline", "*": "bold", "_": "italic", "~": "strikethrough"}
NAMES = {
    "spoiler": "Spoiler",
    "underline": "Underline",
    "bold": "Bold",
    "italic": "Italic",
    "strikethrough": "Strikethrough",
}
_TOKEN = re.compile(
    r"\\(?P<escaped>[\x01-\x7e])|(?P<pre>```)|(?P<code>`)|(?P<mark>\|\||__|[*_~])|(?P<open>!?\[)|(?P<close>\])|(?P<other>.)",
    re.DOTALL,
)


class _Reader:
    """The text and entities read so far from MarkdownV2."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.text: list[str] = []
        self.length = 0
        self.open: list[tuple[str, int, int]] = []
        self.entities: list[Entity] = []
        self.quote: int | None = None

    def add(self, piece: str) -> None:
        """Append text; the end of a line ends a quotation that the next line does not continue."""
        self.text.append(piece)
        self.length += units(piece)

    def step(self) -> None:
        """Read one token."""
        token = _TOKEN.match(self.source, self.at)
        if token is None:
            raise refused("Text must be encoded in UTF-8")
        start, self.at = self.at, token.end()
        kind = str(token.lastgroup)
        getattr(self, f"_{kind}")(token[kind], start)

    def _escaped(self, piece: str, _start: int) -> None:
        self.add(piece)

    def _other(self, piece: str, start: int) -> None:
        if piece == ">" and (start == 0 or self.source[start - 1] == "\n"):
            self.quote = self.length if self.quote is None else self.quote
            return
        if piece in RESERVED:
            raise refused(f"Character '{piece}' is reserved and must be escaped with the preceding '\\'")
        if piece == "\n" and not self.source.startswith(">", self.at):
            self.end_quote()
        self.add(piece)

    def end_quote(self) -> None:
        """Close a quotation that is open."""
        if self.quote is not None and self.length > self.quote:
            self.entities.append({"type": "blockquote", "offset": self.quote, "length": self.length - self.quote})
        self.quote = None

    def _mark(self, mark: str, start: int) -> None:
        kind = MARKS[mark]
        if self.open and self.open[-1][0] == kind:
            _, offset, _ = self.open.pop()
            self._entity({"type": kind}, offset)
        else:
            self.open.append((kind, self.length, start))

    def _entity(self, kind: Entity | None, offset: int) -> None:
        """Add an entity from an offset to here, if it covers anything."""
        if kind and self.length > offset:
            self.entities.append(kind | {"offset": offset, "length": self.length - offset})

    def _verbatim(self, fence: str, name: str, start: int) -> str:
        """The text up to a closing fence, without its escapes."""
        found = re.compile(r"((?:\\.|[^\\])*?)" + fence, re.DOTALL).match(self.source, self.at)
        if found is None:
            raise refused(f"Can't find end of {name} entity at byte offset {self.offset_of(start)}")
        self.at = found.end()
        return re.sub(r"\\(.)", r"\1", found[1], flags=re.DOTALL)

    def _code(self, _fence: str, start: int) -> None:
        offset = self.length
        self.add(self._verbatim("`", "Code", start))
        self._entity({"type": "code"}, offset)

    def _pre(self, _fence: str, start: int) -> None:
        offset, content = self.length, self._verbatim("```", "Pre", start)
        named = re.match(r"([A-Za-z0-9+#-]+)\n", content)
        self.add(content[named.end() :] if named else content.removeprefix("\n"))
        self._entity({"type": "pre"} | ({"language": named[1]} if named else {}), offset)

    def _open(self, bracket: str, start: int) -> None:
        self.open.append((bracket, self.length, start))

    def _close(self, _bracket: str, _start: int) -> None:
        if not self.open or self.open[-1][0] not in {"[", "!["}:
            raise refused("Character ']' is reserved and must be escaped with the preceding '\\'")
        bracket, offset, _ = self.open.pop()
        address = re.compile(r"\(((?:\\.|[^\\)])*)\)", re.DOTALL).match(self.source, self.at)
        if address is None:
            return
        self.at = address.end()
        self._entity(_target(bracket, re.sub(r"\\(.)", r"\1", address[1])), offset)

    def offset_of(self, position: int) -> int:
        """A position in bytes."""
        return len(self.source[:position].encode())


def _target(bracket: str, address: str) -> Entity | None:
    """What a bracket with an address stands for."""
    emoji = re.match(r"tg://emoji\?id=(\d+)$", address)
    if bracket == "![" and emoji:
        return {"type": "custom_emoji", "custom_emoji_id": emoji[1]}
    return link(address)


def parse(source: str) -> tuple[str, list[Entity]]:
    """Text without its marks, and the entities they meant."""
    reader = _Reader(source)
    while reader.at < len(source):
        reader.step()
    reader.end_quote()
    if reader.open:
        kind, _, start = reader.open[-1]
        raise refused(f"Can't find end of {NAMES.get(kind, 'TextUrl')} entity at byte offset {reader.offset_of(start)}")
    return "".join(reader.text), reader.entities
