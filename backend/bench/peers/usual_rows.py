"""Listings as rows of a table that has all that a search or its answer needs: what the usual peer starts from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import orjson

from backend.bench.peers.full_ranking import vector
from backend.bench.peers.full_rows import Row, buffers
from backend.services.cards import Entry
from matching.geo import centre
from matching.opening import to_dict as opening_to
from matching.rules import to_dict as rules_to
from matching.score import Weights, merit

MAKE = """
DROP TABLE IF EXISTS things, said, taken;
CREATE TABLE things (
  id int PRIMARY KEY, resource uuid NOT NULL, key bytea NOT NULL, title text NOT NULL, kind text NOT NULL,
  category text NOT NULL, owner uuid NOT NULL, owner_name text NOT NULL, place_name text NOT NULL,
  instant boolean NOT NULL, groups uuid[] NOT NULL, words int NOT NULL, units int NOT NULL, before int NOT NULL,
  after int NOT NULL, place point NOT NULL, x float8 NOT NULL, y float8 NOT NULL, z float8 NOT NULL,
  merit float8 NOT NULL, lent int NOT NULL, asked int NOT NULL, answered int NOT NULL, trusted_by int NOT NULL,
  opening jsonb NOT NULL, rules jsonb NOT NULL
);
CREATE TABLE said (id int PRIMARY KEY, words text NOT NULL);
CREATE TABLE taken (listing int NOT NULL, unit int NOT NULL, starts int NOT NULL, ends int NOT NULL);
"""
INDEX = """
CREATE INDEX ON things USING gist (place);
CREATE INDEX ON things (category, kind);
CREATE INDEX ON taken (listing, starts, ends);
"""


def numbered(entries: Sequence[Entry]) -> dict[str, int]:
    """The number, from 1, of each text that things are described by."""
    return {words: number for number, words in enumerate(dict.fromkeys(one.listing.words for one in entries), start=1)}


def rows(entries: Sequence[Entry], said: Mapping[str, int], weights: Weights) -> Iterator[Row]:
    """One for each listing, numbered in their order."""
    for number, (one, shown) in enumerate(entries):
        lat, lon = centre(one.cell)
        record = one.record
        yield (
            *(number, one.id, one.key, one.title, one.kind, one.category, one.owner, *shown),
            *(list(one.groups), said[one.words], len(one.units), *buffers(one), (lon, lat), *vector((lat, lon))),
            *(merit(record, weights), record.lent, record.asked, record.answered, record.trusted_by),
            *(orjson.dumps(stored).decode() for stored in (opening_to(one.opening), rules_to(one.rules))),
        )
