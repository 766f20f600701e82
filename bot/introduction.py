"""What the bot says of itself before anybody writes to it: its commands and what it is for, in each language."""

from __future__ import annotations

from telegram import Bot, BotCommand, BotCommandScopeAllGroupChats, BotCommandScopeAllPrivateChats

from backend.language import SOURCE, languages, mark, sentence
from bot.conversations.helping import COMMANDS, IN_GROUPS

_ABOUT = mark("Neighbours lend each other tools, rooms, machines and vehicles.")
_DESCRIPTION = mark(
    "Borrow a drill, lend a ladder, share a van or a room with the neighbours of your group. Press Start; an"
    " invitation link from a neighbour lets you in. Nobody sees where you live before you agree to lend."
)


async def introduce(bot: Bot) -> None:
    """Tell Telegram the commands and descriptions; done at each start, changes nothing the second time."""
    for language in languages():
        code = None if language == SOURCE else language
        private, grouped = _commands(language, COMMANDS), _commands(language, IN_GROUPS)
        await bot.set_my_commands(private, scope=BotCommandScopeAllPrivateChats(), language_code=code)
        await bot.set_my_commands(grouped, scope=BotCommandScopeAllGroupChats(), language_code=code)
        await bot.set_my_description(sentence(language, _DESCRIPTION), language_code=code)
        await bot.set_my_short_description(sentence(language, _ABOUT), language_code=code)


def _commands(language: str, commands: tuple[tuple[str, str], ...]) -> list[BotCommand]:
    return [BotCommand(name, sentence(language, what)) for name, what in commands]
