"""Makes the compiled search for standing wishes ready."""

from matching.grid.warming import EVERYONE, NOON, a_listing
from matching.standing import Standing
from matching.standing_index import COMPILED, StandingIndex, Walk
from matching.wall import DAY


def warmed() -> Walk:
    """The compiled walk, once it was used: compiling takes half a minute where it is not on disk yet.

    It works on an index of its own, so in any thread.
    """
    listing = a_listing(0)
    index = StandingIndex(lambda _asked, _words: 1.0, walk=COMPILED)
    index.put(Standing(id="1", person="1", cell=listing.cell, radius_m=1_000, groups=EVERYONE, until=NOON + DAY))
    index.found_by(listing, now=NOON)
    return COMPILED
