"""Updates on their way to the bot: one queue per chat for messages, one per person for presses."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from bot.sandbox.clock import Clock
from bot.sandbox.pulse import Pulse

Queue = tuple[str, int]
LIFETIMES = {"callback_query": timedelta(seconds=150), "inline_query": timedelta(seconds=30)}
DEFAULT_LIFETIME = timedelta(hours=24)
ONLY_ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
KINDS = frozenset(
    "message edited_message channel_post edited_channel_post business_connection business_message "
    "edited_business_message deleted_business_messages message_reaction message_reaction_count inline_query "
    "chosen_inline_result callback_query shipping_query pre_checkout_query purchased_paid_media poll poll_answer "
    "my_chat_member chat_member chat_join_request chat_boost removed_chat_boost managed_bot guest_message".split()
)
PENDING_KEPT = 100_000


@dataclass(frozen=True)
class Update:
    """One update, where it waits, and until when it is worth delivering."""

    id: int
    kind: str
    body: dict[str, Any]
    queue: Queue
    expires: datetime

    def json(self) -> dict[str, Any]:
        """The Update object."""
        return {"update_id": self.id, self.kind: self.body}


class Updates:
    """Pending updates in order; `allowed` is what the bot last asked for."""

    def __init__(self, clock: Clock, pulse: Pulse) -> None:
        self._clock = clock
        self._pulse = pulse
        self._pending: dict[int, Update] = {}
        self._queues: dict[Queue, dict[int, Update]] = {}
        self._by_lifetime: dict[timedelta, dict[int, Update]] = {}
        self.allowed: frozenset[str] = KINDS - ONLY_ON_REQUEST
        self.next_id = 700_000_001
        self.delivered = 0
        self.expired = 0

    def push(self, kind: str, body: dict[str, Any], queue: Queue) -> None:
        """Queue an update, if the bot wants this kind."""
        if kind not in self.allowed:
            return
        lifetime = LIFETIMES.get(kind, DEFAULT_LIFETIME)
        update = Update(self.next_id, kind, body, queue, self._clock() + lifetime)
        self.next_id += 1
        self._pending[update.id] = update
        self._queues.setdefault(queue, {})[update.id] = update
        self._by_lifetime.setdefault(lifetime, {})[update.id] = update
        if len(self._pending) > PENDING_KEPT:
            self._forget(next(iter(self._pending.values())))
        self._pulse.beat()

    def want(self, kinds: Iterable[str] | None) -> None:
        """Set the kinds that the bot gets from now on; none named means Telegram's default."""
        named = frozenset(kinds or ())
        self.allowed = named or KINDS - ONLY_ON_REQUEST

    def waiting(self) -> int:
        """How many are still worth delivering."""
        now = self._clock()
        for same_lifetime in self._by_lifetime.values():
            while same_lifetime and (oldest := next(iter(same_lifetime.values()))).expires <= now:
                self._forget(oldest)
                self.expired += 1
        return len(self._pending)

    def pending(self, limit: int | None = None) -> list[Update]:
        """What is still worth delivering, oldest first."""
        self.waiting()
        return list(islice(self._pending.values(), limit))

    def queues(self) -> list[Queue]:
        """The queues that have something pending."""
        self.waiting()
        return list(self._queues)

    def head(self, queue: Queue) -> Update | None:
        """The first pending update of a queue."""
        self.waiting()
        return next(iter(self._queues.get(queue, {}).values()), None)

    def acknowledge(self, update_id: int) -> None:
        """Forget an update that the bot has taken."""
        update = self._pending.get(update_id)
        if update is not None:
            self._forget(update)
            self.delivered += 1
        self._pulse.beat()

    def acknowledge_below(self, offset: int) -> None:
        """Forget every update with a smaller id."""
        for update_id in [u for u in self._pending if u < offset]:
            self.acknowledge(update_id)

    def keep_last(self, number: int) -> None:
        """Forget all but the last few."""
        for update_id in list(self._pending)[: -number or None]:
            self.acknowledge(update_id)

    def drop(self) -> None:
        """Forget everything pending."""
        for kept in (self._pending, self._queues, self._by_lifetime):
            kept.clear()
        self._pulse.beat()

    def _forget(self, update: Update) -> None:
        """Take an update out of every list."""
        del self._pending[update.id]
        for same_lifetime in self._by_lifetime.values():
            same_lifetime.pop(update.id, None)
        queue = self._queues[update.queue]
        del queue[update.id]
        if not queue:
            del self._queues[update.queue]
