"""Where a duration fits into a window, for the compiler: `matching.windows` in whole minutes."""

from matching.compiled import compiled
from matching.grid.allowing import Term, Zone, allows, earliest, is_certain, latest
from matching.grid.hours import next_window
from matching.grid.layout import (
    AHEAD,
    ASK,
    BY_DAY,
    CHANGING,
    CROSS_CLOSED,
    DAY,
    DURATION,
    END,
    HANDOVER_OPEN,
    LIMITS,
    LONGEST,
    NO,
    NOW,
    OPENING,
    SHORTEST,
    START,
    STEADY,
    STEP,
    YES,
    Ints,
    Longs,
    Numbers,
)
from matching.grid.taken import Part, next_stretch

Terms = tuple[Term, Longs, Zone]
"""An opening with rules, the hours of all openings, and how far the clock is ahead."""

Free = tuple[int, int, int, int, int]
"""Minutes covered, start and end of the longest window so far, and of the one that may still grow."""

NOTHING_FREE = (0, 0, 0, 0, 0)


@compiled
def free_windows(calendar: Ints, part: Part, terms: Terms, numbers: Numbers) -> tuple[int, Free]:
    """NO, YES or ASK, and with YES the time that bookings of the duration could cover. terms: term, hours, zone."""
    term, _, zone = terms
    if zone[STEADY] == CHANGING or not is_certain(term, zone, numbers, numbers[START]):
        return ASK, NOTHING_FREE
    length = fitting(term, numbers[DURATION])
    start = max(numbers[START], earliest(term, zone, numbers))
    end = min(numbers[END], latest(term, zone, numbers))
    free = NOTHING_FREE
    while 0 < length <= end - start:
        stretch = next_stretch(calendar, part, (start, end), numbers[NOW])
        if term[STEP] == BY_DAY:
            free = _whole_days(free, terms, numbers, stretch, length)
        else:
            free = _placements(free, terms, stretch, length)
        start = stretch[1]
    free = _closed(free)
    return (YES if free[0] else NO), free


@compiled
def fitting(term: Term, minutes: int) -> int:
    """The shortest booking that gives so many minutes of use under the rules; 0 where they allow none."""
    step = DAY if term[STEP] == BY_DAY else max(term[STEP], 1)
    found = (max(minutes, term[SHORTEST], 1) + step - 1) // step * step
    return 0 if term[LONGEST] and found > term[LONGEST] else found


@compiled
def _whole_days(free: Free, terms: Terms, numbers: Numbers, stretch: tuple[int, int], length: int) -> Free:
    term, hours, zone = terms
    start = next_on_grid(stretch[0], zone[AHEAD], DAY)
    while start + length <= stretch[1]:
        if allows(term, hours, zone, numbers, (start, start + length)) == YES:
            free = _with(free, start, start + length)
        start += DAY
    return free


@compiled
def _placements(free: Free, terms: Terms, stretch: tuple[int, int], length: int) -> Free:
    """The rooms of the stretch: all of it, or where closed time may not be crossed each open window."""
    term, hours, zone = terms
    ahead = zone[AHEAD]
    if term[LIMITS] & CROSS_CLOSED:
        return _in_room(free, terms, stretch, stretch, length)
    minute, end = stretch[0] + ahead, stretch[1] + ahead
    while minute < end:
        first, last = next_window(hours, term[OPENING], minute, end)
        if last - first >= length:
            free = _in_room(free, terms, (first - ahead, last - ahead), (first - ahead, last - ahead), length)
        minute = last
    return free


@compiled
def _in_room(free: Free, terms: Terms, room: tuple[int, int], stretch: tuple[int, int], length: int) -> Free:
    """Every start at which it is handed out, and a length later taken back, in open time where that matters."""
    term, hours, zone = terms
    if room[1] - room[0] < length:
        return free
    if not term[LIMITS] & HANDOVER_OPEN:
        return _run(free, terms, (room[0], room[1] - length), length)
    minute, end = stretch[0] + zone[AHEAD], stretch[1] + zone[AHEAD]
    while minute < end:
        out = next_window(hours, term[OPENING], minute, end)
        if out[0] < end:
            free = _brought_back(free, terms, out, (room[0] + zone[AHEAD], room[1] + zone[AHEAD]), length)
        minute = out[1]
    return free


@compiled
def _brought_back(free: Free, terms: Terms, out: tuple[int, int], room: tuple[int, int], length: int) -> Free:
    """The starts in the open window `out` whose ends lie in any open window of the room; in local minutes."""
    term, hours, zone = terms
    minute = out[0] + length - 1  # a window that closes just when the first comes back still takes it
    while minute < room[1]:
        back = next_window(hours, term[OPENING], minute, room[1])
        if back[0] - length >= out[1] or back[0] >= room[1]:
            break
        first = max(room[0], out[0], back[0] - length)
        last = min(room[1] - length, out[1] - 1, back[1] - length)
        free = _run(free, terms, (first - zone[AHEAD], last - zone[AHEAD]), length)
        minute = back[1]
    return free


@compiled
def _run(free: Free, terms: Terms, starts: tuple[int, int], length: int) -> Free:
    """With all the time from the first start on the grid to the end of the last."""
    term, _, zone = terms
    step = max(term[STEP], 1)
    start, final = next_on_grid(starts[0], zone[AHEAD], step), _last_on_grid(starts[1], zone[AHEAD], step)
    return _with(free, start, final + length) if start <= final else free


@compiled
def next_on_grid(minute: int, ahead: int, step: int) -> int:
    """The first minute not before it that lies on the grid of the local day."""
    within = (minute + ahead) % DAY
    return minute - within + min((within + step - 1) // step * step, DAY)


@compiled
def _last_on_grid(minute: int, ahead: int, step: int) -> int:
    within = (minute + ahead) % DAY
    return minute - within + within // step * step


@compiled
def _with(free: Free, start: int, end: int) -> Free:
    """Grown by a window that starts no earlier than any before."""
    covered, best_start, best_end, last_start, last_end = free
    if last_start < last_end and start <= last_end:
        return covered, best_start, best_end, last_start, max(last_end, end)
    covered, best_start, best_end, _, _ = _closed(free)
    return covered, best_start, best_end, start, end


@compiled
def _closed(free: Free) -> Free:
    """With the last window counted: the longest is the best, and of equals the earliest."""
    covered, best_start, best_end, last_start, last_end = free
    covered += last_end - last_start
    if last_end - last_start > best_end - best_start:
        best_start, best_end = last_start, last_end
    return covered, best_start, best_end, 0, 0
