"""The index against the scan: whatever happens, the same answers."""

from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from matching import standing_layout, standing_sets, standing_table
from matching.engine import Listing
from matching.geo import cell_of, distance_between_cells
from matching.score import Weights
from matching.standing import StandingScan
from matching.standing_index import COMPILED, Nearest, StandingIndex, Walk
from tests.matching.standing_world import World, numpy_walk, plain_walk, words_in_common

PLAIN, NUMPY = plain_walk(), numpy_walk()
WALKS = (PLAIN, NUMPY)
WEIGHTS = (Weights(), Weights(distance=0.1, text=1), Weights(distance=0), Weights(half_distance_m=1))
LIMITS = st.sampled_from((None, None, 1, 3, 20))


class Twins(RuleBasedStateMachine):
    """Both live through the same life."""

    @initialize(seed=st.integers(0, 2**32), weights=st.sampled_from(WEIGHTS), crowd=st.integers(0, 150))
    def begin(self, seed: int, weights: Weights, crowd: int) -> None:
        self.world = World(seed)
        self.scan = StandingScan(words_in_common, weights)
        self.index = StandingIndex(words_in_common, weights)
        for _ in range(crowd):
            self.put(self.world.dice.randrange(100))

    @rule(number=st.integers(0, 99))
    def put(self, number: int) -> None:
        standing = self.world.standing(f"s{number}")
        self.scan.put(standing)
        self.index.put(standing)

    @rule(number=st.integers(0, 99))
    def remove(self, number: int) -> None:
        self.scan.remove(f"s{number}")
        self.index.remove(f"s{number}")

    @rule()
    def settle(self) -> None:
        self.index.settle()

    @rule(walk=st.sampled_from(WALKS), limit=LIMITS, is_freed=st.booleans())
    def meet(self, walk: Walk, limit: int | None, is_freed: bool) -> None:
        self.index.walk = walk
        listing, now = self.world.listing(), self.world.now()
        options: dict[str, Any] = {"now": now, "limit": limit, "freed": self.world.period() if is_freed else None}

        assert self.index.found_by(listing, **options) == self.scan.found_by(listing, **options)
        assert self.index.nearest(listing, **options) == _numbers(self.scan, listing, options)

    @invariant()
    def hold_the_same(self) -> None:
        names = [f"s{number}" for number in range(0, 100, 9)]

        assert len(self.index) == len(self.scan)
        assert [self.index.get(name) for name in names] == [self.scan.get(name) for name in names]


TestTwins = Twins.TestCase
TestTwins.settings = settings(max_examples=20, stateful_step_count=20, deadline=None)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """What happens at a million happens at some dozens."""
    monkeypatch.setattr(standing_table, "LATE_AT_LEAST", 40)
    monkeypatch.setattr(standing_sets, "IDLE", 2)
    monkeypatch.setattr(standing_sets, "REMEMBERED", 2)


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("walk", [PLAIN, NUMPY, COMPILED], ids=["plain", "numpy", "compiled"])
@pytest.mark.parametrize("seed", [3, 4])
def test_a_crowded_world_under_change_gives_the_answers_of_the_scan(walk: Walk, seed: int) -> None:
    world, scan, index = World(seed), StandingScan(words_in_common), StandingIndex(words_in_common, walk=walk)

    met = 0
    for number in range(1_200):
        standing = world.standing(f"s{world.dice.randrange(500)}")
        for twin in (scan, index):
            twin.put(standing)
            twin.remove(f"s{number * 7 % 600}")
        if number % 8 == 0:
            met += _agree(world, scan, index, world.listing())
    assert met > 50


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("walk", [PLAIN, NUMPY], ids=["plain", "numpy"])
@pytest.mark.parametrize("doubtful_m", [0.0, 0.51])
def test_many_who_wait_at_one_place_are_told_apart(
    monkeypatch: pytest.MonkeyPatch, walk: Walk, doubtful_m: float
) -> None:
    monkeypatch.setattr(standing_layout, "DOUBTFUL_M", doubtful_m)
    world, scan, index = World(5), StandingScan(words_in_common), StandingIndex(words_in_common, walk=walk)
    place, *stalls = (cell_of(50.43 + number / 100, -3.68) for number in range(5))

    met = 0
    for number in range(600):
        standing = world.neighbour(f"s{number % 450}", place)
        scan.put(standing)
        index.put(standing)
        if number % 10 == 0:
            index.remove(f"s{number // 2}")
            scan.remove(f"s{number // 2}")
            met += _agree(world, scan, index, world.listing(world.dice.choice(stalls)))
    assert met > 200


def _agree(world: World, scan: StandingScan, index: StandingIndex, listing: Listing) -> int:
    freed, limit = world.dice.choice((None, None, world.period())), world.dice.choice((None, 1, 3, 20))
    options: dict[str, Any] = {"now": world.now(), "limit": limit, "freed": freed}
    right = scan.found_by(listing, **options)
    assert index.found_by(listing, **options) == right
    assert index.nearest(listing, **options) == _numbers(scan, listing, options)
    return len(right)


def _numbers(scan: StandingScan, listing: Listing, options: dict[str, Any]) -> Nearest:
    """What the scan says, as numbers."""
    found = scan.found_by(listing, **options)
    waiting = [scan.get(one.standing_id) for one in found]
    metres = [distance_between_cells(one.cell, listing.cell) for one in waiting if one]
    return Nearest([one.standing_id for one in found], metres, [one.hit.score for one in found])
