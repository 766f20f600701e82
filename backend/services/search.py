"""Looking for a thing near by: the index proposes, and nothing that leaves here knows a home closer than its cell."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from math import ceil
from uuid import UUID

from backend.services import blocks, homes, index, unmet, words
from backend.services.faults import pointed
from backend.services.people import RADII_M, require_active
from matching import engine
from matching.categories import load
from matching.geo import cell_of, validate_point
from matching.intervals import Period
from matching.reasons import Fit
from matching.text import guess_categories
from models.errors import Invalid, NotFound
from models.person import Person
from models.transaction import execute

CELL_RESOLUTION = 8
TEXT_LONGEST = 200
AN_HOUR = 60
VERY_WORDS = 0.95
LIKELY, LOOKED_INTO = 0.5, 12
"""From which score on a guessed category is looked into, and how many at most."""
WIDEST_WINDOW = timedelta(days=14)
"""In which a flexible wish ("two hours, some time") may lie."""


@dataclass(frozen=True, slots=True)
class Looking:
    """Where from (a cell, or degrees that become one), how far, what, and when; nothing given is no filter.

    fresh: see as well what other processes wrote just now.
    """

    cell: str | None = None
    point: tuple[float, float] | None = None
    radius_m: int | None = None
    category_id: str | None = None
    kind: str | None = None
    group_id: UUID | None = None
    text: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    duration_minutes: int | None = None
    limit: int = 20
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A hit with what a card shows of it."""

    hit: engine.Hit
    card: index.Card


async def search(actor: Person, looking: Looking, *, now: datetime) -> list[Found]:
    """The best fitting resources that this person may see, with the reasons for each."""
    require_active(actor)
    current = index.current()
    await current.catch_up(fresh=looking.fresh)
    groups = await _groups(actor, looking.group_id)
    query = engine.Query(
        cell=await _cell(actor, looking),
        radius_m=_radius(actor, looking),
        now=now,
        categories=await _categories(actor, looking, groups),
        kinds=None if looking.kind is None else frozenset({looking.kind}),
        groups=groups,
        hidden_owners=await _hidden(actor),
        text=looking.text[:TEXT_LONGEST],
        period=_period(looking, now),
        duration_minutes=looking.duration_minutes,
        limit=looking.limit,
    )
    hits = current.engine.search(query)
    if not hits and looking.category_id is None and query.categories is not None:
        hits = [hit for hit in current.engine.search(replace(query, categories=None)) if _says_so(hit)]
    if not hits and looking.text and query.period is None:
        unmet.note(actor, looking.text, groups)
    return [Found(hit, current.card(hit.id)) for hit in hits]


def shortest(start: datetime, end: datetime) -> int:
    """Minutes a thing must be free somewhere in a wished window of no stated length: an hour, or all of a shorter."""
    return min(AN_HOUR, ceil((end - start).total_seconds() / 60))


def _says_so(hit: engine.Hit) -> bool:
    """Whether the very words stand there: outside of what they most likely mean, a likeness is no hit."""
    return any(reason.code is Fit.TEXT and float(str(reason.params["fit"])) >= VERY_WORDS for reason in hit.reasons)


async def _cell(actor: Person, looking: Looking) -> str:
    if looking.cell is not None:
        return looking.cell
    if looking.point is None:
        return await index.recall("home", actor.id, lambda: homes.cell(actor))
    with pointed():
        validate_point(*looking.point)
    return cell_of(*looking.point, resolution=CELL_RESOLUTION)


def _radius(actor: Person, looking: Looking) -> int:
    radius_m = looking.radius_m or actor.radius_m
    if not RADII_M[0] <= radius_m <= RADII_M[1]:
        raise Invalid.at("/radius_m", "out_of_range", ge=RADII_M[0], le=RADII_M[1])
    return radius_m


async def _categories(actor: Person, looking: Looking, groups: frozenset[str]) -> frozenset[str] | None:
    """The leaves that were chosen, else those that the words most likely mean in these groups, else any."""
    if looking.category_id is None:
        asked = looking.text[:TEXT_LONGEST], actor.language, groups
        return await index.recall("meant", asked, lambda: _meant(*asked))
    if looking.category_id not in load():
        raise Invalid.at("/category", "unknown_category")
    return _leaves(looking.category_id)


async def _meant(text: str, language: str, groups: frozenset[str]) -> frozenset[str] | None:
    lexicon = await words.lexicon(groups)
    guesses = guess_categories(text, language=language, limit=LOOKED_INTO, lexicon=lexicon)
    return frozenset(guess.category for guess in guesses if guess.score >= LIKELY) or None


@lru_cache(maxsize=1_024)
def _leaves(category_id: str) -> frozenset[str]:
    return load().expand(category_id)


async def _groups(actor: Person, group_id: UUID | None) -> frozenset[str]:
    own = await index.recall("groups", actor.id, lambda: _own_groups(actor))
    if group_id is None:
        return own
    if str(group_id) not in own:
        raise NotFound(what="group")
    return frozenset({str(group_id)})


async def _hidden(actor: Person) -> frozenset[str]:
    """Whose things stay out: their own, and those of whoever blocks them or is blocked by them."""
    apart = await index.recall("apart", actor.id, lambda: blocks.apart_from(actor.id))
    return frozenset(map(str, apart | {actor.id}))


async def _own_groups(actor: Person) -> frozenset[str]:
    rows = await execute("SELECT group_id FROM memberships WHERE person_id = $1 AND state = 'active'", [actor.id])
    return frozenset(str(row["group_id"]) for row in rows)


def _period(looking: Looking, now: datetime) -> Period | None:
    start, end = looking.starts_at, looking.ends_at
    if start is None and end is None and looking.duration_minutes is None:
        return None
    if start is None or end is None:
        raise Invalid.at("/start" if start is None else "/end", "missing")
    if end <= start:
        raise Invalid.at("/end", "end_before_start")
    if end <= now:
        raise Invalid.at("/end", "in_the_past")
    with pointed():
        return _narrow_enough(Period(start, end), looking.duration_minutes)


def _narrow_enough(period: Period, minutes: int | None) -> Period:
    if minutes is not None and period.length > WIDEST_WINDOW:
        raise Invalid.at("/end", "window_too_wide", max_days=WIDEST_WINDOW.days)
    return period
