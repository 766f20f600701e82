"""Opening hours with rules, which many listings share, as numbers that the compiled search reads."""

from datetime import date

import numpy as np

from matching.grid.layout import BY_DAY, CLOSED_COUNT, CROSS_CLOSED, HANDOVER_OPEN, Ints, Longs
from matching.grid.names import Names, grown
from matching.opening import Hours, Opening
from matching.rules import Rules

EPOCH_DAY = date(1970, 1, 1)


class Terms:
    """Numbers for openings with rules.

    table (t, 8): see the names of its columns in `layout`. hours: for each opening the places of the spans of its
    seven weekdays and their end, the number of its exceptions, for each of those the day since 1970 with the places of
    its spans and their end, and then all spans as pairs of minutes of the local day, merged and in order.
    """

    def __init__(self) -> None:
        self.zones: Names[str] = Names()
        self.openings: list[Opening] = []
        self.rules: list[Rules] = []
        self._names: Names[tuple[Opening, Rules]] = Names()
        self._by_identity: dict[tuple[int, int], int] = {}
        self._places: dict[Opening, int] = {}
        self._table: Longs = np.zeros((0, 8), np.int64)
        self._hours: Longs = np.zeros(0, np.int64)
        self._filled = 0

    @property
    def table(self) -> Longs:
        """(t, 8), and room for more."""
        return self._table

    @property
    def hours(self) -> Longs:
        """As the class says, and room for more."""
        return self._hours

    def buffers(self) -> Ints:
        """(t, 2): the minutes that rules want before and after."""
        wanted = [(rules.buffer_before_minutes, rules.buffer_after_minutes) for rules in self.rules]
        return np.array(wanted, np.int32).reshape(-1, 2)

    def number(self, opening: Opening, rules: Rules) -> int:
        """Its number; the objects met first are kept, and so known again without looking inside."""
        pair = id(opening), id(rules)
        if pair in self._by_identity:
            return self._by_identity[pair]
        number = self._names.number((opening, rules))
        if number == len(self.rules):
            self.openings.append(opening)
            self.rules.append(rules)
            self._by_identity[pair] = number
            self._table = grown(self._table, number + 1)
            self._table[number] = self._row(opening, rules)
        return number

    def _row(self, opening: Opening, rules: Rules) -> tuple[int, ...]:
        step = BY_DAY if rules.granularity == "day" else rules.granularity or 0
        limits = rules.cross_closed * CROSS_CLOSED | rules.handover_open * HANDOVER_OPEN
        return (
            self._place(opening),
            self.zones.number(opening.zone),
            rules.min_minutes or 0,
            rules.max_minutes or 0,
            step,
            rules.lead_minutes,
            rules.horizon_days,
            limits | (rules.closed_days == "all") * CLOSED_COUNT,
        )

    def _place(self, opening: Opening) -> int:
        """Where the opening stands in `hours`."""
        if opening not in self._places:
            written = _written(opening, self._filled)
            self._places[opening] = self._filled
            self._hours = grown(self._hours, self._filled + len(written))
            self._hours[self._filled : self._filled + len(written)] = written
            self._filled += len(written)
        return self._places[opening]


def _written(opening: Opening, place: int) -> list[int]:
    days = sorted(opening.exceptions)
    spans = [_merged(_weekday(opening, weekday)) for weekday in range(7)]
    spans += [_merged(opening.exceptions[day]) for day in days]
    ends, first = [], place + 9 + 3 * len(days)
    for one in spans:
        ends.append(first + 2 * len(one))
        first = ends[-1]
    begins = [place + 9 + 3 * len(days), *ends]
    header = [*begins[:8], len(days)]
    dated = [number for at, day in enumerate(days, start=7) for number in (_day(day), begins[at], begins[at + 1])]
    return [*header, *dated, *(minute for one in spans for span in one for minute in span)]


def _weekday(opening: Opening, weekday: int) -> Hours:
    return tuple((one.start_minute, one.end_minute) for one in opening.weekly if one.weekday == weekday)


def _day(day: date) -> int:
    return (day - EPOCH_DAY).days


def _merged(hours: Hours) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(hours):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], end)
        else:
            merged.append((start, end))
    return merged
