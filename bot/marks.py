"""Writes down which updates are answered, many at a time and off the way of the answers."""

import asyncio
import logging

from bot import receipts
from models.transaction import spawn

_LOG = logging.getLogger(__name__)


class Marks:
    """Collects answered updates; one write at a time takes all that came in during the one before."""

    def __init__(self) -> None:
        self._pending: set[int] = set()
        self._writing: asyncio.Task[None] | None = None

    def answered(self, update_id: int) -> None:
        """Have it written that nothing is left to do for this update."""
        self._pending.add(update_id)
        if self._writing is None or self._writing.done():
            self._writing = spawn(self._write())

    async def settled(self) -> None:
        """Wait until all is written."""
        while self._writing and not self._writing.done():
            await asyncio.wait([self._writing])

    async def _write(self) -> None:
        while self._pending:
            batch, self._pending = self._pending, set()
            try:
                await receipts.answered(batch)
            except Exception:  # noqa: BLE001 - the worst that follows is a screen drawn once more
                _LOG.exception("answered updates not marked: %s", sorted(batch))
