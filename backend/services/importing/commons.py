"""Making the group's commons what its list says: all lines or none, and the same list again changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from backend.services import groups, resources
from backend.services.importing.lines import Line, line_and_column, understand
from backend.services.importing.sheet import read
from backend.services.importing.spots import Where, opened, spots_of, to_open
from backend.services.people import require_active
from matching.categories import load
from models.booking import Booking
from models.errors import Fault, Invalid
from models.journal import Journal
from models.lifecycle import HOLDING
from models.person import Person
from models.resource import Kind, Resource, Unit
from models.transaction import transactional

Progress = Callable[[int, int], object]


@dataclass(frozen=True, slots=True)
class Listing:
    """The list as it came, for the commons of this group; a dry run looks and changes nothing."""

    group_id: UUID
    data: bytes
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """What became of the lines (their numbers), which places were opened, which columns nothing is known of."""

    added: tuple[int, ...]
    changed: tuple[int, ...]
    unchanged: tuple[int, ...]
    places_opened: tuple[str, ...]
    ignored_columns: tuple[str, ...]


@dataclass(slots=True)
class Known:
    """A thing that an earlier import brought, its units, and those of them that are promised to somebody."""

    resource: Resource
    units: list[int] = field(default_factory=list)
    promised: set[int] = field(default_factory=set)

    def to_retire(self, wanted: int) -> list[int]:
        """The free units that go when only so many are left, the last first."""
        free = [unit for unit in reversed(self.units) if unit not in self.promised]
        return free[: max(0, len(self.units) - wanted)]


@dataclass(frozen=True, slots=True)
class Step:
    """One line beside what is known of it: what differs, by column of the table."""

    line: Line
    known: Known | None
    differs: dict[str, Any]

    @property
    def verb(self) -> str:
        """What is to be done."""
        if self.known is None:
            return "added"
        return "changed" if self.differs or len(self.known.units) != self.line.units else "unchanged"


@transactional
async def bring_in(actor: Person, listing: Listing, *, now: datetime, progress: Progress | None = None) -> Report:
    """Add what is new and change what differs; Invalid with every fault of every line (see `line_and_column`).

    What the list no longer has stays as it is.
    """
    require_active(actor)
    await groups.require_steward(actor, listing.group_id)
    group = await groups.get(actor, listing.group_id)
    sheet = read(listing.data)
    understood = understand(sheet)
    spots = await spots_of(sheet.rows, group, now=now)
    _refuse((*understood.faults, *spots.faults))
    known = await _known(group.id)
    _refuse(_promised(understood.lines, known))
    places = {said: spot.place_id for said, spot in spots.by_where.items()}
    if not listing.dry_run:
        places = dict(await opened(actor, group, spots, now=now))
    steps = [_step(line, known.get(line.key), places[line.where]) for line in understood.lines]
    for done, step in enumerate(steps, start=1):
        if not listing.dry_run:
            await _taken(actor, step, _thing(step.line, group.id, places), now)
        if progress is not None:
            progress(done, len(steps))
    return Report(
        _numbers(steps, "added"),
        _numbers(steps, "changed"),
        _numbers(steps, "unchanged"),
        to_open(spots),
        sheet.ignored,
    )


def _refuse(faults: Iterable[Fault]) -> None:
    listed = sorted(faults, key=line_and_column)
    if listed:
        raise Invalid(*listed)


async def _known(group_id: UUID) -> dict[str, Known]:
    imported = await Resource.filter(owner_group_id=group_id).exclude(import_key=None)
    by_id = {resource.id: Known(resource) for resource in imported}
    for unit in await Unit.filter(resource__owner_group_id=group_id, retired_at=None).order_by("id"):
        if unit.resource_id in by_id:
            by_id[unit.resource_id].units.append(unit.id)
    for booking in await Booking.filter(resource__owner_group_id=group_id, state__in=sorted(HOLDING)):
        if booking.resource_id in by_id:
            by_id[booking.resource_id].promised.add(booking.unit_id)
    return {str(one.resource.import_key): one for one in by_id.values()}


def _promised(lines: tuple[Line, ...], known: dict[str, Known]) -> Iterable[Fault]:
    """A line that takes away units which somebody has, or will have."""
    for line in lines:
        one = known.get(line.key)
        if one is not None and len(one.units) - len(one.to_retire(line.units)) > line.units:
            least = len(one.units) - len(one.to_retire(0))
            yield Fault(f"/{line.line}/units", "units_promised", {"ge": least})


def _step(line: Line, known: Known | None, place_id: UUID | None) -> Step:
    if known is None:
        return Step(line, None, {})
    wanted = {
        "title": line.title,
        "description": line.description,
        "category_id": line.category_id,
        "kind": Kind(load().kind(line.category_id)),
        "condition": line.condition,
        "value_minor": line.value_minor,
        "place_id": place_id,
    }
    return Step(line, known, {name: value for name, value in wanted.items() if getattr(known.resource, name) != value})


def _thing(line: Line, group_id: UUID, places: dict[Where, UUID | None]) -> resources.Thing:
    return resources.Thing(
        title=line.title,
        category_id=line.category_id,
        description=line.description,
        condition=line.condition,
        value_minor=line.value_minor,
        units=line.units,
        place_id=places[line.where],
        owner_group_id=group_id,
        import_key=line.key,
    )


async def _taken(actor: Person, step: Step, thing: resources.Thing, now: datetime) -> None:
    if step.known is None:
        await resources.offer(actor, thing, now=now)
    elif step.verb == "changed":
        await _change(actor, step, step.known, now)


async def _change(actor: Person, step: Step, known: Known, now: datetime) -> None:
    resource, wanted = known.resource, step.line.units
    await Resource.filter(id=resource.id).update(**step.differs, version=resource.version + 1)
    await Unit.filter(id__in=known.to_retire(wanted)).update(retired_at=now)
    have = len(known.units)
    await Unit.bulk_create(Unit(resource_id=resource.id, label=str(number + 1)) for number in range(have, wanted))
    changed = sorted({*step.differs, *(["units"] if have != wanted else [])})
    Journal.write("resource.changed", actor=actor, subject=resource, now=now, resource_id=resource.id, fields=changed)


def _numbers(steps: list[Step], verb: str) -> tuple[int, ...]:
    return tuple(step.line.line for step in steps if step.verb == verb)
