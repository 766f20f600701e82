"""The loan as it can go: through the bot, through the API, or half by each; each a row of scenes."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from backend.cli.play import api, chat
from backend.cli.play.stage import LASTS, Play, Scene


async def accept_in_chat(play: Play) -> None:
    """Ann hears in the bot of what Ben asked for from his laptop, and says yes there."""
    await play.ann.reads("🔔 {name} would like to borrow something of yours.", name="Ben")
    await play.ann.presses("✅ Accept request")
    await play.ben.reads("🔔 Good news: {name} said yes.", name="Ann")


async def hand_over_by_each(play: Play) -> None:
    """Ann presses, Ben calls."""
    await play.later(play.starts_at)
    await play.ann.presses("📦 I handed it over")
    await play.ben.reads("🔔 {name} says that you have it now. Is that right?", name="Ann")
    await (await play.laptop(play.ben)).post(f"{play.path}/hand-over")
    await play.ann.reads("🔔 {name} says so too: it is handed over.", name="Ben")


async def give_back_by_each(play: Play) -> None:
    """Ben presses, Ann calls."""
    await play.later(play.starts_at + LASTS)
    await play.ben.presses("📦 I gave it back")
    await play.ann.reads("🔔 {name} brought it back.", name="Ben")
    await (await play.laptop(play.ann)).post(f"{play.path}/return")
    await play.ben.reads("🔔 {name} has it back. All done.", name="Ann")


COMING_IN: tuple[Scene, ...] = (api.found_group, chat.come_in)
IN_CHAT: tuple[Scene, ...] = (
    chat.offer,
    chat.ask,
    chat.accept,
    chat.be_reminded,
    chat.hand_over,
    chat.give_back,
)
BY_API: tuple[Scene, ...] = (api.offer, api.ask, api.accept, chat.be_reminded, api.hand_over, api.give_back)
HALF_BY_EACH: tuple[Scene, ...] = (
    chat.offer,
    api.ask,
    accept_in_chat,
    chat.be_reminded,
    hand_over_by_each,
    give_back_by_each,
)


async def perform(play: Play, scenes: Iterable[Scene], after: Callable[[Scene], None]) -> None:
    """Play the scenes one after another; `after` is told of each when nothing is owed to anybody any more."""
    for scene in scenes:
        await scene(play)
        await play.house.all_told()
        after(scene)
