"""One line being read: what of it is words of time, found piece by piece, and what is left."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from bot.need_line_words import DANGLING, DAY_JOINS

TAKEN = "\x01"
STOPS = ",.;:!?()"
LEAD = re.compile(r"(?<!\w)[aà]\s+partir\s+del?\s*$", re.IGNORECASE)
ARTICLES = frozenset("the der die das le la el una un a".split())


@dataclass(frozen=True, slots=True)
class Days:
    """Whole local days, both included; `again` is after how many days they come round, None for a fixed date."""

    first: date
    last: date
    again: int | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """Minutes of the local day, either side open; `bare` if nothing said which half of the day."""

    start: int | None
    end: int | None = None
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the local day in minutes; of this very day in "tonight"."""

    start: int
    end: int
    today: bool = False


@dataclass(frozen=True, slots=True)
class Length:
    minutes: int


@dataclass(frozen=True, slots=True)
class Soon:
    """So many minutes from now."""

    minutes: int


Value = Days | Clock | Part | Length | Soon


@dataclass(frozen=True, slots=True)
class Mark:
    start: int
    end: int
    value: Value


@dataclass(slots=True)
class Scan:
    """The line in spellings of equal length: as written, plain, and folded with what is understood blanked out.

    `loose` is for an answer to "when?", where everything is meant as time.
    """

    written: str
    today: date = date.min
    language: str = "en"
    loose: bool = False
    plain: str = ""
    folded: str = ""
    marks: list[Mark] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.written = "".join(" " if _unseen(sign) else sign for sign in unicodedata.normalize("NFC", self.written))
        self.plain = self.folded = fold(self.written)

    def take(self, pattern: re.Pattern[str], read: Callable[["Scan", re.Match[str]], Value | None]) -> None:
        """Mark and blank out every match that `read` makes sense of."""
        for match in pattern.finditer(self.folded):
            value = read(self, match)
            if value is not None:
                self.mark(match.start(), match.end(), value)

    def mark(self, start: int, end: int, value: Value) -> None:
        self.marks.append(Mark(start, end, value))
        self.folded = self.folded[:start] + TAKEN * (end - start) + self.folded[end:]

    def fault(self, code: str) -> None:
        if code not in self.faults:
            self.faults.append(code)

    def ends_at(self, end: int) -> bool:
        """Whether no word of the thing follows directly."""
        rest = self.folded[end:].lstrip()
        return not rest or rest[0] in STOPS + TAKEN + "-&"

    def touches(self, start: int, end: int) -> bool:
        """Whether words of time stand directly before or after."""
        return self.folded[:start].rstrip(" ,-").endswith(TAKEN) or self.folded[end:].lstrip().startswith(TAKEN)

    def credible(self, start: int, end: int) -> bool:
        """Whether a word of two meanings is here meant as time."""
        if self.loose or self.touches(start, end):
            return True
        return self.ends_at(end) and self.word_before(start) not in ARTICLES

    def word_before(self, start: int) -> str:
        words = self.plain[:start].split()
        return words[-1] if words else ""

    def left_over(self, marks: list[Mark]) -> str:
        """The line without the marks, and without the small words that led up to them."""
        pieces: list[str] = []
        position = 0
        for mark in sorted(marks, key=lambda each: each.start):
            between = self.written[position : mark.start]
            joins = position and " ".join(fold(between).split()) in DAY_JOINS
            pieces.append("" if joins else _without_leads(between))
            position = mark.end
        pieces.append(self.written[position:])
        text = " ".join(piece.strip() for piece in pieces if piece.strip(" ,;"))
        return re.sub(r"\s+([,.;!?])", r"\1", " ".join(text.split())).strip(" ,;-–—")


def fold(text: str) -> str:
    """The text without accents and in small letters, sign by sign."""
    return "".join(map(_folded, text))


def _folded(sign: str) -> str:
    if sign in "–—‐‑−":
        return "-"
    if sign in "’‘`´":
        return "'"
    return unicodedata.normalize("NFD", sign)[0].lower()[0]


def _unseen(sign: str) -> bool:
    return sign.isspace() or unicodedata.category(sign) in {"Cc", "Cs"}


def _without_leads(piece: str) -> str:
    words = LEAD.sub("", piece).split()
    while words and fold(words[-1]).strip(" ,;:-(.") in DANGLING | {"", "&", "and", "und", "et", "y"}:
        words.pop()
    return " ".join(words)
