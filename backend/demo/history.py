"""Three months of the demo town, planned from a seed and the present moment; pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random
from typing import Any

from backend.demo import events
from backend.demo.geography import AREAS, CENTRE, REACH_M, ZONE
from backend.demo.loans import Lender, Loan, Story
from backend.demo.moves import ANSWERED, BROUGHT, FETCHED, HOUR, MINUTE, steps
from backend.demo.people import BEN, FIRST_ID, GERMAN_FOUNDER, MORWENNA, Neighbour, cast
from backend.demo.things import Lot, data, lots
from backend.services.groups import Founding
from backend.services.needs import Wish
from models.lifecycle import Action

TOWN, NACHBARN = "transition-totnes", "nachbarn-am-dart"
TOWN_CHAT, NACHBARN_CHAT = -5001, -5002
TICK = 12 * HOUR
SAID = {"before": ANSWERED, "start": FETCHED, "after": BROUGHT - {Story.RETURNED}}
REASONS = {Action.DECLINE: "decline", Action.CANCEL: "cancel"}


@dataclass(frozen=True, slots=True)
class History:
    """Who and what there is, and everything that happened, in order."""

    people: tuple[Neighbour, ...]
    lots: tuple[Lot, ...]
    loans: tuple[Loan, ...]
    happened: tuple[events.Event, ...]
    ending: tuple[events.Event, ...]


class Planner:
    """Draws the history of one town."""

    def __init__(self, *, seed: int, now: datetime) -> None:
        self._rng = Random(seed)  # noqa: S311 - the same town for the same seed is the point; nothing is secret here
        self._now = now
        self._talk = data("talk.toml")
        self._people = cast(self._rng)
        self._lots = lots(self._people, self._rng)
        self._loans = Lender(self._people, self._lots, self._rng, now).loans()

    def history(self) -> History:
        """All that happened; what falls on one moment stays in the order in which it was planned."""
        planned = [
            *self._arrivals(),
            *self._offers(),
            *(event for loan in self._loans for event in self._told(loan)),
            *self._needs(),
            *self._ticks(),
        ]
        planned.sort(key=lambda event: event.at)
        return History(self._people, self._lots, tuple(self._loans), tuple(planned), tuple(self._ending()))

    def _ago(self, days: int, hour: int) -> datetime:
        """So many days ago, at about that hour."""
        day = (self._now - timedelta(days=days)).date()
        minutes = self._rng.randrange(60) if days > 1 else 0
        return min(datetime.combine(day, time(hour, minutes), self._now.tzinfo), self._now - HOUR)

    def _arrivals(self) -> Iterator[events.Event]:
        german = self._named(GERMAN_FOUNDER)
        for who in self._people:
            at = self._ago(who.days_ago, 9)
            yield events.Register(at, who)
            if who.telegram_id == MORWENNA:
                yield events.Found(at + MINUTE, MORWENNA, _town(), AREAS)
                yield from self._public_places(at + 2 * MINUTE)
            yield events.Join(at + 5 * MINUTE, who, TOWN)
            if who is german:
                yield events.Found(at + HOUR, who.telegram_id, _nachbarn(), {})
            if who.language == "de":
                yield events.Join(max(at, self._ago(german.days_ago, 9)) + 2 * HOUR, who, NACHBARN)

    def _public_places(self, at: datetime) -> Iterator[events.Event]:
        for name in ("hub", "loft"):
            yield events.Open(at, MORWENNA, name, TOWN)

    def _offers(self) -> Iterator[events.Event]:
        for lot in self._lots:
            yield events.Offer(self._ago(lot.days_ago, self._rng.randint(12, 19)), lot, TOWN)

    def _told(self, loan: Loan) -> Iterator[events.Event]:
        chat = self._rng.choice(self._talk["chat"])
        language = self._spoken(loan)
        yield events.Ask(loan.asked_at, loan, "" if loan.lot.lent_on.instant else chat["note"][language])
        for step in steps(loan, self._now, self._rng):
            reason = REASONS.get(step.action)
            yield events.Moved(step.at, loan, step, self._talk["reason"][reason][language] if reason else "")
        if not loan.lot.lent_on.instant:
            yield from self._said(loan, chat, language)

    def _said(self, loan: Loan, chat: dict[str, Any], language: str) -> Iterator[events.Event]:
        """Two lines, unless the loan has not come to where they would be said."""
        said = chat.get("said", "before")
        if loan.story not in SAID[said]:
            return
        at = {
            "before": loan.asked_at + 6 * HOUR,
            "start": loan.when.start - 15 * MINUTE,
            "after": loan.when.end + 2 * HOUR,
        }[said]
        yield events.Say(at, loan, lends=False, text=chat["borrower"][language])
        yield events.Say(at + self._rng.randint(3, 14) * MINUTE, loan, lends=True, text=chat["lender"][language])

    def _spoken(self, loan: Loan) -> str:
        """The two speak German if both do, else English."""
        owner = self._people[loan.lot.owner - FIRST_ID]
        return "de" if owner.language == loan.borrower.language == "de" else "en"

    def _needs(self) -> Iterator[events.Event]:
        """Open needs of the last days, half of them in German; Ben has bare walls."""
        ben = self._people[BEN - FIRST_ID]
        yield events.Need(self._now - 5 * HOUR, ben, Wish(self._talk["first_need"]))
        for number, words in enumerate(self._talk["need"]):
            language = ("en", "de")[number % 2]
            who = self._rng.choice([one for one in self._people[4:] if one.language == language])
            start = self._now.replace(minute=0, second=0, microsecond=0) + timedelta(days=self._rng.randint(2, 9))
            wish = Wish(words[language], starts_at=start, ends_at=start + 8 * HOUR, duration_minutes=180)
            yield events.Need(self._ago(self._rng.randint(2, 5), 18), who, wish)

    def _ticks(self) -> Iterator[events.Event]:
        at = self._now - timedelta(days=62)
        while at < self._now:
            yield events.Tick(at)
            at += TICK

    def _ending(self) -> Iterator[events.Event]:
        yield events.Tick(self._now)
        yield events.Connect(self._now, MORWENNA, TOWN, TOWN_CHAT)
        yield events.Connect(self._now, self._named(GERMAN_FOUNDER).telegram_id, NACHBARN, NACHBARN_CHAT)

    def _named(self, name: str) -> Neighbour:
        return next(one for one in self._people if one.name == name)


def _town() -> Founding:
    return Founding(
        name="Transition Totnes",
        slug=TOWN,
        centre=CENTRE,
        reach_m=REACH_M,
        time_zone=ZONE,
        language="en",
        about="Neighbours in and round Totnes who share what stands idle.",
    )


def _nachbarn() -> Founding:
    return Founding(
        name="Nachbarn am Dart",
        slug=NACHBARN,
        centre=AREAS["Dartington"],
        reach_m=REACH_M,
        time_zone=ZONE,
        language="de",
        about="Deutschsprachige in South Devon, die Dinge miteinander teilen.",
    )
