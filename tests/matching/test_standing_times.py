"""Clock changes, days and hours of handing over: where whole numbers could go astray, the index follows the rules."""

from datetime import timedelta

import numpy as np
import pytest

from matching.engine import Listing
from matching.intervals import Period, micros, since_epoch
from matching.opening import Opening, Window, always
from matching.rules import Rules
from matching.score import Weights
from matching.standing import Standing, StandingScan
from matching.standing_asking import Asker
from matching.standing_hours import Hours
from matching.standing_index import StandingIndex, Walk
from matching.standing_table import Table
from matching.standing_times import bounds
from matching.windows import free_windows
from tests.matching.moments import at, hours, span, taken
from tests.matching.standing_world import GAPS, NOW, numpy_walk, plain_walk, words_in_common
from tests.matching.test_standing import drill, wish

BERLIN = always("Europe/Berlin")
SHORT_DAY = span("2026-03-29T00:00+01:00", "2026-03-30T00:00+02:00")
LONG_DAY = span("2026-10-25T00:00+02:00", "2026-10-26T00:00+01:00")


@pytest.fixture(params=[plain_walk(), numpy_walk()], ids=["plain", "numpy"])
def index(request: pytest.FixtureRequest) -> StandingIndex:
    walk: Walk = request.param
    return StandingIndex(words_in_common, walk=walk)


def is_met(index: StandingIndex, standing: Standing, listing: Listing) -> bool:
    """As both say."""
    scan = StandingScan(words_in_common)
    for one in (scan, index):
        one.put(standing)
    assert standing.period is not None
    now = standing.period.start - timedelta(days=3)
    found = index.found_by(listing, now=now)

    assert found == scan.found_by(listing, now=now)
    return bool(found)


@pytest.mark.parametrize(
    ("period", "rules", "expected"),
    [
        (LONG_DAY, Rules(max_minutes=1_440), True),
        (LONG_DAY, Rules(max_minutes=1_439), False),
        (SHORT_DAY, Rules(min_minutes=1_440), True),
        (SHORT_DAY, Rules(min_minutes=1_439), False),
        (SHORT_DAY, Rules(granularity="day"), True),
    ],
)
def test_a_limit_of_whole_days_follows_the_wall_clock(
    index: StandingIndex, period: Period, rules: Rules, expected: bool
) -> None:
    standing = wish(period=period, until=period.end)

    assert is_met(index, standing, drill(opening=BERLIN, rules=rules)) is expected


def test_a_day_of_23_hours_is_a_day(index: StandingIndex) -> None:
    standing = wish(period=SHORT_DAY, until=SHORT_DAY.end, duration_minutes=60)

    assert is_met(index, standing, drill(opening=BERLIN, rules=Rules(granularity="day")))


def test_closed_days_may_not_count(index: StandingIndex) -> None:
    weekdays = Opening("UTC", tuple(Window(day, 480, 1_080) for day in range(5)))
    weekend = span("2026-05-08T10:00", "2026-05-11T10:00")
    standing = wish(period=weekend, until=weekend.end)

    assert is_met(index, standing, drill(opening=weekdays, rules=Rules(max_minutes=1_500, closed_days="none")))
    assert not is_met(index, standing, drill(opening=weekdays, rules=Rules(max_minutes=1_500)))


def test_nothing_is_taken_back_where_the_free_time_ends_as_the_place_opens() -> None:
    """The window of 12:00 begins with a booking, so that a return at 12:00 would be at a closed door."""
    opening = Opening("UTC", (Window(5, 540, 600), Window(5, 720, 780)))
    listing = drill(opening=opening, busy=taken(*hours("2026-05-09", "12:00-12:30")))
    period = span("2026-05-09T08:00", "2026-05-09T14:00")
    ask = Asker(Table(), Weights()).ask(listing, NOW, None)
    opens = Hours().between(opening, micros(NOW), micros(period.end))

    for minutes in (30, 60, 150, 180, 200):
        ((total, start, _),) = GAPS.windows(bounds([period]), np.array([minutes]), opens, ask.full, ask.numbers)
        right = free_windows(period, listing.supply, now=NOW, minutes=minutes)
        assert total * timedelta.resolution == sum((one.length for one in right), timedelta())
        assert not right or since_epoch(int(start)) >= at("2026-05-09T09:00")
