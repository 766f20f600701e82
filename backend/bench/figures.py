"""What one measurement gives: how many a second, and how long they took."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Figures:
    """A rate and its latencies; `failed` were answered with something else than they should, and are not counted."""

    per_second: float
    p50_ms: float
    p95_ms: float
    p99_ms: float
    done: int
    failed: int
    seconds: float
    load_share: float = 0.0
    """Of one core, what the process that put on the load took for itself."""

    def as_dict(self) -> dict[str, Any]:
        """For a line of JSON between processes, and for the report."""
        return asdict(self)


def figures(latencies_s: Sequence[float], *, seconds: float, failed: int, load_s: float = 0.0) -> Figures:
    """The figures of these latencies, measured over so many seconds; the load took `load_s` of processor time."""
    ordered = sorted(latencies_s)
    return Figures(
        per_second=round(len(ordered) / seconds, 1),
        p50_ms=percentile(ordered, 50),
        p95_ms=percentile(ordered, 95),
        p99_ms=percentile(ordered, 99),
        done=len(ordered),
        failed=failed,
        seconds=round(seconds, 2),
        load_share=round(load_s / seconds, 2),
    )


def percentile(ordered: Sequence[float], share: int) -> float:
    """The smallest latency that `share` percent do not exceed (nearest rank), in milliseconds; 0 of none."""
    if not ordered:
        return 0.0
    rank = -(-len(ordered) * share // 100)
    return round(ordered[max(rank, 1) - 1] * 1_000, 2)
