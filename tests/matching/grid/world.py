"""Random listings and queries in a few crowded places, so that every rule of the engines meets every other."""

from datetime import date, datetime, timedelta
from hashlib import blake2b
from random import Random
from typing import Any

from matching.capacity import Busy
from matching.engine import Listing, Query
from matching.geo import Point, cell_of
from matching.intervals import Period
from matching.opening import ALWAYS, Opening, Window, always
from matching.record import Record
from matching.rules import UNLIMITED, Rules
from tests.matching.moments import at

NOW = at("2026-05-04T08:00")
CLOCKS_CHANGE = at("2026-10-20T08:00")
TOWNS = ((50.43, -3.68), (50.5, -3.7), (-16.8, 179.99), (89.95, 30.0), (-89.97, 100.0), (51.5, 0.0))
WORDS = "drill concrete hammer garden ladder old red big".split()
OPENINGS = (
    ALWAYS,
    always("Europe/London"),
    Opening("Europe/Berlin", tuple(Window(weekday, 540, 1080) for weekday in range(6))),
    Opening(
        "Europe/Paris",
        tuple(Window(weekday, 600, 1200) for weekday in range(7)),
        {date(2026, 5, 9): (), date(2026, 10, 24): ((60, 90), (90, 1_440))},
    ),
)
RULES = (
    UNLIMITED,
    Rules(max_minutes=600),
    Rules(granularity=60, lead_minutes=120, cross_closed=False),
    Rules(granularity="day"),
    Rules(granularity="day", lead_minutes=600, cross_closed=False, max_minutes=4_320),
    Rules(handover_open=False, granularity=30),
    Rules(min_minutes=90, max_minutes=1_440, closed_days=1),
    Rules(buffer_before_minutes=30, buffer_after_minutes=60, horizon_days=10),
)
RECORDS = (Record(), Record(), Record(lent=3, asked=5, answered=4), Record(asked=9, answered=1, trusted_by=7))


def words_in_common(request: str, words: str) -> float:
    wanted = set(request.split())
    return len(wanted & set(words.split())) / len(wanted)


class World:
    """What one seed gives. now: when everything happens; by default no clock changes near it."""

    def __init__(self, seed: int, now: datetime = NOW) -> None:
        self.dice = Random(seed)
        self.now = now

    def point(self) -> Point:
        """Mostly in one of two neighbouring towns; some at poles and antimeridian; a few anywhere."""
        if self.dice.random() < 0.02:
            return self.dice.uniform(-90, 90), self.dice.uniform(-180, 180)
        lat, lon = self.dice.choice(TOWNS[:2] if self.dice.random() < 0.6 else TOWNS)
        lat = max(-90, min(90, lat + self.dice.gauss(0, 0.06)))
        return lat, (lon + self.dice.gauss(0, 0.06) + 180) % 360 - 180

    def moment(self) -> datetime:
        """On a quarter of an hour, seldom a little off."""
        moment = self.now + timedelta(minutes=15 * self.dice.randint(-200, 1_200))
        return moment + timedelta(seconds=self.dice.choice((1, 59.999999))) * (self.dice.random() < 0.05)

    def busy(self, units: tuple[int, ...]) -> tuple[Busy, ...]:
        return tuple(self._booking((*units, 1, 9)) for _ in range(self.dice.choice((0, 0, 1, 2, 5))))

    def _booking(self, units: tuple[int, ...]) -> Busy:
        start = self.moment()
        length = timedelta(minutes=self.dice.choice((30, 60, 600, 3_000, 10_000)))
        buffers = self.dice.choice((0, 0, 15)), self.dice.choice((0, 0, 45))
        return Busy(self.dice.choice(units), start, start + length, *buffers, out=self.dice.random() < 0.1)

    def listing(self, name: str) -> Listing:
        dice = self.dice
        units = dice.choice([(1,)] * 6 + [(1, 2), (3, 4, 5), ()])
        return Listing(
            id=name,
            kind=dice.choice(("tool", "space", "skill")),
            category=f"c{min(int(dice.paretovariate(1)) - 1, 9)}",
            cell=cell_of(*self.point(), dice.choice([8] * 8 + [7, 9, 13])),
            groups=frozenset(dice.sample(("g1", "g2", "g3", "g4"), dice.randint(1, 2))),
            owner=f"o{dice.randint(0, 30)}",
            key=blake2b(name.encode(), digest_size=8).digest(),
            certificate=dice.choice((None, None, None, "welding")),
            record=dice.choice(RECORDS),
            words=" ".join(dice.sample(WORDS, dice.randint(0, 4))),
            units=units,
            opening=dice.choice(OPENINGS),
            rules=dice.choice(RULES),
            busy=self.busy(units),
        )

    def query(self) -> Query:
        dice = self.dice
        return Query(
            cell=cell_of(*self.point(), dice.choice((8, 8, 8, 13))),
            radius_m=dice.choice((0, 500, 1_000, 5_000, 20_000, 20_000, 100_000, 20_016_000)),
            now=self.now + timedelta(seconds=dice.choice((0, 0, 7))),
            groups=frozenset(dice.sample(("g1", "g2", "g3", "g4", "gx"), dice.randint(1, 3))),
            limit=dice.choice((1, 3, 20, 20, 20, 100, 1_000)),
            **self._filters(),
            **self._time(),
        )

    def _filters(self) -> dict[str, Any]:
        dice = self.dice
        found: dict[str, Any] = {}
        if dice.random() < 0.75:
            number = dice.choice([0] + [1] * 12 + [2, 4])
            found["categories"] = frozenset(f"c{dice.randint(0, 11)}" for _ in range(number))
        if dice.random() < 0.2:
            found["kinds"] = frozenset(dice.sample(("tool", "space", "skill", "none"), 2))
        if dice.random() < 0.4:
            found["hidden_owners"] = frozenset(f"o{dice.randint(0, 40)}" for _ in range(dice.randint(1, 5)))
        if dice.random() < 0.5:
            found["certificates"] = frozenset({"welding"})
        if dice.random() < 0.2:
            found["text"] = " ".join(dice.sample(WORDS, dice.randint(1, 2)))
        return found

    def _time(self) -> dict[str, Any]:
        dice = self.dice
        if dice.random() < 0.4:
            return {}
        start = self.moment()
        if dice.random() < 0.5:
            start = start.replace(hour=dice.choice((0, 9, 10, 12, 22, 23)), minute=0, second=0, microsecond=0)
        period = Period(start, start + timedelta(minutes=dice.choice((60, 120, 240, 1_440, 2_880))))
        return {"period": period} | ({"duration_minutes": dice.choice((30, 60, 120))} if dice.random() < 0.12 else {})
