"""What a conversation may need beside the update and the database."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from backend.config import Settings
from backend.services.locating import Geocoder
from backend.services.photos import Album


@dataclass(frozen=True, slots=True)
class Means:
    """The clock, the settings, where photos are kept, and the address book where there is one."""

    clock: Callable[[], datetime]
    settings: Settings = field(default_factory=Settings)
    album: Album | None = None
    geocoder: Geocoder | None = None
