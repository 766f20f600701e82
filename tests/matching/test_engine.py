from typing import Any

import pytest

from matching.intervals import Period
from matching.invalid import InvalidValue
from tests.matching.grid.things import listing, query
from tests.matching.moments import at

YEAR = Period(at("2026-06-01T00:00"), at("2027-05-01T00:00"))


@pytest.mark.parametrize(
    ("options", "pointer"),
    [
        ({"cell": "nowhere"}, "/cell"),
        ({"radius_m": -1}, "/radius_m"),
        ({"radius_m": 10**9}, "/radius_m"),
        ({"limit": 0}, "/limit"),
        ({"limit": 10**6}, "/limit"),
        ({"duration_minutes": 60}, "/period"),
        ({"duration_minutes": 0, "period": YEAR}, "/duration_minutes"),
        ({"duration_minutes": 60, "period": YEAR}, "/period"),
    ],
)
def test_a_query_without_sense_is_refused(options: dict[str, Any], pointer: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        query(**options)

    assert caught.value.pointer == pointer


@pytest.mark.parametrize("key", [b"", b"7 bytes", b"9 bytes !"])
def test_a_key_has_eight_bytes(key: bytes) -> None:
    with pytest.raises(InvalidValue) as caught:
        listing("drill", key=key)

    assert caught.value.pointer == "/key"


def test_a_listing_without_a_cell_is_refused() -> None:
    with pytest.raises(InvalidValue, match="not_a_cell"):
        listing("drill", cell="Totnes")
