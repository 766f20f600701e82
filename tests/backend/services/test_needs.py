"""A need stands as long as it can be met, and whatever was taken down can be looked for."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from backend.services import needs, search
from models.errors import Gone, Invalid
from tests.backend.services.conftest import NOW, Town


def spell(start: datetime, days: float, minutes: int | None = None) -> needs.Wish:
    return needs.Wish("drill", starts_at=start, ends_at=start + timedelta(days=days), duration_minutes=minutes)


async def test_a_need_lapses_when_its_window_is_over_and_else_after_a_week(town: Town) -> None:
    soon = await needs.state(town.ben, spell(town.at(1), 1), now=NOW)
    some_time = await needs.state(town.ben, needs.Wish("drill"), now=NOW)

    assert (soon.expires_at, some_time.expires_at) == (town.at(2), town.at(7))
    for gone in (needs.matches(town.ben, soon.id, now=town.at(2)), needs.seen(town.cleo, soon.id, now=town.at(2))):
        with pytest.raises(Gone):
            await gone


@pytest.mark.parametrize(("days", "minutes"), [(13, 60), (13, None), (30, None)])
async def test_what_was_stated_can_be_looked_for(town: Town, days: float, minutes: int | None) -> None:
    need = await needs.state(town.ben, spell(town.at(1), days, minutes), now=NOW)

    found = await needs.matches(town.ben, need.id, now=NOW)

    assert [one.card.id for one in found] == [town.drill.id]


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        (spell(NOW, search.WIDEST_WINDOW.days + 1, 60), "window_too_wide"),
        (spell(NOW + timedelta(days=365), 2), "too_far_ahead"),
        (spell(datetime.fromisoformat("9999-01-01T00:00Z"), 2), "too_far_ahead"),
    ],
)
async def test_what_could_not_be_looked_for_is_refused_at_once(town: Town, wish: needs.Wish, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        await needs.state(town.ben, wish, now=NOW)

    assert [fault.code for fault in refused.value.faults] == [code]
