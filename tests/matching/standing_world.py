"""Random standing searches and listings in a few crowded places, so that every rule meets every other."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from random import Random
from typing import Any

from matching import compiled, standing_gaps, standing_near, standing_verdicts, standing_walk, standing_walk_numpy
from matching.capacity import Busy
from matching.engine import Listing
from matching.geo import Point, cell_of
from matching.intervals import Period
from matching.opening import ALWAYS, Opening, Window, always
from matching.record import Record
from matching.rules import UNLIMITED, Rules
from matching.standing import Standing
from matching.standing_index import Walk
from tests.matching.moments import at

NOW = at("2026-05-04T08:00")
TOWNS = ((50.43, -3.68), (50.5, -3.7), (-16.8, 179.99), (89.95, 30.0), (-89.97, 100.0), (51.5, 0.0))
RADII_M = (0, 500, 1_000, 1_000, 5_000, 5_000, 20_000, 20_000, 20_001, 100_000, 10_000_000, 20_016_000)
WORDS = "drill concrete hammer garden ladder old red big".split()
WEEKDAYS = Opening("Europe/Berlin", tuple(Window(weekday, 540, 1080) for weekday in range(6)))
OPENINGS = (
    ALWAYS,
    always("Europe/London"),
    WEEKDAYS,
    Opening("Europe/Paris", tuple(Window(weekday, 600, 1200) for weekday in range(7)), {date(2026, 5, 9): ()}),
    Opening("UTC", ()),
)
RULES = (
    UNLIMITED,
    Rules(max_minutes=600),
    Rules(min_minutes=1_440, max_minutes=2_880),
    Rules(min_minutes=90, max_minutes=240, closed_days="none"),
    Rules(granularity=60, lead_minutes=120, cross_closed=False),
    Rules(granularity="day", min_minutes=1_440),
    Rules(granularity="day"),
    Rules(buffer_before_minutes=30, buffer_after_minutes=60, horizon_days=10),
    Rules(handover_open=False, cross_closed=False, lead_minutes=600),
    Rules(handover_open=False),
)


def _plain(module: Any) -> Any:
    """The same module, not compiled."""
    spec = spec_from_file_location(f"{module.__name__}_plain", Path(str(module.__file__)))
    assert spec is not None
    assert spec.loader is not None
    copy = module_from_spec(spec)
    really = compiled.compiled
    try:
        compiled.compiled = lambda function: function
        spec.loader.exec_module(copy)
    finally:
        compiled.compiled = really
    return copy


GAPS, NEAR, VERDICTS, WALKING = map(_plain, (standing_gaps, standing_near, standing_verdicts, standing_walk))
VERDICTS.ending_after, VERDICTS.fitting, VERDICTS.seek = GAPS.ending_after, GAPS.fitting, GAPS.seek
WALKING.near_by, WALKING.take_nearest, WALKING.has_time = NEAR.near_by, NEAR.take_nearest, VERDICTS.has_time
WALKING.judge, WALKING.reach_of, WALKING.score = VERDICTS.judge, VERDICTS.reach_of, VERDICTS.score


def plain_walk() -> Walk:
    """The walk that is compiled otherwise, as Python runs it: coverage sees nothing else."""
    walk: Walk = WALKING.walk
    return walk


def numpy_walk() -> Walk:
    """The walk that needs no compiler, with no compiler."""
    copy = _plain(standing_walk_numpy)
    copy.windows = GAPS.windows
    walk: Walk = copy.walk
    return walk


def words_in_common(request: str, words: str) -> float:
    wanted = set(request.split())
    return len(wanted & set(words.split())) / len(wanted)


class World:
    """What one seed gives."""

    def __init__(self, seed: int) -> None:
        self.dice = Random(seed)

    def cell(self) -> str:
        return cell_of(*self.point(), self.dice.choice([8] * 8 + [7, 9, 13]))

    def point(self) -> Point:
        """Mostly in one of two neighbouring towns; some at poles and antimeridian; a few anywhere."""
        if self.dice.random() < 0.02:
            return self.dice.uniform(-90, 90), self.dice.uniform(-180, 180)
        lat, lon = self.dice.choice(TOWNS[:2] if self.dice.random() < 0.6 else TOWNS)
        lat = max(-90, min(90, lat + self.dice.gauss(0, 0.06)))
        return lat, (lon + self.dice.gauss(0, 0.06) + 180) % 360 - 180

    def category(self) -> str:
        return f"c{min(int(self.dice.paretovariate(1)) - 1, 12)}"

    def moment(self) -> datetime:
        """On a quarter of an hour, seldom a little off."""
        moment = NOW + timedelta(minutes=15 * self.dice.randint(-200, 1_200))
        return moment + timedelta(seconds=self.dice.choice((1, 59.999999))) * (self.dice.random() < 0.05)

    def now(self) -> datetime:
        return NOW + timedelta(minutes=self.dice.choice((0, 0, 15, 1_440)), seconds=self.dice.choice((0, 0, 7)))

    def period(self) -> Period:
        start = self.moment()
        if self.dice.random() < 0.5:
            start = start.replace(hour=self.dice.choice((0, 9, 10, 12, 22, 23)), minute=0, second=0, microsecond=0)
        if self.dice.random() < 0.02:
            start += timedelta(days=self.dice.choice((300, 399, 500)))
        return Period(start, start + timedelta(minutes=self.dice.choice((60, 90, 120, 240, 1_440, 2_880, 9_000))))

    def busy(self, units: tuple[int, ...]) -> tuple[Busy, ...]:
        return tuple(self._booking((*units, 1, 9)) for _ in range(self.dice.choice((0, 0, 1, 2, 5))))

    def _booking(self, units: tuple[int, ...]) -> Busy:
        start = self.moment()
        length = timedelta(minutes=self.dice.choice((30, 60, 600, 3_000, 10_000)))
        buffers = self.dice.choice((0, 0, 15)), self.dice.choice((0, 0, 45))
        return Busy(self.dice.choice(units), start, start + length, *buffers, out=self.dice.random() < 0.1)

    def listing(self, cell: str | None = None) -> Listing:
        dice = self.dice
        units = dice.choice([(1,)] * 6 + [(1, 2), (3, 4, 5), ()])
        return Listing(
            id="it",
            kind=dice.choice(("tool", "space", "skill")),
            category=self.category(),
            cell=cell or self.cell(),
            groups=frozenset(dice.sample(("g1", "g2", "g3", "g4"), dice.randint(0, 2))),
            owner=f"p{dice.randint(0, 30)}",
            key=b"itsbytes",
            words=" ".join(dice.sample(WORDS, dice.randint(0, 4))),
            units=units,
            opening=dice.choice(OPENINGS),
            rules=dice.choice(RULES),
            busy=self.busy(units),
            certificate=dice.choice((None, None, None, "saw", "car")),
            record=dice.choice((Record(), Record(lent=3, asked=9, answered=7, trusted_by=2))),
        )

    def standing(self, name: str) -> Standing:
        dice = self.dice
        return Standing(
            id=name,
            person=f"p{dice.randint(0, 30)}",
            cell=self.cell(),
            radius_m=dice.choice(RADII_M),
            groups=frozenset(dice.sample(("g1", "g2", "g3", "g4", "gx"), dice.randint(1, 3))),
            until=NOW + timedelta(minutes=dice.choice((-10, 0, 5, 15, 1_440, 100_000, 200_000, 300_000))),
            certificates=frozenset(dice.sample(("saw", "car", "boat"), dice.choice((0, 0, 1, 2)))),
            **self._filters(),
            **self._time(),
        )

    def neighbour(self, name: str, cell: str) -> Standing:
        """One who mostly wants what the others there want."""
        plain = {"cell": cell, "radius_m": self.dice.choice((1_000, 5_000, 20_000)), "until": NOW + timedelta(days=9)}
        wanted = {"groups": frozenset({"g1", "g2", "g3", "g4"}), "categories": frozenset({"c0", self.category()})}
        return replace(self.standing(name), **plain, **wanted)  # type: ignore[arg-type]

    def _filters(self) -> dict[str, Any]:
        dice = self.dice
        found: dict[str, Any] = {}
        if dice.random() < 0.8:
            number = dice.choice([0] + [1] * 12 + [2, 4, 7, 9])
            found["categories"] = frozenset(self.category() for _ in range(number))
        if dice.random() < 0.2:
            found["kinds"] = frozenset(dice.sample(("tool", "space", "skill", "none"), 2))
        if dice.random() < 0.4:
            found["hidden_owners"] = frozenset(f"p{dice.randint(0, 40)}" for _ in range(dice.randint(1, 5)))
        if dice.random() < 0.4:
            found["text"] = " ".join(dice.sample(WORDS, dice.randint(1, 2)))
        return found

    def _time(self) -> dict[str, Any]:
        if self.dice.random() < 0.4:
            return {}
        minutes = {"duration_minutes": self.dice.choice((30, 60, 120))} if self.dice.random() < 0.3 else {}
        return {"period": self.period(), **minutes}
