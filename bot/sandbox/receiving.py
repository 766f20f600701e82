"""How the bot gets its updates: long polling and the webhook's settings."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from bot.sandbox.call import Call, Handler
from bot.sandbox.errors import ApiError, bad_request
from bot.sandbox.faults import Faults
from bot.sandbox.updates import KINDS
from bot.sandbox.webhook import Hook, Webhook
from bot.sandbox.world import Json

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
LONGEST_POLL_S = 50


@dataclass
class _Poll:
    """One getUpdates that waits."""

    replaced: bool = False
    ended: bool = False

    def over(self) -> bool:
        """Whether there is no more to wait for."""
        return self.replaced or self.ended


class Receiving:
    """The four methods of receiving, over one queue of updates."""

    def __init__(self, webhook: Webhook, faults: Faults) -> None:
        self._webhook = webhook
        self._faults = faults
        self._poll = _Poll()

    def methods(self) -> Mapping[str, Handler]:
        """The handlers by name."""
        return {
            "getUpdates": self.get_updates,
            "setWebhook": self.set_webhook,
            "deleteWebhook": self.delete_webhook,
            "getWebhookInfo": self.get_webhook_info,
        }

    async def get_updates(self, call: Call) -> list[Json]:
        """Confirm what lies before the offset, and wait for more."""
        if self._webhook.hook:
            raise ApiError(
                409,
                "Conflict: can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first",
            )
        self._confirm(call)
        self._poll.replaced = True
        self._poll = poll = _Poll()
        call.world.pulse.beat()
        limit = min(max(1, call.get("limit", 100)), 100)
        updates = call.world.updates
        try:
            timeout_s = min(max(0, call.get("timeout", 0)), LONGEST_POLL_S)
            await call.world.pulse.until(lambda: poll.over() or updates.waiting(), within_s=timeout_s or 0.001)
        except TimeoutError:
            return []
        if poll.replaced:
            raise ApiError(
                409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
            )
        copies = self._faults.copies_of_each_update
        return [update.json() for update in updates.pending(limit) for _ in range(copies)]

    def _confirm(self, call: Call) -> None:
        """Apply the offset and the wanted kinds."""
        offset = call.get("offset", 0)
        if call.get("allowed_updates") is not None:
            call.world.updates.want(known_kinds(call.get("allowed_updates")))
        if offset >= 0:
            call.world.updates.acknowledge_below(offset)
        else:
            call.world.updates.keep_last(-offset)

    def end_polls(self) -> None:
        """Let a waiting getUpdates go."""
        self._poll.ended = True

    async def set_webhook(self, call: Call) -> bool:
        """Deliver to an address from now on; an empty one means polling."""
        url = call.get("url")
        if not url:
            return await self.delete_webhook(call)
        secret = call.get("secret_token", "")
        if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", secret):
            raise bad_request("secret token contains unallowed characters")
        _check_address(url)
        connections = call.get("max_connections", 40)
        if not 1 <= connections <= 100:
            raise bad_request("max_connections must be between 1 and 100")
        if call.get("allowed_updates") is not None:
            call.world.updates.want(known_kinds(call.get("allowed_updates")))
        self._drop_if_wanted(call)
        await self._webhook.set(Hook(url, secret, connections))
        return True

    async def delete_webhook(self, call: Call) -> bool:
        """Stop delivering."""
        self._drop_if_wanted(call)
        await self._webhook.set(None)
        return True

    def _drop_if_wanted(self, call: Call) -> None:
        """Forget what is pending, if the call says so."""
        if call.get("drop_pending_updates"):
            call.world.updates.drop()

    def get_webhook_info(self, call: Call) -> Json:
        """Where updates go, how many wait, and what went wrong last."""
        hook = self._webhook.hook
        info: Json = {"url": hook.url if hook else "", "has_custom_certificate": False}
        info["pending_update_count"] = call.world.updates.waiting()
        if hook:
            info |= {"max_connections": hook.connections, "ip_address": "127.0.0.1"}
            info["allowed_updates"] = sorted(call.world.updates.allowed)
        return info | (self._webhook.last_error if hook else {})


def known_kinds(wanted: list[Any]) -> list[str]:
    """The kinds of update that a bot asked for; one that does not exist is refused, to find typing errors."""
    unknown = [kind for kind in wanted if kind not in KINDS]
    if unknown:
        raise bad_request(f'unknown update type "{unknown[0]}" in allowed_updates')
    return [str(kind) for kind in wanted]


def _check_address(url: str) -> None:
    """A webhook needs HTTPS; the sandbox takes plain HTTP on the own machine."""
    parts = urlsplit(url)
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK):
        return
    raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
