"""How well the words of listings fit requests, reckoned once for each pair and only where a search asks."""

from collections import OrderedDict

import numpy as np

from matching.engine import TextScore
from matching.grid.frames import spots
from matching.grid.layout import Floats, Longs
from matching.grid.names import Names, grown

REMEMBERED = 512
"""Requests whose fits are kept."""

ASKED_AT_ONCE = 64
UNKNOWN = -1.0


class Fits:
    """What `text_score` said of requests and the words of listings, by their numbers."""

    def __init__(self, text_score: TextScore, words: Names[str]) -> None:
        self._text_score = text_score
        self._words = words
        self._texts: list[str] = []
        self._known: OrderedDict[str, dict[int, float]] = OrderedDict()
        self._fits: Floats = np.zeros(0)
        self._needed = np.zeros(ASKED_AT_ONCE + 1, np.int64)
        self._none = np.zeros(0)
        self.nothing = spots(self._none, self._needed)

    def of(self, request: str, words: int) -> float:
        """The fit of one."""
        known = self._of(request)
        if words not in known:
            known[words] = self._text_score(request, self._text(words))
        return known[words]

    def begin(self, request: str) -> tuple[Floats, Longs]:
        """All that is known of a request, as `layout.Texts` for a compiled search; `end` it."""
        self._fits = grown(self._fits, len(self._words), UNKNOWN)
        known = self._of(request)
        self._fits[list(known)] = list(known.values())
        return self._fits, self._needed

    def learn(self, request: str, texts: tuple[Floats, Longs]) -> bool:
        """Find out what the search needed to know; False where that was nothing."""
        fits, asked = texts
        needed = set(asked[1 : asked[0] + 1].tolist())
        for words in needed:
            fits[words] = self.of(request, words)
        return bool(needed)

    def end(self, request: str) -> None:
        """Forget the request in the array that all of them share."""
        self._fits[list(self._of(request))] = UNKNOWN

    def _of(self, request: str) -> dict[int, float]:
        if request not in self._known and len(self._known) >= REMEMBERED:
            self._known.popitem(last=False)
        return self._known.setdefault(request, {})

    def _text(self, words: int) -> str:
        if words >= len(self._texts):
            self._texts = list(self._words.numbers)
        return self._texts[words]
