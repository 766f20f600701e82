"""The scenes that are played in the chat with the bot."""

from __future__ import annotations

from datetime import timedelta

from backend.cli.play.stage import AREA, GROUP, HOME, LASTS, Play


async def come_in(play: Play) -> None:
    """Ann and Ben join by the invitation; Ben says where he lives, Ann leaves that for later."""
    await play.ann.opens(play.link)
    await play.ann.presses("Go on as {name}", name="Ann")
    await play.ann.presses("Later")
    await play.ben.opens(play.link)
    await play.ben.presses("Go on as {name}", name="Ben")
    await play.ben.presses(AREA)


async def offer(play: Play) -> None:
    """Ann offers her drill, with a photo and a pin."""
    ann, speech = play.ann, play.speech
    await ann.types("/offer")
    await ann.sends_photo()
    await ann.types(speech.thing)
    await ann.presses(speech.category)
    await ann.sends_place(*HOME)
    await ann.presses("Go on")
    await ann.presses("✅ Offer it now")
    await ann.reads("“{title}” is listed. Neighbours in {groups} can find it now.", title=speech.thing, groups=GROUP)


async def ask(play: Play) -> None:
    """Ben says what he needs in one line, sees what there is, and asks for it."""
    await play.ben.types(play.speech.need)
    await play.ben.presses("Ask for {thing}", thing=play.speech.thing)
    await play.ben.types(play.speech.note)
    await play.ben.presses("✅ Send request")


async def accept(play: Play) -> None:
    """Ann hears of it and says yes; Ben hears of that, and looks up where to meet."""
    await play.ann.reads("🔔 {name} would like to borrow something of yours.", name="Ben")
    await play.ann.presses("✅ Accept request")
    await play.ben.reads("🔔 Good news: {name} said yes.", name="Ann")
    await play.ben.presses("📍 Where exactly?")


async def be_reminded(play: Play) -> None:
    """A day before, both are reminded."""
    await play.later(play.starts_at - timedelta(hours=24))
    await play.ann.reads("⏰ Soon: you lend something to {name}.", name="Ben")
    await play.ben.reads("⏰ Soon: {name} lends you something.", name="Ann")


async def hand_over(play: Play) -> None:
    """On Saturday both say that it changed hands."""
    await play.later(play.starts_at)
    await play.ann.presses("📦 I handed it over")
    await play.ben.reads("🔔 {name} says that you have it now. Is that right?", name="Ann")
    await play.ben.presses("📦 I have it")
    await play.ann.reads("🔔 {name} says so too: it is handed over.", name="Ben")


async def give_back(play: Play) -> None:
    """When the time is over both say that it is back."""
    await play.later(play.starts_at + LASTS)
    await play.ben.presses("📦 I gave it back")
    await play.ann.reads("🔔 {name} brought it back.", name="Ben")
    await play.ann.presses("✅ It is back")
    await play.ann.reads("✅ Back with you, all done. Thank you for lending it to {name}.", name="Ben")
    await play.ben.reads("🔔 {name} has it back. All done.", name="Ann")
