"""From the bytes of a CSV file to its cells: encoding, delimiter and headings are found out."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass

from backend.services.importing.columns import Column, column_of
from models.errors import Fault, Invalid

MOST_BYTES, MOST_ROWS = 5 * 1024 * 1024, 5_000
DELIMITERS = (",", ";", "\t", "|")
ENCODINGS = ("utf-8-sig", "cp1252")
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
# A spreadsheet reads a cell that begins so as a formula; careful exports put an apostrophe before it.
FORMULA_BEGINS = ("=", "+", "-", "@")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list; `line` is where it begins in the file, the first being 1."""

    line: int
    cells: Mapping[Column, str]
    surplus: int = 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """The lines that say something, and the headings that nothing is known of."""

    rows: tuple[Row, ...]
    columns: frozenset[Column]
    ignored: tuple[str, ...]


def read(data: bytes) -> Sheet:
    """The cells of the file; Invalid where it is no table with a column of names."""
    if len(data) > MOST_BYTES:
        raise Invalid.at("", "file_too_large", max_bytes=MOST_BYTES)
    text = _without_hint(_decoded(data))
    delimiter = max(DELIMITERS, key=lambda one: _known(text, one))
    try:
        records = _records(text, delimiter)
    except csv.Error as error:
        raise Invalid.at("", "not_csv") from error
    if not records:
        raise Invalid.at("", "no_rows")
    (first, headings), *others = records
    columns = _columns(headings, first)
    if len(others) > MOST_ROWS:
        raise Invalid.at("", "too_many_rows", max_rows=MOST_ROWS)
    if not others:
        raise Invalid.at("", "no_rows")
    ignored = tuple(heading.strip() for heading, column in zip(headings, columns, strict=True) if column is None)
    rows = tuple(_row(line, cells, columns) for line, cells in others)
    return Sheet(rows, frozenset(column for column in columns if column), tuple(filter(None, ignored)))


def _decoded(data: bytes) -> str:
    encodings = ("utf-16",) if data.startswith(_UTF16_MARKS) else ENCODINGS
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Invalid.at("", "not_text")


def _without_hint(text: str) -> str:
    """Excel may begin a file with `sep=;`; the line stays, empty, so that lines keep their numbers."""
    first, end, rest = text.partition("\n")
    return end + rest if first.strip().lower().startswith("sep=") else text


def _known(text: str, delimiter: str) -> tuple[int, int]:
    """How many headings make sense when the first line is cut at this delimiter, and how many there are."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    try:
        headings = next(csv.reader([first], delimiter=delimiter), [])
    except csv.Error:
        return 0, 0
    return sum(column_of(heading) is not None for heading in headings), len(headings)


def _records(text: str, delimiter: str) -> list[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    records, line = [], 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            records.append((line, cells))
        line = reader.line_num + 1
    return records


def _columns(headings: list[str], line: int) -> list[Column | None]:
    columns = [column_of(heading) for heading in headings]
    repeated = {column for column in columns if column and columns.count(column) > 1}
    faults = [Fault(f"/{line}/{column}", "repeated_column", {"column": str(column)}) for column in sorted(repeated)]
    if Column.TITLE not in columns:
        found = ", ".join(heading.strip() for heading in headings if heading.strip())
        faults.append(Fault(f"/{line}/{Column.TITLE}", "missing_column", {"column": "name", "found": found}))
    if faults:
        raise Invalid(*faults)
    return columns


def _row(line: int, cells: list[str], columns: list[Column | None]) -> Row:
    known = {column: _cell(cell) for column, cell in zip(columns, cells, strict=False) if column is not None}
    return Row(line, known, surplus=sum(bool(cell.strip()) for cell in cells[len(columns) :]))


def _cell(cell: str) -> str:
    text = cell.strip()
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA_BEGINS) else text
