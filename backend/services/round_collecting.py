"""While a round collects, what it is about goes through it: whoever can ask in it books nothing past it."""

from __future__ import annotations

from datetime import datetime

from models.errors import Because, Instead, Unavailable
from models.group import Standing
from models.person import Person
from models.resource import Resource
from models.round import Round, RoundState


async def require_none(actor: Person, resource: Resource, start: datetime, end: datetime) -> None:
    """Refuse a period that a round of one of the person's groups has not decided on yet; owners may have their own.

    The resource comes with its place.
    """
    if resource.owner_id == actor.id:
        return
    undecided = Round.filter(
        things__resource_id=resource.id,
        state__in=[RoundState.OPEN, RoundState.CLOSED],
        starts_at__lt=end,
        ends_at__gt=start,
        group__memberships__person_id=actor.id,
        group__memberships__state=Standing.ACTIVE,
    )
    found = await undecided.order_by("cut_off_at", "id").first()
    if found is not None:
        until = {"cut_off_at": found.cut_off_at, "zone": resource.place.time_zone}
        raise Unavailable(
            reasons=(Because("in_round", {"round": found.name, **until}),),
            alternatives=(Instead("round", {"id": found.id, "name": found.name}),),
        )
