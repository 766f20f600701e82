"""Standing searches: wishes that wait, and which of them a new listing, a freed window or an early return meets."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from matching import score
from matching.brute_force import BruteForce
from matching.engine import Hit, Listing, Query, TextScore
from matching.intervals import Period, moment
from matching.score import Weights


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One person's wish that stands up to, not including, the moment `until`; the other fields as in a `Query`."""

    id: str
    person: str
    cell: str
    radius_m: int
    groups: frozenset[str]
    until: datetime
    categories: frozenset[str] | None = None
    kinds: frozenset[str] | None = None
    hidden_owners: frozenset[str] = frozenset()
    certificates: frozenset[str] = frozenset()
    text: str = ""
    period: Period | None = None
    duration_minutes: int | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "until", moment(self.until, "/until"))
        self.query(self.until)

    def query(self, now: datetime) -> Query:
        """The same wish, asked now; nobody is told of a thing of their own."""
        return Query(
            cell=self.cell,
            radius_m=self.radius_m,
            now=now,
            groups=self.groups,
            categories=self.categories,
            kinds=self.kinds,
            hidden_owners=self.unwanted,
            certificates=self.certificates,
            text=self.text,
            period=self.period,
            duration_minutes=self.duration_minutes,
        )

    @property
    def unwanted(self) -> frozenset[str]:
        """Whose things are not told of: those of whom they hide, and their own."""
        return self.hidden_owners | {self.person}

    def stands_at(self, now: datetime) -> bool:
        """Whether it is still wanted: neither its own end nor that of its period has come."""
        return now < self.until and (self.period is None or now < self.period.end)

    def is_touched_by(self, freed: Period | None) -> bool:
        """Whether it may be met by that time becoming free: one without a period never waited for a time."""
        return freed is None or (self.period is not None and self.period.overlaps(freed))


@dataclass(frozen=True, slots=True)
class Match:
    """A standing search that is met, by whom it is kept, and what its person would find."""

    standing_id: str
    person: str
    hit: Hit


class Standings(Protocol):
    """A copy of what is waited for, kept in memory by a follower of the journal.

    position: the journal sequence up to which it is true, set by the follower.
    """

    position: int

    def put(self, standing: Standing) -> None:
        """Add the standing search, or replace the one with its id."""

    def remove(self, standing_id: str) -> None:
        """Forget the standing search; one that is not there is forgotten already."""

    def get(self, standing_id: str) -> Standing | None:
        """The standing search with that id."""

    def found_by(
        self, listing: Listing, *, now: datetime, freed: Period | None = None, limit: int | None = None
    ) -> list[Match]:
        """Those that the listing meets: score falling, equal scores by id, at most `limit` (1 or more).

        freed: only those whose period overlaps this time, which has just become free.
        """

    def __len__(self) -> int:
        """How many standing searches there are."""


class StandingScan:
    """Standings in one dictionary, each asked of an engine that holds the one listing: slow, obvious and right."""

    def __init__(self, text_score: TextScore, weights: Weights = score.DEFAULT) -> None:
        self.position = 0
        self._standings: dict[str, Standing] = {}
        self._text_score = text_score
        self._weights = weights

    def __len__(self) -> int:
        return len(self._standings)

    def put(self, standing: Standing) -> None:
        self._standings[standing.id] = standing

    def remove(self, standing_id: str) -> None:
        self._standings.pop(standing_id, None)

    def get(self, standing_id: str) -> Standing | None:
        return self._standings.get(standing_id)

    def found_by(
        self, listing: Listing, *, now: datetime, freed: Period | None = None, limit: int | None = None
    ) -> list[Match]:
        engine, asked = BruteForce(self._text_score, self._weights), moment(now, "/now")
        engine.put(listing)
        waiting = (one for one in self._standings.values() if one.stands_at(asked) and one.is_touched_by(freed))
        found = [Match(one.id, one.person, hit) for one in waiting for hit in engine.search(one.query(asked))]
        found.sort(key=lambda match: (-match.hit.score, match.standing_id))
        return found[:limit]
