"""The owner's terms for when and how long a thing may be had."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Literal, TypeAlias, cast

from matching import fields as read
from matching.invalid import InvalidValue
from matching.wall import DAY_MINUTES

Granularity: TypeAlias = int | Literal["day"] | None
ClosedDays: TypeAlias = int | Literal["all", "none"]

YEAR_MINUTES = 366 * DAY_MINUTES
LONGEST_HORIZON_DAYS = 3_650
NUMBERS = {
    "min_minutes": (1, YEAR_MINUTES),
    "max_minutes": (1, YEAR_MINUTES),
    "lead_minutes": (0, YEAR_MINUTES),
    "horizon_days": (0, LONGEST_HORIZON_DAYS),
    "buffer_before_minutes": (0, 30 * DAY_MINUTES),
    "buffer_after_minutes": (0, 30 * DAY_MINUTES),
}
FLAGS = ("cross_closed", "handover_open")


def _check_choice(value: object, pointer: str, words: tuple[object, ...], bounds: tuple[int, int]) -> None:
    if value not in words:
        read.integer(value, pointer, low=bounds[0], high=bounds[1])


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Limits in minutes: one of whole days is held against the wall clock, any other against elapsed time.

    granularity: starts and ends lie on that many minutes of the local day, or at local midnights ("day").
    horizon_days: the last local day, counted from today, that a booking may reach into.
    cross_closed: the inside of a booking may cross closed time.
    handover_open: start and end must fall in open time; by the day, the first and last day must have some.
    closed_days: how many wholly closed days count towards max_minutes.
    """

    min_minutes: int | None = None
    max_minutes: int | None = None
    granularity: Granularity = None
    lead_minutes: int = 0
    horizon_days: int = 365
    buffer_before_minutes: int = 0
    buffer_after_minutes: int = 0
    cross_closed: bool = True
    handover_open: bool = True
    closed_days: ClosedDays = "all"

    def __post_init__(self) -> None:
        for name, (low, high) in NUMBERS.items():
            if (value := getattr(self, name)) is not None:
                read.integer(value, f"/{name}", low=low, high=high)
        for name in FLAGS:
            read.flag(getattr(self, name), f"/{name}")
        _check_choice(self.granularity, "/granularity", (None, "day"), (1, DAY_MINUTES))
        _check_choice(self.closed_days, "/closed_days", ("all", "none"), (0, 366))
        if self.min_minutes and self.max_minutes and self.min_minutes > self.max_minutes:
            raise InvalidValue("/max_minutes", "below_minimum", min_minutes=self.min_minutes)


UNLIMITED = Rules()


def from_dict(source: object) -> Rules:
    """Rules from stored JSON, absent fields at their defaults; InvalidValue points at the first that is wrong."""
    stored = read.mapping(source, "")
    read.only(stored, [field.name for field in fields(Rules)], "")
    for name in set(NUMBERS) - {"min_minutes", "max_minutes"}:
        if name in stored and stored[name] is None:
            raise InvalidValue(f"/{name}", "not_a_whole_number")
    return Rules(**cast("Mapping[str, int]", stored))  # type: ignore[arg-type]


def to_dict(rules: Rules) -> dict[str, object]:
    """The rules as JSON, every field spelt out."""
    return asdict(rules)
