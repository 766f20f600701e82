"""What is read again and again of a person, kept until the journal tells of a change that may concern it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Hashable, Iterable
from typing import Any, TypeVar, cast

from backend.services.followers import Entry
from models.journal import Journal

T = TypeVar("T")

CONCERNS = frozenset({"person", "membership", "session", "place", "group", "groupword", "block"})
"""The subjects of facts after which everything is forgotten; they are seldom."""

MOST = 50_000


def concerns(facts: Iterable[Entry | Journal]) -> bool:
    """Whether one of the facts may change what is remembered."""
    return any(fact.subject_type in CONCERNS for fact in facts)


class Memory:
    """Answers by kind and key; whoever recalls one has let the index catch up before, which tells of what is new."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, Hashable], Any] = {}
        self._version = 0

    def forget(self, entries: Iterable[Entry]) -> None:
        """Forget all where one of the facts may concern it."""
        if concerns(entries):
            self._version += 1
            self._kept.clear()

    async def recall(self, kind: str, key: Hashable, read: Callable[[], Awaitable[T]]) -> T:
        """What `read` said when it was asked last."""
        if (kind, key) in self._kept:
            return cast("T", self._kept[kind, key])
        version = self._version
        found = await read()
        if version == self._version and len(self._kept) < MOST:
            self._kept[kind, key] = found
        return found
