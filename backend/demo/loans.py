"""Who borrows what when in the demo town, and how each loan went: stories, drawn by chance; pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from random import Random

from backend.demo.geography import ZONE
from backend.demo.people import ADA, LENA, MORWENNA, Neighbour
from backend.demo.terms import DAY, Span, Terms, on_or_after, on_or_before, span
from backend.demo.things import Lot
from matching.wall import local


class Story(StrEnum):
    """How far a loan has come, and how."""

    CLOSED = "closed"
    CLOSED_BY_SILENCE = "closed by silence"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    NO_SHOW = "no-show"
    RETURNED = "returned"
    OUT = "out"
    EXTENSION_ASKED = "extension asked"
    OVERDUE = "overdue"
    CONFIRMED = "confirmed"
    REQUESTED = "requested"
    OTHER_TIME = "other time proposed"


PAST = {
    Story.CLOSED: 30,
    Story.CLOSED_BY_SILENCE: 4,
    Story.DECLINED: 3,
    Story.WITHDRAWN: 3,
    Story.EXPIRED: 3,
    Story.CANCELLED: 3,
    Story.NO_SHOW: 2,
}
PRESENT = {
    Story.RETURNED: 3,
    Story.OUT: 7,
    Story.EXTENSION_ASKED: 2,
    Story.OVERDUE: 3,
    Story.CONFIRMED: 9,
    Story.REQUESTED: 6,
    Story.OTHER_TIME: 2,
}
CARRIED_AWAY = frozenset({Story.RETURNED, Story.OUT, Story.EXTENSION_ASKED, Story.OVERDUE})
ANY_DAY = frozenset({Story.RETURNED, Story.EXTENSION_ASKED, Story.OTHER_TIME})
"""Stories that need a thing which changes hands on every day of the week."""

LEADING = (
    ("SDS hammer drill in its case", LENA, Story.CLOSED),
    ("Carpet cleaner (library)", ADA, Story.CLOSED),
    ("Kärcher pressure washer", None, Story.REQUESTED),
    ("Lastenrad für zwei Kinder und den Großeinkauf", None, Story.OUT),
    ("Pressure washer (library)", None, Story.OVERDUE),
    ("Lawnmower (library)", None, Story.REQUESTED),
)
"""What the leading neighbours are in the middle of; Ada's hammer drill is at home, ready to be asked for."""


@dataclass(frozen=True, slots=True)
class Loan:
    """One booking to be."""

    lot: Lot
    borrower: Neighbour
    story: Story
    when: Span
    asked_at: datetime


class Lender:
    """Draws the loans of a town; each thing is lent at most once in the past and once now, so none gets in the way."""

    def __init__(self, people: tuple[Neighbour, ...], lots: tuple[Lot, ...], rng: Random, now: datetime) -> None:
        self._people = {one.telegram_id: one for one in people}
        self._borrowers = [one for one in people if one.settled and one.telegram_id not in (ADA, LENA, MORWENNA)]
        self._lots = [lot for lot in lots if lot.days_ago > 60]
        self._rng = rng
        self._now = now
        self._today = local(ZONE, now).date()

    def loans(self) -> list[Loan]:
        """All of them."""
        told = {title for title, _borrower, _story in LEADING}
        lent = [lot for lot in self._lots if not (lot.lent_on.instant or lot.title in told)]
        return [*self._leading(), *self._drawn(PAST, lent), *self._drawn(PRESENT, lent), *self._instant()]

    def _leading(self) -> Iterator[Loan]:
        for title, borrower, story in LEADING:
            lot = next(lot for lot in self._lots if lot.title == title)
            yield self._loan(lot, self._people[borrower] if borrower else self._some_borrower(lot), story)

    def _drawn(self, stories: dict[Story, int], lots: list[Lot]) -> Iterator[Loan]:
        left = list(lots)
        self._rng.shuffle(left)
        for story, count in stories.items():
            for _ in range(count):
                lot = next(lot for lot in left if _suits(story, lot.lent_on))
                left.remove(lot)
                yield self._loan(lot, self._some_borrower(lot), story)

    def _some_borrower(self, lot: Lot) -> Neighbour:
        return self._rng.choice([one for one in self._borrowers if one.telegram_id != lot.owner])

    def _loan(self, lot: Lot, borrower: Neighbour, story: Story) -> Loan:
        when = self._when(story, lot.lent_on)
        return Loan(lot, borrower, story, when, self._asked_at(story, when))

    def _instant(self) -> Iterator[Loan]:
        """Desks on most days of the last and the next weeks, the meeting room and the booths now and then."""
        for lot in self._lots:
            if not lot.lent_on.instant:
                continue
            for offset in range(-28, 15):
                if offset and self._rng.random() < 0.35:
                    yield from self._booked(lot, self._today + offset * DAY)

    def _booked(self, lot: Lot, day: date) -> Iterator[Loan]:
        if day.weekday() not in lot.lent_on.days:
            return
        for borrower in self._rng.sample(self._borrowers, self._rng.randint(1, max(1, lot.units // 4))):
            if borrower.telegram_id != lot.owner:
                past = day < self._today
                story = Story.CLOSED_BY_SILENCE if past and day < self._today - 4 * DAY else Story.CLOSED
                when = span(lot.lent_on, day, day)
                asked_at = min(when.start, self._now) - self._rng.randint(20, 60) * timedelta(hours=1)
                yield Loan(lot, borrower, story if past else Story.CONFIRMED, when, asked_at)

    def _when(self, story: Story, terms: Terms) -> Span:
        """A period that fits the story and the terms."""
        nights = self._rng.randint(*terms.nights)
        match story:
            case Story.RETURNED:
                return self._ended(terms, self._today - DAY, nights)
            case Story.OVERDUE:
                return self._ended(terms, self._today - self._rng.randint(1, 3) * DAY, max(nights, 1))
            case Story.OUT | Story.EXTENSION_ASKED:
                first = on_or_before(terms, self._today - self._rng.randint(1, 2) * DAY)
                return span(terms, first, on_or_after(terms, self._today + self._rng.randint(1, 2) * DAY))
            case Story.CONFIRMED | Story.REQUESTED | Story.OTHER_TIME:
                return self._begun(terms, self._today + self._rng.randint(3, 12) * DAY, nights)
            case _:
                return self._begun(terms, self._today - self._rng.randint(18, 50) * DAY, nights)

    def _begun(self, terms: Terms, first: date, nights: int) -> Span:
        first = on_or_after(terms, first)
        return span(terms, first, on_or_after(terms, first + nights * DAY))

    def _ended(self, terms: Terms, last: date, nights: int) -> Span:
        last = on_or_before(terms, last)
        return span(terms, on_or_before(terms, last - nights * DAY), last)

    def _asked_at(self, story: Story, when: Span) -> datetime:
        """Two to four days ahead; what is still open was asked for today."""
        if story in (Story.REQUESTED, Story.OTHER_TIME):
            return self._now - self._rng.randint(90, 600) * timedelta(minutes=1)
        ahead = self._rng.randint(50, 90) * timedelta(hours=1)
        return min(when.start - ahead, self._now - timedelta(hours=30))


def _suits(story: Story, terms: Terms) -> bool:
    return not (story in CARRIED_AWAY and terms.stays) and (story not in ANY_DAY or len(terms.days) == 7)
