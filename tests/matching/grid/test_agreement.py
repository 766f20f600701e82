"""The grid against the oracle: whatever happens, the same answers."""

from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from matching.brute_force import BruteForce
from matching.engine import Chore
from matching.grid import GridEngine, calendars, queue
from matching.score import Weights
from matching.stock import stock_of
from tests.matching.grid.world import CLOCKS_CHANGE, NOW, World, words_in_common

WEIGHTS = (Weights(), Weights(distance=0.1, text=1), Weights(distance=0), Weights(half_distance_m=1), Weights(trust=1))


class Twins(RuleBasedStateMachine):
    """Both engines live through the same life; the order is made behind, as a thread would, while it goes on."""

    @initialize(seed=st.integers(0, 2**32), weights=st.sampled_from(WEIGHTS), crowd=st.integers(0, 120))
    def begin(self, seed: int, weights: Weights, crowd: int) -> None:
        self.world = World(seed)
        self.oracle = BruteForce(words_in_common, weights)
        self.grid = GridEngine(words_in_common, weights)
        self.chore: Chore | None = None
        crowded = [self.world.listing(f"i{self.world.dice.randrange(100)}") for _ in range(crowd)]
        self.oracle.load(stock_of(crowded))
        self.grid.load(stock_of(crowded))

    @rule(number=st.integers(0, 99))
    def put(self, number: int) -> None:
        listing = self.world.listing(f"i{number}")
        self.oracle.put(listing)
        self.grid.put(listing)

    @rule(first=st.integers(0, 99), many=st.integers(1, 40))
    def put_what_was_never_there(self, first: int, many: int) -> None:
        """More at once than there is room for, each of a category of its own."""
        for number in range(first, first + many):
            listing = replace(self.world.listing(f"i{number}"), category=f"new {number}")
            self.oracle.put(listing)
            self.grid.put(listing)

    @rule(number=st.integers(0, 99))
    def remove(self, number: int) -> None:
        self.oracle.remove(f"i{number}")
        self.grid.remove(f"i{number}")

    @rule(number=st.integers(0, 99))
    def book(self, number: int) -> None:
        listing = self.oracle.get(f"i{number}")
        for busy in self.world.busy((1, 2)) if listing else ():
            self.oracle.book(f"i{number}", busy)
            self.grid.book(f"i{number}", busy)

    @rule(number=st.integers(0, 99))
    def give_back(self, number: int) -> None:
        listing = self.oracle.get(f"i{number}")
        if listing is not None:
            given_back = replace(listing, busy=listing.busy[1:])
            self.oracle.put(given_back)
            self.grid.put(given_back)

    @rule()
    def begin_an_order(self) -> None:
        self.chore = self.grid.chore(at_once=True)

    @rule()
    def adopt_the_order(self) -> None:
        if self.chore is not None:
            self.chore.finish(self.chore.work())
        self.chore = None

    @rule(compiled=st.booleans())
    def search(self, compiled: bool) -> None:
        self.grid.compiled = compiled
        query = self.world.query()
        anything = replace(query, categories=None, text="drill")

        assert self.grid.search(query) == self.oracle.search(query)
        assert self.grid.search(anything) == self.oracle.search(anything)

    @invariant()
    def hold_the_same(self) -> None:
        names = [f"i{number}" for number in range(0, 100, 9)]

        assert len(self.grid) == len(self.oracle)
        assert [self.grid.get(name) for name in names] == [self.oracle.get(name) for name in names]


TestTwins = Twins.TestCase
TestTwins.settings = settings(max_examples=25, stateful_step_count=20, deadline=None)


@pytest.mark.parametrize("now", [NOW, CLOCKS_CHANGE], ids=["any time", "clocks change"])
@pytest.mark.parametrize("compiled", [True, False], ids=["compiled", "without compiler"])
def test_a_crowded_world_under_change_gives_the_answers_of_the_oracle(
    compiled: bool,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(queue, "LATE_AT_LEAST", 40)
    monkeypatch.setattr(calendars, "IDLE", 50)
    world, oracle = World(3, now), BruteForce(words_in_common)
    grid = GridEngine(words_in_common, compiled=compiled)

    for number in range(1_500):
        listing = world.listing(f"i{world.dice.randrange(1_000)}")
        for engine in (oracle, grid):
            engine.put(listing)
            engine.remove(f"i{number * 7 % 1_200}")
        if number % 10 == 0:
            query = world.query()
            assert grid.search(query) == oracle.search(query)
