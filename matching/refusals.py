"""Every reason against one wish, in one fixed order."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

from matching import limits
from matching.capacity import choose_unit, is_overdue
from matching.reasons import Reason, Refusal
from matching.supply import Asked, Supply

TERMS = (limits.time_reasons, limits.length_reasons, limits.grid_reasons, limits.opening_reasons)


def term_reasons(asked: Asked, supply: Supply) -> Iterator[Reason]:
    """What the owner's terms and hours say against the wish, whoever has the units."""
    return chain.from_iterable(rule(asked, supply) for rule in TERMS)


def refusals(asked: Asked, supply: Supply) -> Iterator[Reason]:
    """What terms, hours and bookings say against the wish; nothing if it can be had."""
    yield from term_reasons(asked, supply)
    yield from _unit_reasons(asked, supply)


def _unit_reasons(asked: Asked, supply: Supply) -> Iterator[Reason]:
    """No unit free: because somebody brings one back late, or because all are taken."""
    if _has_unit(asked, supply):
        return
    late = [one for one in supply.busy if is_overdue(one, asked.now) and one.unit in supply.units]
    others = replace(supply, busy=tuple(one for one in supply.busy if one not in late))
    if late and _has_unit(asked, others):
        yield Reason(Refusal.STILL_OUT, {"due": max(one.end for one in late)})
    else:
        yield Reason(Refusal.NO_UNIT_FREE, {"units": len(supply.units)})


def _has_unit(asked: Asked, supply: Supply) -> bool:
    """Whether one unit is free throughout."""
    claim = supply.claim(asked.period, asked.now, asked.exclude)
    return choose_unit(supply.units, supply.busy, claim) is not None
