"""The same work for each of many, in which no one stands in another's way."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterable
from uuid import UUID

from models.errors import Busy

_LOG = logging.getLogger(__name__)


async def one_by_one(ids: Iterable[UUID], work: Callable[[UUID], Awaitable[int]]) -> int:
    """Do the work for each, and say how often it was done; one that fails is logged and left for the next turn.

    Busy is raised: the database has no time for the others either.
    """
    done = 0
    for one in ids:
        try:
            done += await work(one)
        except Busy:
            raise
        except Exception:  # noqa: BLE001 - whatever is wrong with this one, the others are due as well
            _LOG.exception("%s failed for %s", getattr(work, "func", work), one)
    return done
