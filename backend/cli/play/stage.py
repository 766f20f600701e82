"""Who is in the play, and what they bring with them from one scene to the next."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from backend.cli.play.house import House
from backend.cli.play.people import Called, Device, Neighbour
from backend.cli.play.time import saturday_after

CENTRE = (50.4316, -3.6839)
AREA, AREA_POINT = "Bridgetown", (50.4330, -3.6760)
HOME = (50.4379, -3.6902)
GROUP = "Transition Town Totnes"
CATEGORY = "tool.drilling.hammer-drill"
ZONE = "Europe/London"
LASTS = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class Speech:
    """What people type in one language; what they press and read are the bot's own words."""

    need: str
    thing: str
    category: str
    note: str


SPEECH = {
    "en": Speech("/need drill saturday afternoon", "Bosch hammer drill", "Hammer drill", "For two shelves"),
    "de": Speech("/need Bohrhammer Samstag Nachmittag", "Bosch Bohrhammer", "Bohrhammer", "Für zwei Regale"),
}


@dataclass
class Play:
    """Ada, who starts the group; Ann, who has a drill; Ben, who needs one on Saturday."""

    house: House
    language: str = "en"
    link: str = ""
    booking: str = ""
    calls: list[Called] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.ada = self._neighbour(101, "Ada", "en")
        self.ann = self._neighbour(102, "Ann", self.language)
        self.ben = self._neighbour(103, "Ben", self.language)
        self.starts_at = saturday_after(self.house.time(), ZONE)
        self._devices: dict[str, Device] = {}

    @property
    def people(self) -> tuple[Neighbour, Neighbour, Neighbour]:
        return self.ada, self.ann, self.ben

    @property
    def speech(self) -> Speech:
        return SPEECH[self.language]

    @property
    def times(self) -> dict[str, str]:
        """When Ben needs it, as the API wants it."""
        return {"starts_at": self.starts_at.isoformat(), "ends_at": (self.starts_at + LASTS).isoformat()}

    @property
    def path(self) -> str:
        """Where the booking is."""
        return f"/v1/bookings/{self.booking}"

    def next_saturday(self) -> None:
        """What follows is about another Saturday."""
        self.starts_at = saturday_after(self.house.time(), ZONE)

    async def laptop(self, neighbour: Neighbour) -> Device:
        """Their laptop, signed in through the bot when it is used for the first time."""
        if neighbour.name not in self._devices:
            device = Device(self.house, neighbour.name, self.calls.append)
            await device.sign_in(neighbour)
            self._devices[neighbour.name] = device
        return self._devices[neighbour.name]

    async def later(self, moment: datetime) -> None:
        """Let it be later, and do what the clock does then; what was owed before has been told."""
        await self.house.all_told()
        self.house.time.forward_to(moment)
        await self.house.time_acts()

    def _neighbour(self, number: int, name: str, language: str) -> Neighbour:
        return Neighbour(self.house, self.house.sandbox.add_person(number, name, name.lower(), language), language)


Scene = Callable[[Play], Awaitable[None]]
