import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.invalid import InvalidValue
from matching.record import Record, reliability, trust


@pytest.mark.parametrize(
    ("answered", "asked", "expected"), [(0, 0, 1 / 2), (1, 1, 2 / 3), (50, 50, 51 / 52), (0, 1, 1 / 3), (5, 10, 1 / 2)]
)
def test_the_fewer_requests_were_seen_the_nearer_to_a_half(answered: int, asked: int, expected: float) -> None:
    assert reliability(Record(answered=answered, asked=asked)) == pytest.approx(expected)


@pytest.mark.parametrize(("people", "expected"), [(0, 0.0), (1, 1 / 4), (3, 1 / 2), (27, 0.9)])
def test_trust_grows_with_the_people_who_give_it(people: int, expected: float) -> None:
    assert trust(Record(trusted_by=people)) == pytest.approx(expected)


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_one_more_answer_never_makes_anybody_less_reliable(answered: int, silent: int) -> None:
    before = Record(asked=answered + silent, answered=answered)
    after = Record(asked=answered + silent + 1, answered=answered + 1)

    assert 0 < reliability(before) < reliability(after) < 1


@pytest.mark.parametrize(
    ("counts", "pointer"),
    [({"lent": -1}, "/lent"), ({"asked": 1, "answered": 2}, "/answered"), ({"asked": 2**31}, "/asked")],
)
def test_counts_that_cannot_be_are_refused(counts: dict[str, int], pointer: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        Record(**counts)

    assert caught.value.pointer == pointer
