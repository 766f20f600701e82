"""`found`: the first thing a new installation needs, a group with a steward, and an invitation into it."""

from __future__ import annotations

import argparse
import asyncio
import math
import re
import unicodedata

from backend.app import opened_database
from backend.cli.operating import person_called
from backend.cli.serving import say
from backend.clock import utc_now
from backend.config import Settings
from backend.language import SOURCE, fault
from backend.services import groups
from models.errors import Invalid

_REACH_KM = 15.0
_USES, _DAYS = 100, 30
_POINT = re.compile(r"(-?\d+(?:\.\d+)?),\s*(-?\d+(?:\.\d+)?)", re.ASCII)
_NOWHERE = (math.inf, math.inf)
_SHORTEST = 2


def add_founding(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The subcommand that founds a group."""
    found = commands.add_parser("found", help="found a group, and print an invitation into it")
    found.add_argument("name", type=_name, help="what people call it, such as 'Transition Totnes'")
    found.add_argument("--steward", required=True, metavar="PERSON", help="its first admin, by id, Telegram id or name")
    found.add_argument(
        "--at", required=True, type=_point, metavar="LAT,LON", help="its centre, such as --at=50.43,-3.68"
    )
    found.add_argument("--reach-km", type=_reach, default=_REACH_KM, help=f"how far it reaches; {_REACH_KM:g}")
    found.add_argument("--time-zone", help="such as Europe/London; the steward's, if left out")
    found.set_defaults(run=lambda asked, settings: asyncio.run(_found(settings, asked)))


async def _found(settings: Settings, asked: argparse.Namespace) -> int:
    async with opened_database(settings, lambda _line: None):
        steward, now = await person_called(asked.steward), utc_now()
        founding = groups.Founding(
            name=asked.name,
            slug=_slug(asked.name),
            centre=asked.at,
            reach_m=round(asked.reach_km * 1000),
            time_zone=asked.time_zone or steward.time_zone,
            language=steward.language,
        )
        try:
            group = await groups.found(steward, founding, now=now)
        except Invalid as refused:
            refused.params["hint"] = "; ".join(
                f"{wrong.pointer[1:]}: {fault(SOURCE, wrong)}" for wrong in refused.faults
            )
            raise
        code = await groups.invite(steward, group.id, uses=_USES, days=_DAYS, now=now)
    bot = settings.telegram.username
    say(f"{group.name} is founded; its short name is {group.slug}")
    say(f"invitation for {_USES} people and {_DAYS} days: {f'https://t.me/{bot}?start=join_{code}' if bot else code}")
    return 0


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain))[:40].strip("-")


def _name(text: str) -> str:
    if len(_slug(text)) < _SHORTEST:
        raise argparse.ArgumentTypeError("two letters or digits at least")
    return text


def _point(text: str) -> tuple[float, float]:
    written = _POINT.fullmatch(text.strip())
    lat, lon = (float(degrees) for degrees in written.groups()) if written else _NOWHERE
    if not (abs(lat) <= 90 and abs(lon) <= 180):
        raise argparse.ArgumentTypeError("latitude,longitude in degrees, such as 50.43,-3.68")
    return lat, lon


def _reach(text: str) -> float:
    reach = float(text)
    if not 0.2 <= reach <= 100:
        raise argparse.ArgumentTypeError("between 0.2 and 100")
    return reach
