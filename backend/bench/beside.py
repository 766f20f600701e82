"""FastAPI services over the program's own PostgreSQL, asked what the program is asked: how quick, and how right."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from aiohttp import ClientSession

from backend.bench.databases import BUNDLED
from backend.bench.figures import Figures
from backend.bench.latencies import significant
from backend.bench.rival_names import FASTAPI_TUNED, FASTAPI_USUAL

_MODULE = "backend.bench.peers.service_fastapi"
SERVICES: Mapping[str, Sequence[str]] = {FASTAPI_USUAL: (_MODULE, "usual"), FASTAPI_TUNED: (_MODULE, "tuned")}
"""How each is started, by its name."""
NEEDED = (BUNDLED, "fastapi", "uvicorn", "httptools")
JUDGED = 60
"""So many of the requests, which are five of each kind, are held against each other."""
SCORE_APART = 1e-9
LEAST = 0.1  # a second, so that there is a ratio to what answers nothing

Answer: TypeAlias = Sequence[Mapping[str, Any]] | None
"""The matches in their order; None where something else was answered."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What one program gave: its figures under the load, and its answers to the first requests of it."""

    figures: Figures
    answers: Sequence[Answer]


@dataclass(frozen=True, slots=True)
class Beside:
    """Another service's figures, how many times as many searches ours answers, and where the two differ."""

    searches: Figures
    ratio: float
    judged: Mapping[str, int]

    def as_dict(self) -> dict[str, Any]:
        """For the report."""
        return {"searches": self.searches.as_dict(), "ratio": self.ratio, "judged": dict(self.judged)}


def beside(ours: Asked, theirs: Asked) -> Beside:
    """Both were asked the same, one after the other."""
    pairs = list(zip(ours.answers, theirs.answers, strict=True))
    judged = {
        "answers": len(pairs),
        "hits": sum(len(right or ()) for right, _ in pairs),
        "wrong": sum(not agree(right, other) for right, other in pairs),
    }
    times = ours.figures.per_second / max(theirs.figures.per_second, LEAST)
    return Beside(theirs.figures, significant(times), judged)


def agree(right: Answer, other: Answer) -> bool:
    """The same things in the same order, in the same bands, with the same scores but for the last digits."""
    if right is None or other is None or len(right) != len(other):
        return False
    return all(map(_alike, right, other))


def _alike(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    same = all(one[name] == other[name] for name in ("resource_id", "distance"))
    return same and abs(one["score"] - other["score"]) <= SCORE_APART


async def answers(url: str, asks: Sequence[Mapping[str, Any]]) -> list[Answer]:
    """What a program answers to the first requests of the load, each asked once."""
    async with ClientSession(url, trust_env=False) as session:
        return [await _answer(session, ask) for ask in asks[:JUDGED]]


async def _answer(session: ClientSession, ask: Mapping[str, Any]) -> Answer:
    headers = {"Authorization": f"Bearer {ask['token']}"}
    async with session.request(ask["method"], ask["path"], headers=headers) as answer:
        if answer.status != ask["expected"]:
            return None
        data: list[dict[str, Any]] = (await answer.json())["data"]
        return data


def missing() -> str:
    """Why it cannot be measured, in a sentence; empty where it can."""
    lacking = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    why = f"{', '.join(lacking)} not installed; pip install 'borrowdale[bench]' brings what is needed"
    return f"{' and '.join(SERVICES)} were not measured beside the program: {why}" if lacking else ""
