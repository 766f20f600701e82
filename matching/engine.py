"""What a search is asked and what it answers; every engine behind `Engine` gives the same answers."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeAlias

from matching.capacity import Busy
from matching.geo import Band, centre
from matching.intervals import Period, moment
from matching.invalid import InvalidValue
from matching.opening import ALWAYS, Opening
from matching.reasons import Reason
from matching.record import NOTHING_YET, Record
from matching.rules import UNLIMITED, Rules
from matching.supply import Supply
from matching.wall import DAY

if TYPE_CHECKING:
    from matching.stock import Stock

TextScore: TypeAlias = Callable[[str, str], float]
"""From a request and the words of a listing to their fit, 0 to 1."""

LONGEST_WINDOW = 92 * DAY
KEY_BYTES = 8
HALF_THE_EARTH_M = 20_016_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One resource as search knows it: never more exact than its cell.

    cell: the home's cell; a public place may have one of resolution `geo.EXACT`.
    groups: those to which it is offered. words: what its text is scored by.
    certificate: what one must hold to be shown it. record: what is known of its owner.
    key: eight bytes, a keyed hash of the id, no two alike, which settles ties and tells nothing.
    """

    id: str
    kind: str
    category: str
    cell: str
    groups: frozenset[str]
    owner: str
    key: bytes
    title: str = ""
    words: str = ""
    units: tuple[int, ...] = (1,)
    opening: Opening = ALWAYS
    rules: Rules = UNLIMITED
    busy: tuple[Busy, ...] = ()
    certificate: str | None = None
    record: Record = NOTHING_YET

    def __post_init__(self) -> None:
        centre(self.cell)
        _in_range("/key", len(self.key), KEY_BYTES, KEY_BYTES)

    @property
    def supply(self) -> Supply:
        """What decides when it can be had."""
        return Supply(self.opening, self.rules, self.units, self.busy)


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A wish as search knows it, asked from the centre of a cell.

    groups: whose offers the asker may see. hidden_owners: the asker, and whoever blocks or is blocked.
    certificates: those that the asker holds.
    categories: leaves, already expanded; None: any, and then `text` must fit at least a little.
    period: must be free from end to end, or with `duration_minutes` have room for that long somewhere inside.
    """

    cell: str
    radius_m: int
    now: datetime
    groups: frozenset[str]
    categories: frozenset[str] | None = None
    kinds: frozenset[str] | None = None
    hidden_owners: frozenset[str] = frozenset()
    certificates: frozenset[str] = frozenset()
    text: str = ""
    period: Period | None = None
    duration_minutes: int | None = None
    limit: int = 20

    def __post_init__(self) -> None:
        centre(self.cell)
        object.__setattr__(self, "now", moment(self.now, "/now"))
        _in_range("/radius_m", self.radius_m, 0, HALF_THE_EARTH_M)
        _in_range("/limit", self.limit, 1, 1_000)
        if self.duration_minutes is not None:
            self._check_flexible(self.duration_minutes)

    def _check_flexible(self, minutes: int) -> None:
        _in_range("/duration_minutes", minutes, 1, LONGEST_WINDOW // DAY * 24 * 60)
        if self.period is None:
            raise InvalidValue("/period", "missing")
        if self.period.length > LONGEST_WINDOW:
            raise InvalidValue("/period", "too_long", max_days=LONGEST_WINDOW.days)


class Hit(NamedTuple):
    """A listing that fits. free: the period asked for, or the best window for a flexible wish."""

    id: str
    band: Band
    score: float
    reasons: tuple[Reason, ...]
    free: Period | None


class Chore(NamedTuple):
    """What keeps an engine quick: `work` may run in any thread; `finish` takes what it gave, where changes are made."""

    work: Callable[[], Any]
    finish: Callable[[Any], None]


class Engine(Protocol):
    """A copy of what is offered, kept in memory by a follower of the journal.

    position: the journal sequence up to which it is true, set by the follower.
    """

    position: int

    def load(self, stock: "Stock") -> None:
        """Put many at once into an engine that has none."""

    def put(self, listing: Listing) -> None:
        """Add the listing, or replace the one with its id."""

    def book(self, listing_id: str, busy: Busy) -> None:
        """Add one booking to a listing that is there; KeyError for one that is not."""

    def remove(self, listing_id: str) -> None:
        """Forget the listing; one that is not there is forgotten already."""

    def get(self, listing_id: str) -> Listing | None:
        """The listing with that id."""

    def search(self, query: Query) -> list[Hit]:
        """The best hits: score falling, equal scores by key, at most `limit`."""

    def chore(self) -> Chore | None:
        """What there is to do behind, if anything; the one before must be finished first."""

    def __len__(self) -> int:
        """How many listings there are."""


def _in_range(pointer: str, value: int, low: int, high: int) -> None:
    if not low <= value <= high:
        raise InvalidValue(pointer, "out_of_range", low=low, high=high)
