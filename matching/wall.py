"""Wall-clock time of a place: local days, local minutes, and the grid that bookings start on."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from matching.intervals import Period
from matching.invalid import InvalidValue

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
DAY_MINUTES = 24 * 60


@lru_cache(maxsize=1024)
def zone(name: str) -> ZoneInfo:
    """The IANA zone of that name."""
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, LookupError) as fault:
        raise InvalidValue("/zone", "unknown_zone", zone=name) from fault


def instant(name: str, day: date, minute: int) -> datetime:
    """The moment at which clocks in the zone show `minute` minutes after midnight of `day`.

    A wall time that a clock change skips moves forward by the length of the gap; of two the first counts
    (RFC 5545, 3.3.5: the offset before the change).
    """
    wall = datetime.combine(day, time(), zone(name)) + minute * MINUTE
    return wall.astimezone(UTC)


def local(name: str, moment: datetime) -> datetime:
    """What a clock in the zone shows, as a naive time."""
    return moment.astimezone(zone(name)).replace(tzinfo=None)


def local_day(name: str, day: date) -> tuple[datetime, datetime]:
    """Local midnight and the next: 23, 24 or 25 hours, none for a date that the zone skipped."""
    return instant(name, day, 0), instant(name, day, DAY_MINUTES)


def dates(name: str, period: Period) -> Iterator[date]:
    """Every local date of which some part lies in the period."""
    day = local(name, period.start).date()
    while (midnight := instant(name, day, 0)) < period.end:
        if instant(name, day, DAY_MINUTES) > max(midnight, period.start):
            yield day
        day += DAY


def is_midnight(name: str, moment: datetime) -> bool:
    """Whether a local day begins at that moment."""
    return instant(name, local(name, moment).date(), 0) == moment


def on_grid(name: str, moment: datetime, step: int) -> bool:
    """Whether the wall clock shows a multiple of `step` minutes since midnight."""
    wall = local(name, moment)
    return wall.second == wall.microsecond == 0 and (wall.hour * 60 + wall.minute) % step == 0


def next_on_grid(name: str, moment: datetime, step: int) -> datetime:
    """The first moment not before `moment` at which the wall clock is on the grid of `step` minutes."""
    wall = local(name, moment)
    midnight = datetime.combine(wall.date(), time())
    steps = -(-(wall - midnight) // (step * MINUTE))
    target = min(midnight + steps * step * MINUTE, midnight + DAY)
    there = moment + (target - wall)
    return there if local(name, there) == target else _by_the_minute(name, moment, step)


def last_on_grid(name: str, moment: datetime, step: int) -> datetime:
    """The last moment not after `moment` at which the wall clock is on the grid of `step` minutes."""
    earlier = moment - step * MINUTE
    while next_on_grid(name, earlier, step) > moment:
        earlier -= step * MINUTE
    found = next_on_grid(name, earlier, step)
    while (following := next_on_grid(name, found + MINUTE, step)) <= moment:
        found = following
    return found


def grid(name: str, period: Period, step: int) -> Iterator[datetime]:
    """Every moment of the period at which the wall clock is on the grid of `step` minutes."""
    moment = next_on_grid(name, period.start, step)
    while moment < period.end:
        yield moment
        moment = next_on_grid(name, moment + MINUTE, step)


def midnights(name: str, period: Period) -> Iterator[datetime]:
    """Every beginning of a local day in the period."""
    return (start for day in dates(name, period) if (start := instant(name, day, 0)) >= period.start)


def later(name: str, moment: datetime, length: timedelta) -> datetime:
    """The moment at which the wall clock has moved on by `length`."""
    wall = local(name, moment) + length
    return wall.replace(tzinfo=zone(name)).astimezone(UTC)


def nominal_length(name: str, period: Period) -> timedelta:
    """How far the wall clock moves on: three days stay three days across a clock change."""
    return local(name, period.end) - local(name, period.start)


def _by_the_minute(name: str, moment: datetime, step: int) -> datetime:
    """The same answer beside a clock change, where wall time jumps: minute for minute."""
    whole = moment.replace(second=0, microsecond=0)
    candidate = whole if whole == moment else whole + MINUTE
    while not on_grid(name, candidate, step):
        candidate += MINUTE
    return candidate
