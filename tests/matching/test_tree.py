import pytest

from matching.invalid import InvalidValue
from matching.tree import ancestors, conflicts, related
from tests.matching.moments import hours

PARENTS = {"room": "floor", "desk 1": "room", "desk 2": "room", "lamp": "desk 1", "kitchen": "floor"}


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("room", "room", True),
        ("room", "desk 1", True),
        ("floor", "desk 1", True),
        ("floor", "lamp", True),
        ("desk 1", "desk 2", False),
        ("desk 2", "lamp", False),
        ("room", "kitchen", False),
        ("room", "shed", False),
    ],
)
def test_what_stands_inside_conflicts_and_neighbours_do_not(one: str, other: str, expected: bool) -> None:
    assert conflicts(PARENTS, one, other) == expected
    assert conflicts(PARENTS, other, one) == expected


def test_a_desk_is_blocked_by_its_room_when_the_times_overlap_in_part() -> None:
    asked, booked, later = hours("2026-05-04", "09:00-11:00", "10:00-12:00", "11:00-12:00")

    assert conflicts(PARENTS, "room", "desk 1")
    assert asked.overlaps(booked)
    assert not asked.overlaps(later)


def test_the_related_are_all_round_and_all_inside() -> None:
    assert related(PARENTS, "room") == {"floor", "desk 1", "desk 2", "lamp"}
    assert related(PARENTS, "desk 2") == {"room", "floor"}
    assert related(PARENTS, "shed") == frozenset()


def test_a_ring_of_rooms_is_refused() -> None:
    with pytest.raises(InvalidValue, match="ring"):
        list(ancestors({"a": "b", "b": "a"}, "a"))
