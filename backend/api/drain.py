"""Ending without cutting anybody off: what is running is counted, and nobody stays on the line."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager


class Drain:
    """Counts the requests under way; once begun, connections are closed after their answer."""

    def __init__(self) -> None:
        self.begun = False
        self._under_way = 0
        self._quiet = asyncio.Event()
        self._quiet.set()

    @contextmanager
    def under_way(self) -> Iterator[None]:
        """Count one request for as long as the block runs."""
        self._under_way += 1
        self._quiet.clear()
        try:
            yield
        finally:
            self._under_way -= 1
            if self._under_way == 0:
                self._quiet.set()

    async def finish(self, *, within_s: float) -> bool:
        """Stop being ready and wait for what is under way; False if some of it was still running at the end."""
        self.begun = True
        try:
            async with asyncio.timeout(within_s):
                await self._quiet.wait()
        except TimeoutError:
            return False
        return True
