"""On what terms things are lent in the bench's country: hours, rules, groups, certificates, words, records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product
from random import Random

from matching import categories
from matching.opening import Opening, Window, always
from matching.record import Record
from matching.rules import UNLIMITED, Rules

EVERYBODY = "everybody"
GROUPS = tuple(f"group {number}" for number in range(12))
CERTIFICATES = ("chainsaw", "lathe", "trailer")
CERTIFIED = 0.04
WORDINGS = 6
ZONES = ("Europe/London", "Europe/Berlin", "Europe/Lisbon", "Europe/Helsinki")
WEEKS: tuple[tuple[Window, ...], ...] = (
    tuple(Window(day, 540, 1080) for day in range(5)),
    tuple(Window(day, 480, 1320) for day in range(7)),
    tuple(Window(day, start, end) for day in range(6) for start, end in ((540, 720), (840, 1110))),
    tuple(Window(day, 1020, 1320) for day in range(5)),
    (Window(2, 840, 1140), Window(5, 600, 960)),
    (*(Window(day, 1080, 1440) for day in range(7)), *(Window(day, 0, 120) for day in range(7))),
    tuple(Window(day, 420, 1200) for day in (0, 1, 3, 4, 5)),
    (Window(5, 600, 1020), Window(6, 660, 960)),
)
RULES = (
    UNLIMITED,
    UNLIMITED,
    UNLIMITED,
    Rules(lead_minutes=60),
    Rules(lead_minutes=2 * 24 * 60, horizon_days=60),
    Rules(max_minutes=4 * 60),
    Rules(min_minutes=120, max_minutes=7 * 24 * 60, buffer_after_minutes=30),
    Rules(granularity=30, buffer_before_minutes=15, buffer_after_minutes=15),
    Rules(handover_open=False, horizon_days=90),
    Rules(cross_closed=False),
    Rules(granularity=60, lead_minutes=24 * 60, buffer_after_minutes=120),
    Rules(handover_open=False, cross_closed=True, max_minutes=3 * 24 * 60),
)
HOLIDAYS = tuple(date(2026, 6, 1) + timedelta(days=days) for days in (4, 20, 33, 41, 62, 75))


@dataclass(frozen=True, slots=True)
class Terms:
    """What listings draw from; `openings` repeats the open ones, which are two in five."""

    openings: Sequence[Opening]
    rules: Sequence[Rules]
    groups: Sequence[frozenset[str]]
    records: Sequence[Record]
    kinds: Mapping[str, str]
    words: Mapping[str, Sequence[str]]

    def owner(self, number: int) -> str:
        return f"owner {number}"


def drawn(leaves: Sequence[str], dice: Random) -> Terms:
    """Pools of these, the same for the same dice."""
    tree = categories.load()
    return Terms(
        openings=_openings(dice),
        rules=RULES,
        groups=[frozenset(dice.sample(GROUPS, dice.choice((1, 1, 1, 2, 3)))) for _ in range(128)],
        records=[_record(dice) for _ in range(256)],
        kinds={leaf: str(tree.kind(leaf)) for leaf in leaves},
        words={leaf: [_words(leaf, dice) for _ in range(WORDINGS)] for leaf in leaves},
    )


def _openings(dice: Random) -> list[Opening]:
    """Every week in every zone, one in four with days that differ; and as many always open as makes two in five."""
    limited = [Opening(zone, week, _exceptions(dice)) for zone, week in product(ZONES, WEEKS)]
    return [*limited, *(always(dice.choice(ZONES)) for _ in range(len(limited) * 2 // 3))]


def _exceptions(dice: Random) -> dict[date, tuple[tuple[int, int], ...]]:
    if dice.random() >= 1 / 4:
        return {}
    return {day: dice.choice(((), ((600, 900),))) for day in dice.sample(HOLIDAYS, 3)}


def _record(dice: Random) -> Record:
    asked = dice.choice((0, 0, 1, 3, 8, 20, 60))
    answered = sum(dice.random() < 0.85 for _ in range(asked))
    return Record(lent=answered * 2 // 3, asked=asked, answered=answered, trusted_by=dice.choice((0, 0, 1, 3, 9)))


def _words(leaf: str, dice: Random) -> str:
    """A title as an owner might write it: a term of the lexicon, and a word that tells it from the neighbour's."""
    words = categories.load()[leaf].words
    language = dice.choice(sorted(words))
    return f"{dice.choice(words[language])} {dice.choice(('old', 'Bosch', 'leicht', 'presque neuf', 'grande', '2 m'))}"
