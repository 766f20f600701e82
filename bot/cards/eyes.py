"""Who looks at a card: their language, their clock on the wall, and the moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from backend.language import when
from bot.texts import Html, moment


@dataclass(frozen=True, slots=True)
class Eyes:
    """The reader of a card."""

    language: str
    zone: str
    now: datetime

    def period(self, start: datetime, end: datetime | None = None) -> Html:
        """A time or a stretch of it, in the reader's zone."""
        return moment(start, self.words_for(start, end))

    def words_for(self, start: datetime, end: datetime | None = None) -> str:
        """The same as plain text, for buttons."""
        return when(self.language, start, end, self.zone, now=self.now)
