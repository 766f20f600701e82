"""How long single calls took, in microseconds: they are too short for the milliseconds of `figures`.

Each is asked in two rounds and the quicker time counts, everybody's alike: what else the machine does is not ours.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any, Generic, TypeVar

Answer = TypeVar("Answer")
Question = TypeVar("Question")


@dataclass(frozen=True, slots=True)
class Timed(Generic[Answer]):
    """The answers to some queries in their order, and the seconds that each took."""

    answers: list[Answer]
    seconds: list[float]


def timed(search: Callable[[Question], Answer], queries: Sequence[Question]) -> Timed[Answer]:
    """Ask one after another, as one client does, in two rounds."""
    return quicker(_round(search, queries), _round(search, queries))


async def timed_waiting(search: Callable[[Question], Awaitable[Answer]], queries: Sequence[Question]) -> Timed[Answer]:
    """The same of what has to be waited for."""
    return quicker(await _waiting_round(search, queries), await _waiting_round(search, queries))


def quicker(first: Timed[Answer], second: Timed[Answer]) -> Timed[Answer]:
    """The answers of the first round, and of each two times the shorter."""
    return Timed(first.answers, list(map(min, first.seconds, second.seconds)))


def _round(search: Callable[[Question], Answer], queries: Sequence[Question]) -> Timed[Answer]:
    answers, seconds = [], []
    for query in queries:
        begun = perf_counter()
        answer = search(query)
        seconds.append(perf_counter() - begun)
        answers.append(answer)
    return Timed(answers, seconds)


async def _waiting_round(search: Callable[[Question], Awaitable[Answer]], queries: Sequence[Question]) -> Timed[Answer]:
    answers, seconds = [], []
    for query in queries:
        begun = perf_counter()
        answer = await search(query)
        seconds.append(perf_counter() - begun)
        answers.append(answer)
    return Timed(answers, seconds)


def seconds_of(act: Callable[[], object]) -> float:
    """How long it took."""
    begun = perf_counter()
    act()
    return perf_counter() - begun


def rate(seconds: Sequence[float]) -> dict[str, Any]:
    """How many a second one client got, the mean, and the latencies that 50 and 99 in a hundred did not exceed."""
    ordered = sorted(seconds)
    mean = sum(ordered) / len(ordered)
    return {
        "per_second": significant(1 / mean),
        "mean_us": significant(mean * 1e6),
        "p50_us": significant(_rank(ordered, 50) * 1e6),
        "p99_us": significant(_rank(ordered, 99) * 1e6),
        "done": len(ordered),
    }


def ratio(theirs: Sequence[float], ours: Sequence[float]) -> float:
    """How many times as long theirs took for the same queries: those that both were asked."""
    both = min(len(theirs), len(ours))
    return significant(sum(theirs[:both]) / sum(ours[:both]))


def significant(value: float) -> float:
    """Three digits: the fourth is another one next time."""
    return float(f"{value:.3g}")


def _rank(ordered: Sequence[float], share: int) -> float:
    return ordered[max(-(-len(ordered) * share // 100), 1) - 1]
