"""Single people, for the tests that need no town."""

from __future__ import annotations

from datetime import UTC, datetime

from backend.services import people
from models.person import Person, Provider

NOW = datetime(2026, 5, 30, 10, tzinfo=UTC)


async def neighbour(name: str) -> Person:
    """A registered person of this name."""
    return await people.register(people.Newcomer(Provider.DEVICE, f"device-{name}", name, "en"), now=NOW)
