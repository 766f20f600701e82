"""A Telegram Bot API server of our own, with actors who chat, for trying and testing the bot."""

from bot.sandbox.dispatch import Request
from bot.sandbox.errors import NotPossible, NotSettled
from bot.sandbox.faults import Effect, Fault
from bot.sandbox.group import Group
from bot.sandbox.limits import Limits
from bot.sandbox.person import Person
from bot.sandbox.sandbox import Sandbox, Setup
from bot.sandbox.transcript import Button, Line, Toast, Transcript

__all__ = [
    "Button",
    "Effect",
    "Fault",
    "Group",
    "Limits",
    "Line",
    "NotPossible",
    "NotSettled",
    "Person",
    "Request",
    "Sandbox",
    "Setup",
    "Toast",
    "Transcript",
]
