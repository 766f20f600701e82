"""What is asked in the bench's country: the plain load, which peers can answer too, and the full one."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from backend.bench import terms
from backend.bench.country import START, Country
from matching import categories
from matching.engine import Query
from matching.intervals import Period
from matching.score import Weights

RADII_M = (1_000, 5_000, 20_000)
DISTANCE_ONLY = Weights(distance=1, overlap=0, text=0, record=0, trust=0)
IN_USE = Weights()
FIRST_SATURDAY = 5  # days from START, which is a Monday
SHAPES = ("rigid", "rigid", "rigid", "rigid", "flexible", "flexible", "any time")


def plain_queries(place: Country, radius_m: int, count: int) -> list[Query]:
    """The 20 nearest of a category that are free for some hours of some day."""
    dice, groups = place.dice(f"queries {radius_m}"), frozenset({terms.EVERYBODY})
    return [
        Query(
            cell=dice.choice(place.cells),
            radius_m=radius_m,
            now=START,
            groups=groups,
            categories=frozenset({category}),
            period=_rigid(dice),
        )
        for category in place.categories(dice, count)
    ]


def full_queries(place: Country, count: int) -> list[Query]:
    """All filters at once: groups, hidden owners, certificates, kinds, text, and rigid or flexible wishes."""
    dice = place.dice("full queries")
    return [_full_query(place, dice) for _ in range(count)]


def _full_query(place: Country, dice: Random) -> Query:
    wanted = place.categories(dice, dice.choice((1, 1, 1, 2, 3)))
    text = _text(dice, wanted[0]) if dice.random() < 0.4 else ""
    by_words_alone = text and dice.random() < 0.1
    period, minutes = _when(dice)
    return Query(
        cell=dice.choice(place.cells),
        radius_m=dice.choice(RADII_M),
        now=START + timedelta(minutes=dice.randrange(24 * 60)),
        groups=frozenset(dice.sample(terms.GROUPS, dice.randint(3, 8))),
        categories=None if by_words_alone else frozenset(wanted),
        kinds=frozenset({str(categories.load().kind(wanted[0]))}) if dice.random() < 0.2 else None,
        hidden_owners=frozenset(f"owner {dice.randrange(place.size // 4 + 1)}" for _ in range(dice.randrange(4))),
        certificates=frozenset(dice.sample(terms.CERTIFICATES, dice.randrange(3))),
        text=text,
        period=period,
        duration_minutes=minutes,
    )


def _when(dice: Random) -> tuple[Period | None, int | None]:
    match dice.choice(SHAPES):
        case "rigid":
            return _rigid(dice), None
        case "flexible":
            saturday = START + timedelta(days=FIRST_SATURDAY + 7 * dice.randrange(10), hours=-1)
            return Period(saturday, saturday + timedelta(days=1)), dice.choice((60, 120, 240))
        case _:
            return None, None


def _rigid(dice: Random) -> Period:
    start = _morning(dice)
    return Period(start, start + timedelta(hours=dice.choice((1, 2, 2, 4, 24, 48))))


def _morning(dice: Random) -> datetime:
    return START + timedelta(days=dice.randrange(1, 80), hours=dice.randrange(8, 16))


def _text(dice: Random, leaf: str) -> str:
    words = categories.load()[leaf].words
    return dice.choice(words[dice.choice(sorted(words))])
