"""Plain listings for the peers of the bench."""

from __future__ import annotations

from typing import Any

from backend.bench import terms
from backend.bench.country import key_of
from matching.engine import Listing


def listing(number: int, cell: str, **options: Any) -> Listing:
    """One of category "a" that everybody sees."""
    groups = frozenset({terms.EVERYBODY})
    plain: dict[str, Any] = {"kind": "tool", "category": "a", "groups": groups, "owner": "", "key": key_of(number)}
    return Listing(id=str(number), cell=cell, **plain | options)
