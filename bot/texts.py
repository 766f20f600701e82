"""The one layer all outgoing text goes through: escaped by default, clean of tricks, cut to what Telegram takes."""

import html as entities
import re
import unicodedata
from datetime import datetime

from backend.language import plural, sentence

MESSAGE_UNITS = 4096
CAPTION_UNITS = 1024
TOAST_UNITS = 200
_ELLIPSIS = "…"
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_TOKEN = re.compile(r"</?([a-z-]+)[^>]*>|&[#a-zA-Z0-9]+;|.", re.DOTALL)


class Html(str):
    """Text that may be sent as HTML: written by the program, or escaped."""

    __slots__ = ()


def html(language: str, msgid: str, /, **params: object) -> Html:
    """Say `msgid` in the language; every parameter is escaped and made one line, unless it is Html already."""
    return Html(sentence(language, msgid, **_escaped(params)))


def html_plural(language: str, one: str, many: str, n: int, /, **params: object) -> Html:
    """Say the form that fits `n`, its parameters as in `html`."""
    return Html(plural(language, one, many, n, **_escaped(params)))


def escape(value: object) -> Html:
    """One line of anybody's text, to be shown literally."""
    return value if isinstance(value, Html) else Html(entities.escape(one_line(str(value)), quote=True))


def paragraph(text: str) -> Html:
    """Somebody's text that may have lines, to be shown literally."""
    lines = [one_line(line) for line in re.split(r"\r\n|[\n\r\u2028\u2029]", text)]
    return Html(entities.escape("\n".join(lines).strip(), quote=True))


def lines(*parts: str | None) -> Html:
    """The parts under each other, empty ones left out; whatever is not Html is escaped."""
    return Html("\n".join(escape(part) for part in parts if part is not None and part != ""))


def blocks(*parts: str | None) -> Html:
    """As `lines`, with an empty line between the parts."""
    return Html("\n\n".join(escape(part) for part in parts if part is not None and part != ""))


def bold(text: str) -> Html:
    """The text, escaped, in bold."""
    return Html(f"<b>{escape(text)}</b>")


def moment(at: datetime, text: str) -> Html:
    """A time that the reader's app can show in their own zone; `text` is what everybody sees."""
    return Html(f'<tg-time unix="{int(at.timestamp())}">{escape(text)}</tg-time>')


def one_line(text: str) -> str:
    """The text without line breaks, control characters and signs that turn the reading direction."""
    if text.isprintable():  # as most text is: none of these signs, and no blank but the plain one
        return text.strip()
    kept = "".join(_spaced(character) for character in text if character not in _BIDI)
    return kept.strip()


def units(text: str) -> int:
    """How many UTF-16 units Telegram counts in plain text."""
    return len(text.encode("utf-16-le", "replace")) // 2


def plain(text: str) -> str:
    """What the reader sees of HTML, without tags: for a chat that refused the markup."""
    if "<" not in text:
        return entities.unescape(text)
    shown = (match.group() for match in _TOKEN.finditer(text) if not match.group(1))
    return entities.unescape("".join(shown))


def cut(text: Html, limit: int = MESSAGE_UNITS) -> Html:
    """The text, ended by … where more than `limit` units would show; no tag or entity is broken."""
    if units(text) <= limit or units(plain(text)) <= limit:
        return text
    kept: list[str] = []
    open_tags: list[str] = []
    room = limit - units(_ELLIPSIS)
    for token, tag in ((match.group(), match.group(1)) for match in _TOKEN.finditer(text)):
        room -= 0 if tag else units(entities.unescape(token))
        if room < 0:
            break
        _follow(open_tags, token, tag)
        kept.append(token)
    return Html("".join([*kept, _ELLIPSIS, *(f"</{tag}>" for tag in reversed(open_tags))]))


def toast(text: str) -> str:
    """Plain text for the strip over the chat, cut to what fits there."""
    shown = plain(text) if isinstance(text, Html) else text
    return plain(cut(Html(entities.escape(shown)), TOAST_UNITS))


def label(text: str, limit: int = 40) -> str:
    """Plain text for a button: one line, short enough to be read on a phone."""
    return plain(cut(escape(text), limit))


def _follow(open_tags: list[str], token: str, tag: str | None) -> None:
    if tag and token.startswith("</"):
        open_tags.pop()
    elif tag:
        open_tags.append(tag)


def _escaped(params: dict[str, object]) -> dict[str, object]:
    return {name: escape(value) for name, value in params.items()}


def _spaced(character: str) -> str:
    category = unicodedata.category(character)
    if category in ("Zl", "Zp") or character in "\t\n\r\v\f\x85":
        return " "
    return "" if category in ("Cc", "Cs") else character
