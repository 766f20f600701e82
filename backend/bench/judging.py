"""A sample of all answers held against the oracle's, and how many of them differed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from backend.bench.oracle import Oracle, metres
from matching.engine import Hit, Listing, Query


class Judge:
    """Counts, by what was judged, the answers looked at and those that were wrong."""

    def __init__(self, oracle: Oracle, listings: Iterable[Listing]) -> None:
        self.oracle = oracle
        self._listings = {one.id: one for one in listings}
        self._right: dict[Query, list[Hit]] = {}
        self.looked_at: Counter[str] = Counter()
        self.differed: Counter[str] = Counter()
        self.found: Counter[str] = Counter()

    def hits(self, what: str, queries: Sequence[Query], answers: Sequence[Sequence[Hit]]) -> None:
        """Equal in every field and in their order."""
        for query, answer in zip(queries, answers, strict=False):
            self.found[what] += len(answer)
            self.note(what, right=list(answer) == self._hits(query))

    def ids(self, what: str, queries: Sequence[Query], answers: Sequence[Sequence[str]]) -> None:
        """The same ids in the same order."""
        for query, answer in zip(queries, answers, strict=False):
            self.found[what] += len(answer)
            self.note(what, right=list(answer) == [one.id for one in self._hits(query)])

    def distances(self, what: str, queries: Sequence[Query], answers: Sequence[Sequence[str]]) -> None:
        """Free ones as near as the oracle's: among equally near ones a peer may choose."""
        for query, answer in zip(queries, answers, strict=False):
            self.found[what] += len(answer)
            chosen = [self._listings[one] for one in answer]
            near = metres(query, chosen) == self._metres(query, self._hits(query))
            free = len(self.oracle.of(chosen).search(query)) == len(set(answer)) == len(answer)
            self.note(what, right=near and free)

    def note(self, what: str, *, right: bool) -> None:
        """Count one answer."""
        self.looked_at[what] += 1
        self.differed[what] += not right

    def as_dict(self) -> dict[str, dict[str, int]]:
        """For each that was judged how many answers, with how many hits in all, of which how many answers differed."""
        return {
            what: {"answers": answers, "hits": self.found[what], "wrong": self.differed[what]}
            for what, answers in self.looked_at.items()
        }

    @property
    def wrong(self) -> int:
        """How many differed in all."""
        return self.differed.total()

    def _hits(self, query: Query) -> list[Hit]:
        """What is right; each query is asked of the slow one once."""
        if query not in self._right:
            self._right[query] = self.oracle.search(query)
        return self._right[query]

    def _metres(self, query: Query, hits: Iterable[Hit]) -> list[int]:
        return metres(query, [self._listings[one.id] for one in hits])
