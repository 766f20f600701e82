"""When and where the tests of the need line are read, and how they show a window."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.need_line import NeedLine

ZONES = {
    "en": "Europe/London",
    "de": "Europe/Berlin",
    "fr": "Europe/Paris",
    "es": "Europe/Madrid",
    "it": "Europe/Rome",
    "nl": "Europe/Amsterdam",
    "pl": "Europe/Warsaw",
}
WEDNESDAY = datetime(2026, 5, 6, 6, 7, tzinfo=UTC)  # 07:07 in London, 08:07 on the continent


def wall(line: NeedLine, language: str) -> str:
    """The window as a clock on the wall shows it, shortly: "09 12:00 - 09 18:00" with the days of May."""
    if line.window is None:
        return "-"
    shown = [moment.astimezone(ZoneInfo(ZONES[language])) for moment in line.window]
    return " - ".join(
        moment.strftime("%d %H:%M" if (moment.year, moment.month) == (2026, 5) else "%Y-%m-%d %H:%M")
        for moment in shown
    )
