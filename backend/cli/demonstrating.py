"""`demo`: one loan through the bot and one through the API, in a town of their own, with all that is said shown."""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import orjson
from rich.console import Console
from rich.text import Text

from backend.cli.logs import set_up_logs
from backend.cli.play.api import states
from backend.cli.play.house import opened
from backend.cli.play.loans import BY_API, COMING_IN, IN_CHAT, perform
from backend.cli.play.people import Called, Neighbour, NotAnswered
from backend.cli.play.stage import Play, Scene
from backend.cli.play.time import OwnTime, monday_of
from backend.clock import utc_now
from backend.config import Settings
from backend.config.settings import Log
from bot.sandbox import NotPossible, NotSettled

Chapter = tuple[str, Sequence[Scene]]
CHAPTERS: tuple[Chapter, ...] = (
    ("A group comes to be", COMING_IN),
    ("A loan through the bot", IN_CHAT),
    ("A loan through the API", BY_API),
)
HINT = "To try it yourself in a browser: borrowdale run. To watch one loan go its way: borrowdale demo --once"


def add_demo(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The subcommand that plays the loan."""
    demo = commands.add_parser("demo", help="play one loan through the bot and the API, and show all of it")
    demo.add_argument("--once", action="store_true", help="play it once, in a temporary folder, and end")
    demo.set_defaults(run=_demo)


def _demo(asked: argparse.Namespace, _settings: Settings) -> int:
    if not asked.once:
        print(HINT)
        return 2
    set_up_logs(Log(level="ERROR"))
    return asyncio.run(shown(Console(highlight=False)))


async def shown(console: Console, chapters: Sequence[Chapter] = CHAPTERS) -> int:
    """Play the chapters before the console; 0 if a loan was made and every one was closed at the end."""
    with tempfile.TemporaryDirectory(prefix="borrowdale-demo-") as name:
        folder, time = Path(name), OwnTime(monday_of(utc_now()))
        async with opened(f"sqlite://{folder / 'demo.db'}", folder, time) as house:
            play = Play(house)
            showing = Showing(console, play)
            try:
                return await _played(play, showing, chapters)
            except (NotAnswered, NotPossible, NotSettled) as stuck:
                console.print(Text(f"The play got stuck: {stuck}", style="bold red"))
                return 1


async def _played(play: Play, showing: Showing, chapters: Sequence[Chapter]) -> int:
    for title, scenes in chapters:
        showing.chapter(title)
        await perform(play, scenes, showing.scene)
    ended = await states(play)
    closed = set(ended) == {"closed"}
    showing.chapter(f"All loans are closed: {'yes' if closed else f'no, they are {ended}'}")
    return 0 if closed else 1


@dataclass
class Showing:
    """Prints what is new after each scene: the calls of the API with their answers, and each chat."""

    console: Console
    play: Play
    _called: int = 0
    _seen: dict[tuple[int, int], str] = field(default_factory=dict)

    def chapter(self, title: str) -> None:
        """What comes now."""
        self.console.print()
        self.console.rule(Text(title, style="bold"))

    def scene(self, scene: Scene) -> None:
        """What was said in the scene that is over."""
        self.console.print()
        when = f"{self.play.house.time():%A %H:%M} UTC"
        self.console.print(Text(f"▸ {when}  {(scene.__doc__ or '').strip()}", style="bold green"))
        for call in self.play.calls[self._called :]:
            self._call(call)
        self._called = len(self.play.calls)
        for neighbour in self.play.people:
            self._chat(neighbour)

    def _call(self, call: Called) -> None:
        self.console.print()
        self.console.print(Text(f"{call.who}'s laptop  {call.method} {call.path}  →  {call.status}", style="bold blue"))
        if call.content is not None:
            answer = orjson.dumps(_discreet(call.content), option=orjson.OPT_INDENT_2).decode()
            self.console.print(Text(answer, style="dim"), soft_wrap=True)

    def _chat(self, neighbour: Neighbour) -> None:
        """Each message that is new or has changed, as it stands now."""
        actor, fresh = neighbour.actor, []
        for line in actor.transcript().lines:
            at = (actor.id, line.message_id)
            if self._seen.get(at) != str(line):
                self._seen[at] = str(line)
                fresh.append(str(line))
        if fresh:
            self.console.print()
            self.console.print(Text(f"{neighbour.name}'s chat", style="bold magenta"))
            self.console.print(Text("\n".join(_indented(line) for line in fresh)), soft_wrap=True)


def _indented(line: str) -> str:
    return "\n".join(f"  │ {part}" for part in line.splitlines())


def _discreet(content: object) -> object:
    """The answer without what opens something."""
    if not isinstance(content, dict):
        return content
    return {name: "…" if name in _SECRET else value for name, value in content.items()}


_SECRET = frozenset({"access_token", "refresh_token", "device_code", "login_code"})
