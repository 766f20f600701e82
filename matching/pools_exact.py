"""Room for one more booking by arranging anew all that lie near it, with the solver that rounds have."""

from collections.abc import Iterator

from matching.pools_plan import Held, Plan
from matching.rounds import Choice, Request
from matching.rounds_exact import everybody
from matching.rounds_model import Served
from matching.rounds_parts import columns

MOST_COLUMNS = 1_000
"""Bookings times units that are looked at: more would take longer than anybody waits for a button."""


def rearrange(plan: Plan, newcomers: list[Held], nodes: int) -> bool:
    """Place one of the newcomers (one wish, the best period first), moving whatever is near it; False: all as it was.

    The exact search is that of a round in which everybody must be served.
    """
    near = _near(plan, newcomers)
    far = Plan(plan.units, (), {})
    for booking_id, place in plan.places.items():
        if booking_id not in near:
            far.put(place.booking, place.unit)
    requests = [_request(plan, far, [one]) for one in near.values()] + [_request(plan, far, newcomers)]
    if not all(request.choices for request in requests):
        return False
    model = Served(columns(requests), "")
    chosen = everybody(model, nodes)
    if chosen is None:
        return False
    bookings = {(one.id, one.period): one for one in (*near.values(), *newcomers)}
    for column in (model.columns[position] for position in chosen):
        booking = bookings[column.request.id, column.choice.period]
        far.put(booking, column.choice.unit)
    plan.restore(far.places)
    return True


def _request(plan: Plan, far: Plan, alternatives: list[Held]) -> Request:
    """The alternatives of one booking, the first ones dearest to it, on the units that nothing far away has."""
    choices = tuple(
        Choice(place, one.period, unit)
        for place, one in enumerate(alternatives)
        for unit in plan.options(one)
        if far.is_free(one.period, unit)
    )
    return Request(alternatives[0].id, alternatives[0].id, choices)


def _near(plan: Plan, newcomers: list[Held]) -> dict[str, Held]:
    """The bookings that have a unit, nearest in time first, as many as there is room for."""
    start, end = min(one.period.start for one in newcomers), max(one.period.end for one in newcomers)
    placed = (place.booking for place in plan.places.values())
    nearest = sorted(placed, key=lambda one: (max(one.period.start - end, start - one.period.end), one.id))
    return {one.id: one for one in _within(plan, nearest, MOST_COLUMNS)}


def _within(plan: Plan, nearest: list[Held], room: int) -> Iterator[Held]:
    for one in nearest:
        room -= len(plan.options(one))
        if room < 0:
            return
        yield one
