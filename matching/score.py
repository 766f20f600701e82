"""How well an offer fits a wish: one number, and its reasons as data."""

from dataclasses import dataclass

from matching.geo import Band
from matching.intervals import Period
from matching.invalid import InvalidValue
from matching.reasons import Fit, Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What each part of the score counts for, and the distance at which nearness is worth half."""

    distance: float = 0.5
    overlap: float = 0.3
    text: float = 0.2
    half_distance_m: int = 2_000

    def __post_init__(self) -> None:
        for name in ("distance", "overlap", "text"):
            if not 0 <= getattr(self, name) <= 1_000:
                raise InvalidValue(f"/{name}", "out_of_range", low=0, high=1_000)
        if self.distance + self.overlap + self.text <= 0:
            raise InvalidValue("", "no_weight")
        if self.half_distance_m < 1:
            raise InvalidValue("/half_distance_m", "out_of_range", low=1)


DEFAULT = Weights()


@dataclass(frozen=True, slots=True)
class Parts:
    """What is known of the fit; `overlap` and `text` are 1 where the wish says nothing of time or words."""

    distance_m: int
    overlap: float = 1.0
    text: float = 1.0


def nearness(distance_m: int, half_distance_m: int) -> float:
    """From 1 at the same cell through 1/2 at the half distance towards 0.

    The inverse-distance measure of accessibility (Hansen, "How Accessibility Shapes Land Use", 1959), bounded at
    the origin. One division and no exponential: every engine on every machine gets the same bits from whole metres.
    """
    return half_distance_m / (half_distance_m + distance_m)


def score(parts: Parts, weights: Weights) -> float:
    """The weighted mean of nearness, free share and fit of words, from 0 to 1; it only falls with distance."""
    near = weights.distance * nearness(parts.distance_m, weights.half_distance_m)
    total = weights.distance + weights.overlap + weights.text
    return (near + weights.overlap * parts.overlap + weights.text * parts.text) / total


def reasons(parts: Parts, band: Band, free: Period | None, *, asked_text: str = "") -> tuple[Reason, ...]:
    """Why it stands where it stands: the band, when it is free, how well the words fit; never the distance itself."""
    found = [Reason(Fit.DISTANCE, {"low_m": band.low_m, "high_m": band.high_m})]
    if free and parts.overlap >= 1:
        found.append(Reason(Fit.FREE_ALL))
    elif free:
        found.append(Reason(Fit.FREE_FROM, {"start": free.start, "end": free.end}))
    if asked_text:
        found.append(Reason(Fit.TEXT, {"fit": parts.text}))
    return tuple(found)
