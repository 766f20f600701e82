"""What people type into a name, a title or a message, made fit to be kept."""

from __future__ import annotations

import re
import unicodedata

from models.errors import Invalid

_SPACES = re.compile(r"\s+")
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co"})
_JOINERS = frozenset("\u200c\u200d")


def clean_line(text: str, *, pointer: str, longest: int) -> str:
    """The text on one line without control or direction marks; refused when nothing is left or it is too long."""
    kept = clean_optional(text, pointer=pointer, longest=longest)
    if not kept:
        raise Invalid.at(pointer, "string_too_short", min_length=1)
    return kept


def clean_optional(text: str, *, pointer: str, longest: int) -> str:
    """As `clean_line`, but nothing is fine."""
    return _fits(_SPACES.sub(" ", _visible(text)).strip(), pointer, longest)


def clean_text(text: str, *, pointer: str, longest: int) -> str:
    """The text with its line breaks, without control or direction marks."""
    lines = (_SPACES.sub(" ", _visible(line)).strip() for line in text.splitlines())
    return _fits("\n".join(lines).strip(), pointer, longest)


def folded(text: str) -> str:
    """The text as it is compared: compatible forms, no case, single spaces."""
    return _SPACES.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()


def _visible(text: str) -> str:
    normal = unicodedata.normalize("NFC", text)
    return "".join(_kept(character) for character in normal)


def _kept(character: str) -> str:
    if character.isspace():
        return " "
    hidden = unicodedata.category(character) in _INVISIBLE and character not in _JOINERS
    return "" if hidden else character


def _fits(text: str, pointer: str, longest: int) -> str:
    if len(text) > longest:
        raise Invalid.at(pointer, "string_too_long", max_length=longest)
    return text
