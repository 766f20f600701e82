"""Which booking of a pool has which unit, and what would be in the way of another."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from matching.intervals import Period
from matching.invalid import InvalidValue


@dataclass(frozen=True, slots=True)
class Held:
    """One confirmed booking of a pool.

    allowed: the units that it accepts; None: any. unit: the one it has for now; None: not planned yet.
    locked: its unit has been told, or is out, and never changes.
    period: where the units have buffers, the larger of the two belongs to its end.
    """

    id: str
    period: Period
    allowed: frozenset[str] | None = None
    unit: str | None = None
    locked: bool = False

    def __post_init__(self) -> None:
        if self.locked and self.unit is None:
            raise InvalidValue("/unit", "missing")


@dataclass(frozen=True, slots=True)
class Place:
    """A booking on its unit."""

    booking: Held
    unit: str


class Plan:
    """The bookings that may be swapped, each with its unit or without, round those that may not.

    It begins with the noted units, as far as they hold, the earlier start first.
    """

    def __init__(self, units: Iterable[str], held: Iterable[Held], blocked: Mapping[str, tuple[Period, ...]]) -> None:
        self.units = tuple(units)
        self.places: dict[str, Place] = {}
        self._steps: list[tuple[Place, bool]] = []
        self._on: dict[str, dict[str, Held]] = {unit: {} for unit in self.units}
        self._fixed = {unit: list(blocked.get(unit, ())) for unit in self.units}
        self._options: dict[tuple[str, Period], tuple[str, ...]] = {}
        known = sorted(held, key=lambda one: (one.period, one.id))
        for one in known:
            if one.locked and one.unit in self._fixed:
                self._fixed[one.unit].append(one.period)
        self.movable = [one for one in known if not one.locked]
        for one in self.movable:
            if one.unit is not None and one.unit in self.options(one) and self.is_free(one.period, one.unit):
                self.put(one, one.unit)

    def options(self, one: Held) -> tuple[str, ...]:
        """The units that it accepts and that nothing unmovable keeps from it, in the pool's order."""
        key = (one.id, one.period)
        if key not in self._options:
            self._options[key] = tuple(
                unit
                for unit in self.accepted(one)
                if not any(fixed.overlaps(one.period) for fixed in self._fixed[unit])
            )
        return self._options[key]

    def accepted(self, one: Held) -> Iterator[str]:
        """The units that it accepts, whatever they have, in the pool's order."""
        return (unit for unit in self.units if one.allowed is None or unit in one.allowed)

    def on(self, unit: str) -> Iterator[Period]:
        """Every period in which the unit cannot be had, movable or not."""
        yield from self._fixed[unit]
        yield from (one.period for one in self._on[unit].values())

    def in_the_way(self, period: Period, unit: str) -> list[Held]:
        """The movable bookings that the unit has in that period."""
        return [one for one in self._on[unit].values() if one.period.overlaps(period)]

    def is_free(self, period: Period, unit: str) -> bool:
        """Whether no movable booking has the unit in that period."""
        return not any(one.period.overlaps(period) for one in self._on[unit].values())

    def put(self, one: Held, unit: str) -> None:
        """Give the booking, which has none, a unit."""
        self._on[unit][one.id] = one
        self.places[one.id] = place = Place(one, unit)
        self._steps.append((place, True))

    def remove(self, booking_id: str) -> None:
        """Take its unit from it."""
        place = self.places.pop(booking_id)
        del self._on[place.unit][booking_id]
        self._steps.append((place, False))

    def mark(self) -> int:
        """A moment to which `back_to` leads."""
        return len(self._steps)

    def back_to(self, mark: int) -> None:
        """Take back all that was put or removed since then."""
        while len(self._steps) > mark:
            place, was_put = self._steps.pop()
            if was_put:
                del self.places[place.booking.id]
                del self._on[place.unit][place.booking.id]
            else:
                self.places[place.booking.id] = place
                self._on[place.unit][place.booking.id] = place.booking

    def restore(self, places: Mapping[str, Place]) -> None:
        """Have these places and no others."""
        for booking_id, place in tuple(self.places.items()):
            if places.get(booking_id) != place:
                self.remove(booking_id)
        for booking_id, place in places.items():
            if booking_id not in self.places:
                self.put(place.booking, place.unit)

    def unplaced(self) -> list[Held]:
        """The movable bookings without a unit, in order of start."""
        return [one for one in self.movable if one.id not in self.places]
