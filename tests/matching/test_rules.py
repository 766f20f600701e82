from typing import Any

import pytest

from matching.invalid import InvalidValue
from matching.rules import UNLIMITED, Rules, from_dict, to_dict


@pytest.mark.parametrize(
    "rules",
    [
        UNLIMITED,
        Rules(min_minutes=60, max_minutes=60, granularity=30, closed_days="none", cross_closed=False),
        Rules(granularity="day", closed_days=2, lead_minutes=1440, horizon_days=0, handover_open=False),
    ],
)
def test_stored_rules_come_back_as_they_were(rules: Rules) -> None:
    assert from_dict(to_dict(rules)) == rules


def test_absent_fields_have_their_defaults() -> None:
    assert from_dict({"lead_minutes": 30}) == Rules(lead_minutes=30)


@pytest.mark.parametrize(
    ("source", "pointer", "code"),
    [
        ([], "", "not_an_object"),
        ({"colour": 1}, "/colour", "unknown_field"),
        ({"min_minutes": 0}, "/min_minutes", "out_of_range"),
        ({"min_minutes": "60"}, "/min_minutes", "not_a_whole_number"),
        ({"max_minutes": 1.5}, "/max_minutes", "not_a_whole_number"),
        ({"min_minutes": 60, "max_minutes": 30}, "/max_minutes", "below_minimum"),
        ({"lead_minutes": -1}, "/lead_minutes", "out_of_range"),
        ({"lead_minutes": None}, "/lead_minutes", "not_a_whole_number"),
        ({"horizon_days": 99_999}, "/horizon_days", "out_of_range"),
        ({"buffer_before_minutes": True}, "/buffer_before_minutes", "not_a_whole_number"),
        ({"granularity": 0}, "/granularity", "out_of_range"),
        ({"granularity": "week"}, "/granularity", "not_a_whole_number"),
        ({"cross_closed": "yes"}, "/cross_closed", "not_a_boolean"),
        ({"closed_days": "some"}, "/closed_days", "not_a_whole_number"),
        ({"closed_days": -1}, "/closed_days", "out_of_range"),
        ({"closed_days": []}, "/closed_days", "not_a_whole_number"),
    ],
)
def test_a_faulty_field_is_pointed_at(source: Any, pointer: str, code: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        from_dict(source)

    assert (caught.value.pointer, caught.value.code) == (pointer, code)
