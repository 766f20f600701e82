"""Whether a thing can be had at a time: every reason against it, the unit to book, and the nearest other times."""

from dataclasses import dataclass

from matching.alternatives import nearest_others
from matching.capacity import Busy, choose_unit
from matching.intervals import Period
from matching.opening import Opening
from matching.reasons import Reason
from matching.refusals import refusals
from matching.rules import Rules
from matching.supply import Asked, Supply

__all__ = ["Asked", "Busy", "Rules", "Supply", "Verdict", "check"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """free: no reason against it; unit: the one to book then; alternatives: free times, nearest first."""

    free: bool
    unit: int | None
    reasons: tuple[Reason, ...]
    alternatives: tuple[Period, ...]


def check(asked: Asked, opening: Opening, rules: Rules, units: tuple[int, ...], busy: tuple[Busy, ...]) -> Verdict:
    """Hold a wish against hours, terms and bookings: all reasons at once, and at most three other times if refused."""
    supply = Supply(opening, rules, units, busy)
    reasons = tuple(refusals(asked, supply))
    if reasons:
        return Verdict(free=False, unit=None, reasons=reasons, alternatives=nearest_others(asked, supply))
    unit = choose_unit(units, busy, supply.claim(asked.period, asked.now, asked.exclude))
    return Verdict(free=True, unit=unit, reasons=(), alternatives=())
