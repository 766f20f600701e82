"""Every text has its German, and moments, distances and refusals read as people write them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from string import Formatter
from zoneinfo import ZoneInfo

import pytest
from babel.messages.catalog import Catalog, Message

from backend.language import (
    choose,
    day,
    distance,
    duration,
    fault,
    languages,
    listing,
    negotiate,
    own_name,
    plural,
    refusal,
    sentence,
    when,
)
from backend.language.extraction import ROOT, gather, read_catalogue, untranslated, update_catalogue
from backend.language.faults import FAULTS
from backend.language.refusals import REASONS, REFUSALS
from backend.language.shown import shown
from models import errors

TRANSLATED = [language for language in languages() if language != "en"]
NOT_NOW = "That cannot be done with this booking now. Please look at it again."
BERLIN = ZoneInfo("Europe/Berlin")


@dataclass(frozen=True)
class Said:
    code: str
    params: dict[str, object] = field(default_factory=dict)
    reasons: tuple["Said", ...] = ()


def kinds(tree: type[errors.Refused]) -> Iterator[type[errors.Refused]]:
    yield tree
    for branch in tree.__subclasses__():
        yield from kinds(branch)


def forms(text: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ())


def names(text: str) -> set[str]:
    return {name for _literal, name, _spec, _conversion in Formatter().parse(text) if name}


def texts(catalogue: Catalog) -> dict[tuple[str, ...], Message]:
    return {forms(message.id): message for message in catalogue if message.id}


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc, arg-type]


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_catalogue_has_every_text_and_no_stale_one(language: str) -> None:
    catalogue = read_catalogue(language)

    assert texts(catalogue).keys() == texts(gather()).keys(), "python -m backend.language update"
    assert untranslated(catalogue) == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_uses_the_names_of_its_original(language: str) -> None:
    differing = {
        original: message.string
        for original, message in texts(read_catalogue(language)).items()
        if {name for form in forms(message.string) for name in names(form)}
        != {name for form in original for name in names(form)}
    }

    assert differing == {}


def test_an_update_keeps_what_is_translated_and_names_what_is_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "de").mkdir()
    before = 'msgid ""\nmsgstr ""\n\nmsgid "Lend"\nmsgstr "Leihen"\n\nmsgid "Old"\nmsgstr "Alt"\n'
    (tmp_path / "de" / "borrowdale.po").write_text(before)
    monkeypatch.setattr("backend.language.extraction.LOCALES", tmp_path)
    template = Catalog()
    template.add("Lend")
    template.add(("{n} tool", "{n} tools"))

    lacking = update_catalogue("de", template)

    assert lacking == ["{n} tool"]
    assert set(texts(read_catalogue("de"))) == {("Lend",), ("{n} tool", "{n} tools")}
    assert texts(read_catalogue("de"))[("Lend",)].string == "Leihen"


def test_texts_are_found_in_calls_and_marks(tmp_path: Path) -> None:
    (tmp_path / "card.py").write_text(
        'sentence(language, "Hello {name}", name=x)\nplural(language, "one", "{n}", n)\nT = mark("A " "table")\n'
        'P = mark_plural("a", "b")\nsentence(language, T)\n'
    )

    found = gather([tmp_path])

    assert set(texts(found)) == {("Hello {name}",), ("one", "{n}"), ("A table",), ("a", "b")}


def test_a_sentence_is_said_in_the_language_or_in_english() -> None:
    assert sentence("de", "Please sign in first.") == "Bitte melde dich zuerst an."
    assert sentence("de-AT", "Please sign in first.") == "Bitte melde dich zuerst an."
    assert sentence("sv", "Please sign in first.") == "Please sign in first."
    assert sentence("xx", "to {msgid} in {language}", msgid="you", language="{it}") == "to you in {it}"
    assert plural("en", "{n} drill of {who}", "{n} drills of {who}", 1, who="Ana") == "1 drill of Ana"
    assert plural("en", "{n} drill of {who}", "{n} drills of {who}", 2, who="Ana") == "2 drills of Ana"


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, None),
        ("", None),
        ("de", "de"),
        ("de-AT,en;q=0.5", "de"),
        ("en;q=0.3, de;q=0.9", "de"),
        ("fr, *;q=0.1", "en"),
        ("*, en;q=0", "de"),
        ("fr", None),
        ("de;q=banana, ;;;,, en;q=0.2", "en"),
        ("de;q=7", None),
        ("x" * 100_000, None),
    ],
)
def test_accept_language_picks_among_the_choices(header: str | None, expected: str | None) -> None:
    assert negotiate(header, ["en", "de"]) == expected


def test_a_person_chooses_then_telegram_then_the_group() -> None:
    assert choose("de", "en", "en", ["en", "de"]) == "de"
    assert choose(None, "de_CH", "en", ["en", "de"]) == "de"
    assert choose("fr", "it", "de", ["en", "de"]) == "de"
    assert choose(None, None, None, ["en", "de"]) == "en"


@pytest.mark.parametrize(
    ("language", "start", "end", "expected"),
    [
        ("en", utc(2026, 12, 5, 14), utc(2026, 12, 5, 16), "Sat 5 Dec, 15:00–17:00"),
        ("de", utc(2026, 12, 5, 14), utc(2026, 12, 5, 16), "Sa., 5. Dez., 15:00–17:00"),
        ("en", utc(2026, 12, 5, 14), utc(2026, 12, 6, 9), "Sat 5 Dec, 15:00 – Sun 6 Dec, 10:00"),
        ("en", utc(2026, 12, 4, 23), utc(2026, 12, 6, 23), "Sat 5 Dec – Sun 6 Dec"),
        ("en", utc(2026, 12, 4, 23), utc(2026, 12, 5, 23), "Sat 5 Dec"),
        ("en", utc(2026, 12, 5, 14), None, "Sat 5 Dec, 15:00"),
        ("en", utc(2027, 1, 5, 14), None, "Tue, 5 Jan 2027, 15:00"),
        ("en", utc(2026, 3, 29, 0, 30), utc(2026, 3, 29, 1, 30), "Sun 29 Mar, 01:30–03:30"),
    ],
)
def test_a_period_is_written_in_local_time(language: str, start: datetime, end: datetime | None, expected: str) -> None:
    assert when(language, start, end, "Europe/Berlin", now=utc(2026, 6, 1)) == expected


def test_a_day_is_the_local_one() -> None:
    assert day("en", utc(2026, 12, 4, 23, 30), BERLIN) == "Sat 5 Dec"
    assert day("de", date(2026, 12, 5)) == "Sa., 5. Dez."


def test_distances_are_bands() -> None:
    assert distance("en", 0, 1000) == "under 1 km"
    assert distance("de", 0, 1000) == "unter 1 km"
    assert distance("en", 600, 1000) == "600–1,000 m"
    assert distance("de", 1000, 2500) == "1–2,5 km"
    assert distance("en", 25_000) == "over 25 km"


def test_lengths_of_time_and_lists_are_words() -> None:
    assert duration("en", 90) == "1 hour and 30 minutes"
    assert duration("de", timedelta(days=2)) == "2 Tage"
    assert duration("en", 0) == "0 minutes"
    assert listing("de", ["Bohrer", "Säge", "Leiter"]) == "Bohrer, Säge und Leiter"
    assert listing("en", ["now", "later"], "or") == "now or later"


def test_every_refusal_has_a_sentence() -> None:
    assert {kind.code for kind in kinds(errors.Refused)} <= REFUSALS.keys()


def test_a_refusal_uses_the_figures_it_has() -> None:
    assert refusal("en", errors.TooMany(retry_after_s=120)).endswith("again in 2 minutes.")
    assert refusal("en", errors.TooMany()).endswith("again later.")
    assert refusal("en", errors.NotNow(state="declined", action="confirm")).startswith("The lender has declined")
    assert refusal("en", errors.NotNow(state="lost")) == NOT_NOW
    assert refusal("en", Said("brand_new")) == "That is not possible."


def test_a_refusal_with_reasons_says_them_all() -> None:
    because = (errors.Because("too_short", {"min_minutes": 60}), errors.Because("closed"), errors.Because("brand_new"))

    said = refusal("en", errors.Unavailable(reasons=because))

    assert said == (
        "That is too short: the shortest time is 1 hour. Please pick a later end. "
        "It is closed then. Please begin and end in the opening hours. "
        "It cannot be had then. Please pick another time."
    )


def test_figures_are_worded_by_the_unit_in_their_name() -> None:
    until = utc(2026, 12, 5, 14)

    assert shown("en", {"until": until, "zone": "Europe/Berlin"})["until"] == "Sat 5 Dec, 15:00"
    assert shown("de", {"lead_minutes": 120, "reach_m": 8000}) == {"lead_minutes": "2 Stunden", "reach_m": "8 km"}
    assert "for the next 90 days" in refusal(
        "en", Said("unavailable", reasons=(Said("beyond_horizon", {"horizon_days": 90}),))
    )
    assert fault("de", Said("less_than_equal", {"le": 1234.5})) == "Das darf höchstens 1.234,5 sein."
    assert fault("en", Said("enum", {"expected": ["tool", "space"]})) == "This has to be one of: tool or space."
    assert fault("en", Said("enum")) == "This is not one of the choices."


def test_every_fault_that_the_rules_find_has_a_sentence() -> None:
    found = re.compile(r'(?:Invalid\.at|InvalidValue|Fault)\(\s*f?"[^"]*",\s*"(\w+)"')
    rooms = [ROOT / "backend" / "services", ROOT / "matching"]
    sources = [path.read_text(encoding="utf-8") for room in rooms for path in room.rglob("*.py")]

    assert {code for source in sources for code in found.findall(source)} - FAULTS.keys() == set()


@pytest.mark.parametrize("table", [REFUSALS, REASONS, FAULTS])
def test_the_last_wording_of_a_code_needs_nothing_that_may_be_missing(table: dict[str, tuple[str, ...]]) -> None:
    always_there = {"gt", "ge", "lt", "le", "multiple_of"}

    assert {code: wordings[-1] for code, wordings in table.items() if names(wordings[-1]) - always_there} == {}


def test_each_language_is_offered_by_the_name_it_has_for_itself() -> None:
    assert [own_name("en"), own_name("de")] == ["English", "Deutsch"]
