"""Why something is refused, or why it fits, as data: a code and what a sentence about it needs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Refusal(StrEnum):
    IN_THE_PAST = "in_the_past"  # params: now
    TOO_SOON = "too_soon"  # params: earliest, lead_minutes
    BEYOND_HORIZON = "beyond_horizon"  # params: latest, horizon_days
    TOO_SHORT = "too_short"  # params: min_minutes
    TOO_LONG = "too_long"  # params: max_minutes
    OFF_GRID = "off_grid"  # params: granularity (minutes or "day")
    CLOSED = "closed"  # params: where ("start", "end" or "inside")
    NO_UNIT_FREE = "no_unit_free"  # params: units
    STILL_OUT = "still_out"  # params: due


class Fit(StrEnum):
    DISTANCE = "distance"  # params: low_m, high_m
    FREE_ALL = "free_all"  # params: none
    FREE_FROM = "free_from"  # params: start, end
    TEXT = "text"  # params: fit (0 to 1)
    RECORD = "record"  # params: lent, asked, answered; all 0: no data yet
    TRUST = "trust"  # params: people


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: its stable code, and the values that a sentence about it is made from."""

    code: Refusal | Fit
    params: Mapping[str, object] = field(default_factory=dict, hash=False)
