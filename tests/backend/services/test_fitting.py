"""The period to ask for: the longest free part of the time that was named, or the first room for a length."""

from datetime import datetime, timedelta

import pytest

from backend.services import fitting, resources
from models.errors import Invalid, NotFound, Unavailable
from models.resource import Resource
from tests.backend.services.conftest import DRILL, Town, newcomer

WORKDAYS = {"weekly": [{"weekday": day, "start": "09:00", "end": "17:00"} for day in range(5)]}


async def fitted(town: Town, start: datetime, end: datetime, **more: int) -> tuple[datetime, datetime]:
    period = await fitting.fit(town.ben, town.drill.id, (start, end), now=town.now, **more)
    return period.start, period.end


async def of_terms(town: Town, **terms: object) -> Resource:
    thing = resources.Thing("Drill on terms", DRILL, **terms)  # type: ignore[arg-type]
    return await resources.offer(town.ada, thing, now=town.now)


async def test_what_is_free_throughout_is_asked_for_as_it_was_named(town: Town) -> None:
    assert await fitted(town, town.at(5), town.at(5, 17)) == (town.at(5), town.at(5, 17))


async def test_the_longest_free_part_is_taken_where_somebody_has_the_rest(town: Town) -> None:
    await town.asks(town.cleo, town.at(5, 10), town.at(5, 12))

    assert await fitted(town, town.at(5), town.at(5, 17)) == (town.at(5, 12), town.at(5, 17))


async def test_a_length_is_put_where_it_first_fits(town: Town) -> None:
    await town.asks(town.cleo, town.at(5, 10), town.at(5, 12))

    assert await fitted(town, town.at(5), town.at(5, 17), minutes=120) == (town.at(5, 12), town.at(5, 14))


async def test_opening_hours_and_the_longest_time_cut_a_whole_day(town: Town) -> None:
    town.drill = await of_terms(town, opening=WORKDAYS, rules={"max_minutes": 180})

    start, end = await fitted(town, town.at(1, 0), town.at(2, 0))

    assert end - start == timedelta(hours=3)
    assert (start, end) == (town.at(1, 8), town.at(1, 11))


async def test_where_nothing_fits_the_refusal_has_reasons_and_other_times(town: Town) -> None:
    await town.asks(town.cleo, town.at(5), town.at(5, 17))

    with pytest.raises(Unavailable) as refused:
        await fitted(town, town.at(5, 10), town.at(5, 12))

    assert [reason.code for reason in refused.value.reasons] == ["no_unit_free"]
    assert refused.value.alternatives


async def test_an_end_before_the_start_and_a_stranger_are_refused(town: Town) -> None:
    stranger = await newcomer("Stranger", 999)

    with pytest.raises(Invalid):
        await fitted(town, town.at(5, 17), town.at(5))
    with pytest.raises(NotFound):
        await fitting.fit(stranger, town.drill.id, (town.at(5), town.at(5, 17)), now=town.now)
