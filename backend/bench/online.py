"""When to decide: at once with a fixed unit, by the hour, by the day, or at once with swaps until the lock."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from time import perf_counter
from typing import TypeAlias

from backend.bench.contention import FIRST_DAY, Arrival, in_turn
from backend.services.pools import LOCK
from matching.allocation import allocate
from matching.intervals import Period
from matching.pools import Held, Pool, Wish, fits, to_lock
from matching.rounds import Choice, Request, Round

AT_ONCE = timedelta(days=10_000)
"""A lock under which each booking's unit is settled when it is made, and nobody is ever swapped."""

Given: TypeAlias = Mapping[str, Choice]


@dataclass(slots=True)
class Decided:
    """What was given, and how long each decision took."""

    given: dict[str, Choice] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)


def first_come(arrived: Iterable[Arrival]) -> Decided:
    """Each takes the earliest that is free when they ask, and keeps that unit."""
    return Decided(dict(in_turn((one.request for one in arrived), nearest_first=False)))


def in_batches(arrived: Iterable[Arrival], every: timedelta) -> Decided:
    """All that came in since the last time are decided together, as a round; what has begun by then is too late."""
    batches: defaultdict[datetime, list[Request]] = defaultdict(list)
    for one in arrived:
        batches[FIRST_DAY + -((FIRST_DAY - one.at) // every) * every].append(one.request)
    decided = Decided()
    taken: defaultdict[str, list[Period]] = defaultdict(list)
    for moment, requests in sorted(batches.items()):
        began = perf_counter()
        found = allocate(Round(tuple(_left(one, taken, moment) for one in requests), seed=moment.isoformat()))
        decided.seconds.append(perf_counter() - began)
        decided.given.update(found.given)
        for choice in found.given.values():
            taken[choice.unit].append(choice.period)
    return decided


def _left(request: Request, taken: Mapping[str, list[Period]], now: datetime) -> Request:
    free = (
        one
        for one in request.choices
        if one.period.start >= now and not any(its.overlaps(one.period) for its in taken.get(one.unit, ()))
    )
    return replace(request, choices=tuple(free))


def with_swaps(arrived: Iterable[Arrival], lock: timedelta = LOCK) -> Decided:
    """Each is confirmed on arrival, with its time, if everything still fits; the unit is told when the lock falls."""
    decided = Decided()
    pools: dict[int, Pool] = {}
    told: dict[str, str] = {}
    known = tuple(arrived)
    for one in known:
        pool = _locked(pools.get(one.category, Pool(())), one.at + lock, told)
        pool = replace(pool, units=tuple(sorted({*pool.units, *(choice.unit for choice in one.request.choices)})))
        pools[one.category] = _decide(pool, one.request, decided) if one.request.choices else pool
    for pool in pools.values():
        _locked(pool, datetime.max.replace(tzinfo=FIRST_DAY.tzinfo), told)
    requests = {one.request.id: one.request for one in known}
    decided.given = {
        booking.id: _choice(requests[booking.id], told[booking.id], booking.period)
        for pool in pools.values()
        for booking in pool.held
    }
    return decided


def _decide(pool: Pool, request: Request, decided: Decided) -> Pool:
    periods = tuple(sorted({choice.period for choice in request.choices}))
    wish = Wish(request.id, periods, frozenset(choice.unit for choice in request.choices))
    began = perf_counter()
    found = fits(pool, wish)
    decided.seconds.append(perf_counter() - began)
    if found is None:
        return pool
    held = (*pool.held, Held(wish.id, found.period, wish.allowed))
    return replace(pool, held=tuple(replace(one, unit=found.assignment[one.id]) for one in held))


def _locked(pool: Pool, until: datetime, told: dict[str, str]) -> Pool:
    """The pool after the lock: each unit is told once, and what was told is never told anew."""
    locked = {one.id: one for one in to_lock(pool, until)}
    told.update((one.id, one.unit) for one in locked.values() if one.unit is not None and one.id not in told)
    return replace(pool, held=tuple(locked.get(one.id, one) for one in pool.held))


def _choice(request: Request, unit: str, period: Period) -> Choice:
    return next(one for one in request.choices if (one.unit, one.period) == (unit, period))
