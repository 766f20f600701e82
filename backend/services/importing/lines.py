"""From the rows of a list to things: every cell is read, and every fault of every line is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from backend.services.importing import values
from backend.services.importing.columns import Column, bare
from backend.services.importing.sheet import Row, Sheet
from backend.services.importing.spots import Where, where
from backend.services.resources import DESCRIPTION_LONGEST, TITLE_LONGEST
from backend.services.wording import clean_line, clean_text
from models.errors import Fault, Invalid
from models.resource import Condition

NUMBER_LONGEST = 64


@dataclass(frozen=True, slots=True)
class Line:
    """One thing as the list has it; `key` knows it again the next time."""

    line: int
    key: str
    title: str
    category_id: str
    description: str
    units: int
    where: Where
    condition: Condition
    value_minor: int | None


@dataclass(frozen=True, slots=True)
class Understood:
    """The lines, or everything that is wrong with them."""

    lines: tuple[Line, ...]
    faults: tuple[Fault, ...]


def understand(sheet: Sheet) -> Understood:
    """Read every row; a fault's pointer is /line/column, and with one there are no lines."""
    faults = list(_repeated_numbers(sheet.rows))
    read = [(row, _values(row, faults)) for row in sheet.rows]
    if faults:
        return Understood((), tuple(faults))
    pairs = zip(read, _keys(sheet.rows), strict=True)
    return Understood(tuple(Line(line=row.line, key=key, where=where(row), **cells) for (row, cells), key in pairs), ())


def line_and_column(fault: Fault) -> tuple[int, str]:
    """Where in the file a fault is, from its pointer /line/column; line 0 is the file as a whole."""
    _, line, column = (*fault.pointer.split("/"), "", "")[:3]
    return int(line or 0), column


def _values(row: Row, faults: list[Fault]) -> dict[str, Any]:
    said = {column: row.cells.get(column, "") for column in Column}
    if row.surplus:
        faults.append(Fault(f"/{row.line}/", "surplus_cells", {"count": row.surplus}))
    readers: dict[str, tuple[Column, Callable[[], object]]] = {
        "title": (Column.TITLE, lambda: _titled(said[Column.TITLE])),
        "category_id": (Column.CATEGORY, lambda: values.category(said[Column.CATEGORY], said[Column.TITLE])),
        "description": (
            Column.DESCRIPTION,
            lambda: clean_text(said[Column.DESCRIPTION], pointer="", longest=DESCRIPTION_LONGEST),
        ),
        "units": (Column.UNITS, lambda: values.units(said[Column.UNITS])),
        "condition": (Column.CONDITION, lambda: values.condition(said[Column.CONDITION])),
        "value_minor": (Column.VALUE, lambda: values.money(said[Column.VALUE])),
    }
    if not said[Column.TITLE]:
        del readers["category_id"]
    return {name: _read(row.line, column, reader, faults) for name, (column, reader) in readers.items()}


def _titled(said: str) -> str:
    if not said:
        raise values.Unread("required")
    return clean_line(said, pointer="", longest=TITLE_LONGEST)


def _read(line: int, column: Column, reader: Callable[[], object], faults: list[Fault]) -> object:
    try:
        return reader()
    except values.Unread as unread:
        faults.append(Fault(f"/{line}/{column}", unread.code, unread.params))
    except Invalid as invalid:
        faults.extend(Fault(f"/{line}/{column}", fault.code, fault.params) for fault in invalid.faults)
    return None


def _repeated_numbers(rows: tuple[Row, ...]) -> Iterator[Fault]:
    first: dict[str, int] = {}
    for row in rows:
        number = bare(row.cells.get(Column.NUMBER, ""))
        if len(number) > NUMBER_LONGEST:
            yield Fault(f"/{row.line}/{Column.NUMBER}", "string_too_long", {"max_length": NUMBER_LONGEST})
        if number and first.setdefault(number, row.line) != row.line:
            yield Fault(f"/{row.line}/{Column.NUMBER}", "repeated_number", {"line": first[number]})


def _keys(rows: tuple[Row, ...]) -> list[str]:
    """An inventory number where there is one; else the name, the place and the how-manieth of these it is."""
    seen: Counter[str] = Counter()
    keys = []
    for row in rows:
        number = bare(row.cells.get(Column.NUMBER, ""))
        alike = f"{bare(row.cells.get(Column.TITLE, ''))} @ {bare(row.cells.get(Column.PLACE, ''))}"
        seen[alike] += not number
        keys.append(f"no {number}" if number else f"{alike} #{seen[alike]}")
    return keys
