"""What a result says of its owner: counted right in each language, and nothing where nothing is known."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from backend.language import languages
from backend.services import bookings
from backend.services.cards import Card
from backend.services.moves import Act
from bot.cards.eyes import Eyes
from bot.cards.found import thing_line
from bot.cards.record import seen_of_owner
from matching.engine import Hit
from matching.geo import Band
from matching.reasons import Fit, Reason
from models.booking import Booking
from models.lifecycle import Action
from tests.bot.loans import Lending, opened_lending

CASES = [
    ((0, 0, 0), "", ""),
    ((1, 0, 0), "lent once", "einmal verliehen"),
    ((2, 0, 0), "lent 2 times", "2-mal verliehen"),
    ((0, 1, 0), "answers 0 of 1", "beantwortet 0 von 1 Anfrage"),
    ((0, 1, 1), "answers 1 of 1", "beantwortet 1 von 1 Anfrage"),
    ((0, 2, 2), "answers 2 of 2", "beantwortet 2 von 2 Anfragen"),
    ((0, 3, 3), "always answered", "immer geantwortet"),
    ((0, 4, 3), "answers 3 of 4", "beantwortet 3 von 4 Anfragen"),
    ((1, 2, 1), "lent once, answers 1 of 2", "einmal verliehen, beantwortet 1 von 2 Anfragen"),
    ((14, 20, 20), "lent 14 times, always answered", "14-mal verliehen, immer geantwortet"),
]
TRUST = [
    (0, "", ""),
    (1, "trusted by 1 neighbour", "hat das Vertrauen von einem Nachbarn"),
    (5, "trusted by 5 neighbours", "hat das Vertrauen von 5 Nachbarn"),
]


def record(lent: int, asked: int, answered: int) -> Reason:
    return Reason(Fit.RECORD, {"lent": lent, "asked": asked, "answered": answered})


def test_these_are_all_languages_of_the_bot() -> None:
    assert languages() == ("en", "de")


@pytest.mark.parametrize(("counts", "english", "german"), CASES)
def test_a_record_in_words(counts: tuple[int, int, int], english: str, german: str) -> None:
    said = [" ".join(seen_of_owner(language, record(*counts))) for language in languages()]

    assert said == [english, german]


@pytest.mark.parametrize(("people", "english", "german"), TRUST)
def test_trust_in_words(people: int, english: str, german: str) -> None:
    reason = Reason(Fit.TRUST, {"people": people})

    assert [" ".join(seen_of_owner(language, reason)) for language in languages()] == [english, german]


@pytest.mark.parametrize("reason", [Reason(Fit.FREE_ALL), Reason(Fit.DISTANCE, {"low_m": 0, "high_m": 1000})])
def test_of_another_reason_nothing_is_said(reason: Reason) -> None:
    assert list(seen_of_owner("en", reason)) == []


@pytest.mark.parametrize(
    ("reasons", "line"),
    [
        ((record(0, 0, 0),), "Ann · under 1 km"),
        (
            (Reason(Fit.FREE_ALL), record(14, 20, 20), Reason(Fit.TRUST, {"people": 5})),
            "Ann · under 1 km · free all that time · lent 14 times, always answered · trusted by 5 neighbours",
        ),
    ],
)
def test_it_stands_in_the_line_of_the_thing(reasons: tuple[Reason, ...], line: str) -> None:
    card = Card(UUID(int=1), "Drill", "tool", "tool.drilling.hammer-drill", "Ann", "", instant=False)
    eyes = Eyes("en", "Europe/London", datetime(2026, 5, 11, 9, 0, tzinfo=UTC))

    assert thing_line(eyes, card, Hit("1", Band(0, 1000), 1.0, reasons, None)) == line


@pytest.fixture
async def lending(db: object, tmp_path: Path) -> AsyncIterator[Lending]:
    async with opened_lending(tmp_path) as lending:
        yield lending


async def test_who_lent_once_is_shown_with_it_from_then_on(lending: Lending) -> None:
    ann, ben = await lending.neighbour(101, "Ann"), await lending.neighbour(102, "Ben", north=0.01)
    cleo, dieter = await lending.neighbour(103, "Cleo"), await lending.neighbour(104, "Dieter", "de")
    await lending.owns(ann, "Bosch hammer drill")
    before = await lending.types(cleo, "/search hammer drill")
    await lending.requested(ben, "/need hammer drill monday 10-12")
    loan, lender = await Booking.get(), await lending.person(ann)
    await bookings.act(lender, loan.id, Act(Action.CONFIRM), now=lending.street.clock())
    for action in (Action.HAND_OVER, Action.RETURN):
        await bookings.act(lender, loan.id, Act(action), now=loan.starts_at)

    after = await lending.types(cleo, "/search hammer drill")
    german = await lending.types(dieter, "/search Bohrmaschine")

    assert "1. Bosch hammer drill\nAnn · under 1 km · fits your words well\n" in before
    assert "fits your words well · lent once, answers 1 of 1 · trusted by 1 neighbour\n" in after
    assert "einmal verliehen, beantwortet 1 von 1 Anfrage · hat das Vertrauen von einem Nachbarn\n" in german
