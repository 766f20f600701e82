"""Single listings and wishes for the grid, and whether it agrees with the oracle on them."""

from typing import Any

from matching.brute_force import BruteForce
from matching.engine import Listing, Query
from matching.geo import cell_of
from matching.grid import GridEngine
from matching.stock import stock_of
from tests.matching.grid.world import words_in_common
from tests.matching.moments import at

NOW = at("2026-05-04T08:00")
HERE = cell_of(50.43, -3.68)
EVERYONE = frozenset({"group"})
DAY = "2026-05-09"


def listing(name: str, **options: Any) -> Listing:
    plain: dict[str, Any] = {
        "id": name,
        "kind": "tool",
        "category": "drills",
        "cell": HERE,
        "groups": EVERYONE,
        "owner": "olive",
        "key": name.encode()[:8].ljust(8, b"\0"),
    }
    return Listing(**plain | options)


def query(**options: Any) -> Query:
    plain: dict[str, Any] = {"cell": HERE, "radius_m": 20_000, "now": NOW, "groups": EVERYONE}
    return Query(**plain | options)


def both(*listings: Listing) -> tuple[GridEngine, BruteForce]:
    grid, oracle = GridEngine(words_in_common), BruteForce(words_in_common)
    grid.load(stock_of(listings))
    oracle.load(stock_of(listings))
    return grid, oracle


def agree(listings: list[Listing], wish: Query) -> None:
    grid, oracle = both(*listings)
    expected = oracle.search(wish)

    for is_compiled in (True, False):
        grid.compiled = is_compiled
        assert grid.search(wish) == expected
