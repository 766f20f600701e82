"""How many units are free when: the calendar that is shown of one thing."""

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from matching.capacity import blocked_by_unit
from matching.intervals import Period, union
from matching.opening import open_windows
from matching.supply import Supply


@dataclass(frozen=True, slots=True)
class Stretch:
    """A period in which the number of free units stays the same, and the place stays open or closed."""

    period: Period
    free: int
    is_open: bool


def free_calendar(window: Period, supply: Supply, *, now: datetime) -> list[Stretch]:
    """The window, cut wherever something changes; time lost to buffers counts as taken, closed time does not."""
    opened = open_windows(supply.opening, window.start, window.end)
    taken = taken_periods(window, supply, now)
    edges = {window.start, window.end, *(edge for part in opened + taken for edge in (part.start, part.end))}
    pieces = (Period(start, end) for start, end in pairwise(sorted(edges)))
    return [
        Stretch(piece, len(supply.units) - _covering(taken, piece), bool(_covering(opened, piece))) for piece in pieces
    ]


def free_stretches(window: Period, supply: Supply, *, now: datetime) -> list[Period]:
    """The parts of the window throughout which at least one unit is left, whichever it is."""
    taken = taken_periods(window, supply, now)
    edges = {window.start, window.end, *(edge for part in taken for edge in (part.start, part.end))}
    pieces = (Period(start, end) for start, end in pairwise(sorted(edges)))
    return union(piece for piece in pieces if _covering(taken, piece) < len(supply.units))


def taken_periods(window: Period, supply: Supply, now: datetime) -> list[Period]:
    """Where each unit is taken or within a buffer, one list for all units, cut to the window."""
    by_unit = blocked_by_unit(supply.units, supply.busy, supply.claim(window, now))
    return [part for periods in by_unit.values() for period in periods if (part := period.shared(window))]


def _covering(periods: list[Period], piece: Period) -> int:
    return sum(period.contains(piece) for period in periods)
