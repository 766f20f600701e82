from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.services.importing import values
from backend.services.importing.columns import SPELLINGS, Column, bare, column_of
from backend.services.importing.lines import understand
from backend.services.importing.sheet import MOST_BYTES, MOST_ROWS, read
from models.errors import Invalid
from models.resource import Condition

ENDLESS = f"1{' ' * 100_000}!5"
GERMAN = "Bezeichnung;Anzahl;Zustand\nBohrmaschine Größe M;2;neu\n"


def faults_of(data: bytes) -> list[tuple[str, str]]:
    with pytest.raises(Invalid) as refused:
        read(data)
    return [(fault.pointer, fault.code) for fault in refused.value.faults]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_encoding_delimiter_and_line_ends_are_found_out(encoding: str, delimiter: str, newline: str) -> None:
    text = GERMAN.replace(";", delimiter).replace("\n", newline)

    sheet = read(text.encode(encoding))

    assert [dict(row.cells) for row in sheet.rows] == [
        {Column.TITLE: "Bohrmaschine Größe M", Column.UNITS: "2", Column.CONDITION: "neu"}
    ]


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("Name", Column.TITLE),
        (" ITEM ", Column.TITLE),
        ("Gerät", Column.TITLE),
        ("Désignation", Column.TITLE),
        ("Artículo", Column.TITLE),
        ("Item Name *", Column.TITLE),
        ("qty", Column.UNITS),
        ("Stückzahl", Column.UNITS),
        ("Quantité", Column.UNITS),
        ("Standort", Column.PLACE),
        ("Ubicación", Column.PLACE),
        ("Value (£)", Column.VALUE),
        ("Neupreis [EUR]", Column.VALUE),
        ("replacement_value", Column.VALUE),
        ("État", Column.CONDITION),
        ("Inventar-Nr.", Column.NUMBER),
        ("No.", Column.NUMBER),
        ("N°", Column.NUMBER),
        ("Mots-clés", Column.CATEGORY),
        ("colour", None),
        ("", None),
    ],
)
def test_columns_are_known_by_the_names_people_give_them(heading: str, column: Column | None) -> None:
    assert column_of(heading) == column


def test_no_heading_means_two_columns() -> None:
    names = [bare(name) for spellings in SPELLINGS.values() for name in set(spellings.split(","))]

    assert sorted({name for name in names if names.count(name) > 1}) == []


def test_columns_that_nothing_is_known_of_are_named() -> None:
    assert read(b"name,colour,,shelf\nSaw,red,,B3\n").ignored == ("colour", "shelf")


def test_lines_keep_the_numbers_they_have_in_the_file() -> None:
    data = b'sep=;\n\nname;description\nSaw;"two\nlines"\n;\n\nDrill;\n'

    assert [row.line for row in read(data).rows] == [4, 8]


@pytest.mark.parametrize(
    ("data", "faults"),
    [
        (b"", [("", "no_rows")]),
        (b"\n\n  \n", [("", "no_rows")]),
        (b"name,units\n", [("", "no_rows")]),
        (b"units,place\n1,here\n", [("/1/title", "missing_column")]),
        (b"name,item,qty,units\na,b,1,1\n", [("/1/title", "repeated_column"), ("/1/units", "repeated_column")]),
        (b"name\n\x81\x8d\n", [("", "not_text")]),
        (b"name\n" + b"x" * 200_000, [("", "not_csv")]),
        (bytes(MOST_BYTES + 1), [("", "file_too_large")]),
        (b"name\n" + b"x\n" * (MOST_ROWS + 1), [("", "too_many_rows")]),
        (b"\x89PNG\r\n\x1a\n", [("/1/title", "missing_column")]),
    ],
)
def test_what_is_no_list_says_why(data: bytes, faults: list[tuple[str, str]]) -> None:
    assert faults_of(data) == faults


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        understood = understand(read(b"name,units,value\n" + data))
    except Invalid:
        return
    assert understood.lines or understood.faults


@given(st.lists(st.tuples(*[st.text(st.characters(codec="utf-8"), max_size=30)] * 4), min_size=1, max_size=5))
def test_any_cells_are_read_or_refused(rows: list[tuple[str, ...]]) -> None:
    out = io.StringIO()
    csv.writer(out).writerows([("name", "units", "value", "condition"), *rows])
    try:
        understood = understand(read(out.getvalue().encode()))
    except Invalid:
        return
    assert understood.lines or understood.faults


@pytest.mark.parametrize("text", ["=1+1", "+44 1803", "-5", "@SUM(A1)", '=HYPERLINK("http://x","y")'])
def test_a_formula_is_text_and_a_guarding_apostrophe_goes(text: str) -> None:
    out = io.StringIO()
    csv.writer(out).writerows([("name",), (text,), (f"'{text}",)])

    assert [row.cells[Column.TITLE] for row in read(out.getvalue().encode()).rows] == [text, text]


COUNTS = {"": 1, " 3 ": 3, "2.0": 2, "2,00": 2, "4x": 4, "3 Stück": 3, "5 pcs.": 5, "200": 200}


@pytest.mark.parametrize(("text", "count"), COUNTS.items())
def test_pieces_are_counted(text: str, count: int) -> None:
    assert values.units(text) == count


@pytest.mark.parametrize("text", ["0", "201", "-1", "1.5", "two", "=1+1", "1e3", "999999999999", "²", ENDLESS])
def test_what_is_no_count_is_refused(text: str) -> None:
    with pytest.raises(values.Unread):
        values.units(text)


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("", None),
        ("80", 8_000),
        ("12.5", 1_250),
        ("12,50", 1_250),
        ("£1,234.50", 123_450),
        ("1.234,50 €", 123_450),
        ("1 234,50 EUR", 123_450),
        ("CHF 1'234.50", 123_450),
        ("CHF 80.-", 8_000),
        ("80,– €", 8_000),
        ("1,234", 123_400),
        ("1.234.567", 123_456_700),
        ("$0", 0),
        ("GBP 45.00", 4_500),
    ],
)
def test_money_is_read_as_people_write_it(text: str, minor: int | None) -> None:
    assert values.money(text) == minor


@pytest.mark.parametrize("text", ["-5", "−5", "free", "=2*3", "12-15", "1e9", "10000000000", "5 or 6", "£", ENDLESS])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(values.Unread):
        values.money(text)


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("", Condition.GOOD),
        ("New", Condition.NEW),
        ("neuwertig", Condition.NEW),
        ("état neuf", None),
        ("Bon état", Condition.GOOD),
        ("usé", Condition.WORN),
        ("Gebrauchsspuren", Condition.WORN),
        ("needs_care", Condition.NEEDS_CARE),
        ("reparaturbedürftig", Condition.NEEDS_CARE),
        ("averiado", Condition.NEEDS_CARE),
    ],
)
def test_wear_is_known_in_four_languages(text: str, condition: Condition | None) -> None:
    if condition is None:
        with pytest.raises(values.Unread):
            values.condition(text)
    else:
        assert values.condition(text) == condition


@pytest.mark.parametrize(
    ("said", "title", "category"),
    [
        ("tool.drilling.hammer-drill", "x", "tool.drilling.hammer-drill"),
        ("Hammer drill", "x", "tool.drilling.hammer-drill"),
        ("Cement mixer", "x", "machinery.building.cement-mixer"),
        ("Betonmischer", "x", "machinery.building.cement-mixer"),
        ("BETONNIÈRE", "x", "machinery.building.cement-mixer"),
        ("Building site > Cement mixer", "x", "machinery.building.cement-mixer"),
        ("", "Old Belle cement mixer, red", "machinery.building.cement-mixer"),
        ("Building site", "Mini digger", "machinery.building.mini-digger"),
        ("Building site", "Something", "machinery.building"),
        ("Whatever", "3D printer", "machinery.digital.3d-printer"),
    ],
)
def test_a_category_is_named_or_suggested_by_words(said: str, title: str, category: str) -> None:
    assert values.category(said, title) == category


def test_words_that_suggest_nothing_are_refused() -> None:
    with pytest.raises(values.Unread, match="unknown_category"):
        values.category("", "Zzyzx")


def test_every_fault_of_every_line_is_told() -> None:
    data = (
        b"no,name,qty,condition,value,category\n"
        b"1,Cement mixer,2,good,80,\n"
        b"2,,1,good,,\n"
        b"3,Zzyzx,none,shiny,cheap,\n"
        b"1,Cement mixer,0,good,80,,surplus\n"
    )

    understood = understand(read(data))

    assert understood.lines == ()
    assert sorted((fault.pointer, fault.code) for fault in understood.faults) == [
        ("/3/title", "required"),
        ("/4/category", "unknown_category"),
        ("/4/condition", "unknown_condition"),
        ("/4/units", "int_parsing"),
        ("/4/value", "not_money"),
        ("/5/", "surplus_cells"),
        ("/5/number", "repeated_number"),
        ("/5/units", "out_of_range"),
    ]
