"""A door on a thread and a loop of its own, for clients that wait for their answers."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from aiohttp import web

from backend.api.app import build_api
from backend.api.connections import Runner
from backend.api.deps import ApiDeps
from backend.api.routing import Route

Opening = Callable[[], AbstractAsyncContextManager[str]]


class Served:
    """What `opening` opens stays open, on the thread, until `close`."""

    def __init__(self, opening: Opening) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="served")
        self._thread.start()
        self._done = asyncio.Event()
        opened: asyncio.Future[str] = self._loop.create_future()
        self._task = asyncio.run_coroutine_threadsafe(self._keep_open(opening, opened), self._loop)
        self.url = asyncio.run_coroutine_threadsafe(_result(opened), self._loop).result()

    async def _keep_open(self, opening: Opening, opened: "asyncio.Future[str]") -> None:
        try:
            async with opening() as url:
                opened.set_result(url)
                await self._done.wait()
        except BaseException as failure:
            if not opened.done():
                opened.set_exception(failure)
            raise

    def close(self) -> None:
        """Close what was opened and end the thread."""
        self._loop.call_soon_threadsafe(self._done.set)
        self._task.result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


async def _result(future: "asyncio.Future[str]") -> str:
    return await future


@asynccontextmanager
async def listening(deps: ApiDeps, table: tuple[Route, ...]) -> AsyncIterator[str]:
    """The door at an address of this machine."""
    runner = Runner(build_api(deps, table), header_timeout_s=5)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()
