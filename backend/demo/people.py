"""Who lives in the demo town: four with a story, and their neighbours."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from random import Random

from backend.demo.geography import AREAS, near
from matching.geo import Point

FIRST_ID = 1001
ADA, BEN, LENA, MORWENNA = range(FIRST_ID, FIRST_ID + 4)


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Somebody with a Telegram account; `days_ago` is when they joined."""

    telegram_id: int
    name: str
    language: str
    area: str
    door: Point
    days_ago: int
    story: str = ""

    @property
    def username(self) -> str:
        """Their name on Telegram."""
        plain = unicodedata.normalize("NFKD", self.name).encode("ascii", "ignore").decode()
        return plain.lower().replace(" ", "_")

    @property
    def settled(self) -> bool:
        """Whether they have been here long enough to have a history."""
        return self.days_ago > 60


LEADING = (
    ("Ada Penrose", "en", "Bridgetown", 112, "owns the hammer drill that everybody asks for"),
    ("Ben Okafor", "en", "Totnes centre", 2, "new in town, with bare walls and no tools"),
    ("Lena Brandt", "de", "Dartington", 96, "came from Freiburg, speaks German with the bot, has the cargo bike out"),
    ("Morwenna Pascoe", "en", "The Narrows", 120, "the steward: founded the group, keeps the tool library"),
)
HOST = "Tom Hannaford"
"""Keeps the co-working space."""
GERMAN_FOUNDER = "Mareike Vogt"

ENGLISH = """
Tom Hannaford, Priya Nair, Jack Luscombe, Ellie Widdicombe, Sam Trewin, Grace Adeyemi, Rosie Cleave, Dan Mortimore,
Hattie Lang, Owen Pryce, Meg Foale, Callum Reid, Nia Evans, Arthur Symons, Bea Kingdon, Leo Marchetti, Iris Yeo,
Kit Sandover, Joan Tapley, Harvey Crocker, Zainab Malik, Fern Edgecombe, Will Rendle, Polly Shears, George Northcott,
Mina Takahashi, Ruth Bickle, Ed Steer, Tamsin Vane, Ivy Coombes, Nathan Bowden, Freya Lidstone, Hugh Maddock,
Dot Perring, Ravi Menon, Stella Brooking
"""
GERMAN = """
Mareike Vogt, Jonas Keller, Felix Sommer, Anke Petersen, Tobias Lindner, Greta Hofmann, Moritz Engel, Sabine Krüger,
Paul Winkler, Heike Baumann, Lukas Arnold, Katrin Seidel, Emil Fuchs, Birgit Lorenz, Matthias Horn, Nele Ostermann,
Jürgen Thiele, Wiebke Claasen, Florian Maurer, Ute Dressler
"""


def cast(rng: Random) -> tuple[Neighbour, ...]:
    """Everybody, the leading four first, then the others as chance has it."""
    others = [(name, "en") for name in _names(ENGLISH)] + [(name, "de") for name in _names(GERMAN)]
    rng.shuffle(others)
    leading = [
        Neighbour(FIRST_ID + number, name, language, area, near(area, rng), days_ago, story)
        for number, (name, language, area, days_ago, story) in enumerate(LEADING)
    ]
    first = FIRST_ID + len(leading)
    return (*leading, *(_neighbour(first + number, *who, rng) for number, who in enumerate(others)))


def _neighbour(telegram_id: int, name: str, language: str, rng: Random) -> Neighbour:
    area = rng.choice(list(AREAS))
    days_ago = 118 if name in (HOST, GERMAN_FOUNDER) else rng.randint(66, 115)
    return Neighbour(telegram_id, name, language, area, near(area, rng), days_ago)


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.replace("\n", " ").split(",")]
