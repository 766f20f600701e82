"""Everything that decides whether one thing can be had: its hours, its terms, its units and who has them."""

from dataclasses import dataclass
from datetime import datetime

from matching.capacity import Busy, Claim
from matching.intervals import Period, moment
from matching.opening import Opening
from matching.rules import Rules


@dataclass(frozen=True, slots=True)
class Supply:
    opening: Opening
    rules: Rules
    units: tuple[int, ...]
    busy: tuple[Busy, ...] = ()

    @property
    def zone(self) -> str:
        """The zone in which its days begin."""
        return self.opening.zone

    def claim(self, period: Period, now: datetime, exclude: str | None = None) -> Claim:
        """The claim that a booking of this thing over that period would be."""
        return Claim(period, now, self.rules.buffer_before_minutes, self.rules.buffer_after_minutes, exclude)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A wish for one unit from `start` to `end`, looked at from `now`.

    is_owner: exempt from lead time. exclude: the booking that is being approved or changed.
    """

    start: datetime
    end: datetime
    now: datetime
    is_owner: bool = False
    exclude: str | None = None

    def __post_init__(self) -> None:
        period = Period(self.start, self.end)
        object.__setattr__(self, "start", period.start)
        object.__setattr__(self, "end", period.end)
        object.__setattr__(self, "now", moment(self.now, "/now"))

    @property
    def period(self) -> Period:
        return Period(self.start, self.end)

    def keeps_start(self, busy: tuple[Busy, ...]) -> bool:
        """Whether it is a change of a booking that leaves its start where it was."""
        return self.exclude is not None and any(one.booking == self.exclude and one.start == self.start for one in busy)
