"""Tables of Markdown, as docs/bench.md has them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from backend.bench.sheets import number

Figures: TypeAlias = Mapping[str, Any]
OURS = "**ours**"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """A table with its words to the left and its numbers to the right."""
    yield f"| {' | '.join(heads)} |"
    yield f"| --- |{' ---: |' * (len(heads) - 1)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"
    yield ""


def by_size(sized: Mapping[int, Figures], ways: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """A row for each name, the figure at the end of its way at every size."""
    rows = ([name, *(number(at(found, way)) for found in sized.values())] for name, way in ways.items())
    yield from table(("", *map(size_words, sized)), rows)


def at(node: Any, way: Sequence[str]) -> object:
    """The figure at the end of the way; nothing where it was not measured."""
    for step in way:
        node = node.get(step, {})
    return "" if isinstance(node, Mapping) else node


def size_words(n: int) -> str:
    """10 k, 1 M."""
    return f"{n // 1_000_000} M" if n >= 1_000_000 else f"{n // 1_000} k" if n >= 1_000 else str(n)
