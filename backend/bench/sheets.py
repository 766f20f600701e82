"""The figures of any subject as tables on the console: what has the same figures stands in one table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from rich.console import Console
from rich.table import Table

Leaf: TypeAlias = tuple[str, Mapping[str, Any]]
PARTS = ("ours", "peers", "ratios", "ratios_bare", "ratios_by_numpy", "peers_full", "ratios_full", "judged")
HEADINGS = {"per_second": "a second", "hit_at_1": "hit@1", "hit_at_5": "hit@5"}
ENDINGS = {"_us": " µs", "_ms": " ms", "_s": " s"}


def show(result: Mapping[str, Any], console: Console) -> None:
    """A table for each set of figures, then the conditions and the machine."""
    for part in PARTS:
        tables: defaultdict[tuple[str, ...], list[Leaf]] = defaultdict(list)
        for path, leaf in leaves("", result.get(part, {})):
            tables[tuple(leaf)].append((path, leaf))
        for names, rows in tables.items():
            console.print(_table(part, names, rows))
    facts = {name: value for name, value in result.items() if not isinstance(value, Mapping | list)}
    console.print(", ".join(f"{name} {number(value)}" for name, value in {**facts, **result["machine"]}.items()))


def leaves(path: str, node: object) -> Iterator[Leaf]:
    """Each mapping that holds plain values, with the way to it in words."""
    if not isinstance(node, Mapping):
        return
    plain = {name: value for name, value in node.items() if not isinstance(value, Mapping | list)}
    if plain:
        yield path, plain
    for name, below in node.items():
        yield from leaves(f"{path} · {name}" if path else str(name), below)


def number(value: object) -> str:
    """With spaces between thousands, and no more digits than were measured."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    if isinstance(value, int) or abs(value) >= 1_000:
        return f"{value:,.0f}".replace(",", " ")
    return f"{value:g}"


def heading(name: str) -> str:
    """The name of a figure with its unit as it is written."""
    ending = next((one for one in ENDINGS if name.endswith(one)), "")
    said = HEADINGS.get(name, name.removesuffix(ending) + ENDINGS.get(ending, ""))
    return said.replace("_", " ")


def _table(part: str, names: tuple[str, ...], rows: list[Leaf]) -> Table:
    table = Table(title=part.replace("_", " "), title_justify="left")
    table.add_column("")
    for name in names:
        table.add_column(heading(name), justify="right")
    for path, leaf in rows:
        table.add_row(path, *(number(leaf[name]) for name in names))
    return table
