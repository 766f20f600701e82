"""How far cells are, by whole arrays: to the metre what it is for each alone."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from matching.geo import EARTH_RADIUS_M
from matching.grid.near_by import metres_of
from matching.grid.walk import DOUBTFUL, metres_by_chord, metres_to

Angles = NDArray[np.float64]
HALF_ROUND = np.pi * EARTH_RADIUS_M


def vectors(angles: Angles) -> NDArray[np.float64]:
    """Unit vectors, from angles (n, 2)."""
    lat, lon = angles.T
    return np.stack((np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)), axis=1)


def agree(here: Angles, there: Angles) -> bool:
    """Whether the distances are those that are reckoned one by one; here (2,), there (n, 2)."""
    centres, (x, y, z) = vectors(there), vectors(here[None])[0].tolist()
    point = (*(0.0,) * 6, x, y, z, 0.0, 0.0, 0.0)
    far = ((centres - (x, y, z)) ** 2).sum(axis=1)
    alone = [metres_to(centres, one, point) for one in range(len(there))]
    told = [metres_by_chord(one) for one in far.tolist()]
    tells = [one == right for one, right in zip(told, alone, strict=True) if one != DOUBTFUL]
    return all(tells) and bool((metres_of(centres, far, point) == alone).all())


@given(seed=st.integers(0, 2**32), spread_m=st.sampled_from([1.0, 1e3, 1e5, HALF_ROUND]))
@pytest.mark.parametrize("lat", [0.0, 0.9, -np.pi / 2])
def test_all_at_once_are_as_far_as_one_by_one(seed: int, spread_m: float, lat: float) -> None:
    dice = np.random.default_rng(seed)
    here, opposite = np.array([lat, 3.1]), np.array([-lat, 3.1 - np.pi])
    apart = dice.uniform(-1, 1, (50, 2)) * spread_m / EARTH_RADIUS_M

    assert agree(here, here + apart)
    assert agree(here, opposite + apart)


@given(metres=st.integers(0, 99_999))
def test_what_is_under_a_hundred_kilometres_away_needs_no_trigonometry(metres: int) -> None:
    for apart in (metres - 0.49, metres, metres + 0.49):
        assert metres_by_chord((2 * np.sin(apart / EARTH_RADIUS_M / 2)) ** 2) == metres


def test_half_metres_are_rounded_alike() -> None:
    halves = np.arange(0.5, 20_000) / EARTH_RADIUS_M

    assert agree(np.array([0.9, 3.1]), np.stack((0.9 + halves, np.full(len(halves), 3.1)), axis=1))
