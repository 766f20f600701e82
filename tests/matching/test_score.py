import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.geo import Band
from matching.invalid import InvalidValue
from matching.reasons import Fit, Reason
from matching.record import NOTHING_YET
from matching.score import DEFAULT, Parts, Weights, nearness, reasons, score
from tests.matching.moments import span

NEW = Reason(Fit.RECORD, {"lent": 0, "asked": 0, "answered": 0})
PERIOD = span("2026-05-04T09:00", "2026-05-04T10:00")
shares = st.floats(0, 1)
distances = st.integers(0, 20_000_000)


@pytest.mark.parametrize(("metres", "expected"), [(0, 1.0), (2_000, 0.5), (6_000, 0.25)])
def test_nearness_halves_at_the_half_distance(metres: int, expected: float) -> None:
    assert nearness(metres, 2_000) == expected


def test_a_perfect_fit_scores_one_and_each_part_counts_by_its_weight() -> None:
    weights = Weights(distance=2, overlap=1, text=1, record=0, trust=0)

    assert score(Parts(0), weights) == 1.0
    assert score(Parts(2_000, 0.5, 0.0), weights) == pytest.approx((2 * 0.5 + 0.5) / 4)


@given(distances, distances, shares, shares)
def test_the_score_only_falls_with_distance(one: int, other: int, overlap: float, text: float) -> None:
    near, far = sorted((one, other))

    assert 0 <= score(Parts(far, overlap, text), DEFAULT) <= score(Parts(near, overlap, text), DEFAULT) <= 1


@pytest.mark.parametrize(
    ("weights", "pointer"),
    [
        ({"distance": -0.1}, "/distance"),
        ({"text": float("nan")}, "/text"),
        ({"overlap": float("inf")}, "/overlap"),
        ({"distance": 0, "overlap": 0, "text": 0, "record": 0, "trust": 0}, ""),
        ({"half_distance_m": 0}, "/half_distance_m"),
    ],
)
def test_weights_without_sense_are_refused(weights: dict[str, int], pointer: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        Weights(**weights)

    assert caught.value.pointer == pointer


def test_reasons_tell_the_band_and_never_the_distance() -> None:
    near = Reason(Fit.DISTANCE, {"low_m": 1_000, "high_m": 2_000})

    assert reasons(Band(1_000, 2_000), (None, 1.0), None, NOTHING_YET) == (near, NEW)
    assert reasons(Band(1_000, 2_000), (PERIOD, 1.0), None, NOTHING_YET) == (near, Reason(Fit.FREE_ALL), NEW)
    assert reasons(Band(1_000, 2_000), (PERIOD, 0.4), 0.7, NOTHING_YET) == (
        near,
        Reason(Fit.FREE_FROM, {"start": PERIOD.start, "end": PERIOD.end}),
        Reason(Fit.TEXT, {"fit": 0.7}),
        NEW,
    )
