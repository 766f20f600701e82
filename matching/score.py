"""How well an offer fits a wish: one number, and its reasons as data."""

from dataclasses import dataclass
from functools import lru_cache

from matching.geo import Band
from matching.intervals import Period
from matching.invalid import InvalidValue
from matching.reasons import Fit, Reason
from matching.record import NOTHING_YET, Record, reliability, trust


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What each part of the score counts for, and the distance at which nearness is worth half."""

    distance: float = 0.5
    overlap: float = 0.2
    text: float = 0.2
    record: float = 0.05
    trust: float = 0.05
    half_distance_m: int = 2_000

    def __post_init__(self) -> None:
        for name in PARTS:
            if not 0 <= getattr(self, name) <= 1_000:
                raise InvalidValue(f"/{name}", "out_of_range", low=0, high=1_000)
        if self.total <= 0:
            raise InvalidValue("", "no_weight")
        if self.half_distance_m < 1:
            raise InvalidValue("/half_distance_m", "out_of_range", low=1)

    @property
    def total(self) -> float:
        """What a score is divided by."""
        return self.distance + self.overlap + self.text + self.record + self.trust


PARTS = ("distance", "overlap", "text", "record", "trust")
DEFAULT = Weights()

REMEMBERED = 65_536


@dataclass(frozen=True, slots=True)
class Parts:
    """What is known of the fit; `overlap` and `text` are 1 where the wish says nothing of time or words."""

    distance_m: int
    overlap: float = 1.0
    text: float = 1.0
    record: Record = NOTHING_YET


def nearness(distance_m: int, half_distance_m: int) -> float:
    """From 1 at the same cell through 1/2 at the half distance towards 0.

    The inverse-distance measure of accessibility (Hansen, "How Accessibility Shapes Land Use", 1959), bounded at
    the origin. One division and no exponential: every engine on every machine gets the same bits from whole metres.
    """
    return half_distance_m / (half_distance_m + distance_m)


def score(parts: Parts, weights: Weights) -> float:
    """The weighted mean of nearness, free share, fit of words and the owner's merit; it only falls with distance."""
    near = weights.distance * nearness(parts.distance_m, weights.half_distance_m)
    fit = near + weights.overlap * parts.overlap + weights.text * parts.text
    return (fit + merit(parts.record, weights)) / weights.total


def merit(record: Record, weights: Weights) -> float:
    """What the owner's record and the group's trust in them add, whoever asks."""
    return weights.record * reliability(record) + weights.trust * trust(record)


def reasons(band: Band, when: tuple[Period | None, float], text: float | None, record: Record) -> tuple[Reason, ...]:
    """Why it stands where it stands: band, free time, fit of words, the owner's record; never the distance itself.

    when: the free time, and how much of the wish it is. text: None where there were no words.
    """
    free, overlap = when
    found = [_far(band.low_m, band.high_m)]
    if free:
        found.append(FREE_ALL if overlap >= 1 else Reason(Fit.FREE_FROM, {"start": free.start, "end": free.end}))
    if text is not None:
        found.append(_worded(text))
    return (*found, *_of_owner(record))


FREE_ALL = Reason(Fit.FREE_ALL)


@lru_cache
def _far(low_m: int, high_m: int | None) -> Reason:
    return Reason(Fit.DISTANCE, {"low_m": low_m, "high_m": high_m})


@lru_cache(maxsize=REMEMBERED)
def _worded(fit: float) -> Reason:
    return Reason(Fit.TEXT, {"fit": fit})


@lru_cache(maxsize=REMEMBERED)
def _of_owner(record: Record) -> tuple[Reason, ...]:
    lent = Reason(Fit.RECORD, {"lent": record.lent, "asked": record.asked, "answered": record.answered})
    return (lent, Reason(Fit.TRUST, {"people": record.trusted_by})) if record.trusted_by else (lent,)
