"""The chat page and the endpoints behind it."""

from typing import TYPE_CHECKING

from aiohttp import web

if TYPE_CHECKING:
    from bot.sandbox.sandbox import Sandbox


class Control:
    """Routes under /sandbox and the page itself."""

    def __init__(self, sandbox: "Sandbox") -> None:
        self._sandbox = sandbox

    def add_to(self, app: web.Application) -> None:
        """Add the routes."""
