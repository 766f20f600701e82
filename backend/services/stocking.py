"""Takes rows of resources page by page, and makes the columns of an index of them."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from functools import lru_cache

from backend.services import listing_rows
from backend.services.calendars import opening_of
from backend.services.cards import Entry, Shown
from backend.services.listing_rows import Found, Rows
from matching import stocking
from matching.engine import KEY_BYTES
from matching.opening import Opening
from matching.record import NOTHING_YET, Record
from matching.rules import Rules
from matching.rules import from_dict as rules_from
from matching.stocked import Stocked
from models.fields import document, moment

ALIKE = 4_096
"""Rules and hours, of which most are like many others, are read once, and are then the same object."""
COLUMNS = "kinds", "categories", "cells", "groups", "owners", "words", "terms", "shown"


class Stocking:
    """key: orders equals without telling anything. known: what is known of owners.

    beyond: resources with groups in which they are seen besides those they are offered to.
    """

    def __init__(self, key: bytes, known: Mapping[str, Record], beyond: Rows) -> None:
        self._hash = hashlib.blake2b(key=key, digest_size=KEY_BYTES)
        self._known, self._beyond = known, _groups(beyond)
        self._read = stocking.Stocking(COLUMNS)

    def __len__(self) -> int:
        return len(self._read)

    def add(self, page: listing_rows.Page) -> None:
        """The resources of the page, in its order."""
        if page.resources:
            self._read.add(self._page(page.resources, page))

    def stocked(self) -> Stocked:
        """All that was added; `shown` is a column as well."""
        return self._read.stocked(
            {
                "groups": ("groups", frozenset),
                "terms": ("terms", lambda one: (read_opening(*one[1:]), read_rules(one[0]))),
                "shown": ("shown", lambda one: Shown(one[0], one[1], bool(one[2]))),
                "records": ("owners", lambda owner: self._known.get(owner, NOTHING_YET)),
                "certificates": ("kinds", lambda _: None),
            },
            moment,
        )

    def _page(self, found: Sequence[Found], page: listing_rows.Page) -> stocking.Page:
        resources, places, owners = zip(*found, strict=True)
        ids, _, _, _, kinds, categories, titles, descriptions, rules, hours, instant = zip(*resources, strict=True)
        _, cells, zones, opening, names = zip(*places, strict=True)
        owner_ids, called = zip(*owners, strict=True)
        offered, beyond = _groups(page.offers), self._beyond
        groups = [(*offered.get(one, ()), *beyond.get(one, ())) for one in ids]
        words = list(map("{} {}".format, titles, descriptions))
        terms = list(zip(rules, hours, opening, zones, strict=True))
        shown = list(zip(called, names, instant, strict=True))
        read: tuple[Sequence[Hashable], ...] = kinds, categories, cells, groups, owner_ids, words, terms, shown
        columns = dict(zip(COLUMNS, read, strict=True))
        return stocking.Page(ids, titles, [self._key(one) for one in ids], columns, page.units, page.held)

    def _key(self, resource_id: str) -> bytes:
        its = self._hash.copy()
        its.update(resource_id.encode())
        return its.digest()


def entries(stocked: Stocked) -> Iterator[Entry]:
    """All of them, one by one."""
    return (Entry(stocked.listing(row), shown) for row, shown in enumerate(stocked.by_id("shown").values()))


def _groups(rows: Rows) -> Mapping[str, Sequence[str]]:
    """By resource."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for resource_id, group_id in rows:
        found[resource_id].append(group_id)
    return found


@lru_cache(maxsize=ALIKE)
def read_rules(text: str) -> Rules:
    """Of a resource's column."""
    return rules_from(document(text))


@lru_cache(maxsize=ALIKE)
def read_opening(own: str | None, places: str | None, zone: str) -> Opening:
    """Of the columns of a resource and of its place."""
    return opening_of(document(own), document(places), zone)
