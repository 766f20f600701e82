"""What a handler gives back: things to show, sent by the frame once the work is committed."""

from dataclasses import dataclass

from telegram import ForceReply, InlineKeyboardMarkup, ReplyKeyboardMarkup, ReplyKeyboardRemove

from bot.texts import Html, blocks

Markup = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply


@dataclass(frozen=True, slots=True)
class Toast:
    """A line over the chat in answer to a press; with `alert` the presser has to close it.

    Where there was no press it is a message.
    """

    text: str
    alert: bool = False


@dataclass(frozen=True, slots=True)
class Show:
    """The screen: the pressed message is edited in place; after a typed message it comes anew, below."""

    text: Html
    keyboard: InlineKeyboardMarkup | None = None


@dataclass(frozen=True, slots=True)
class Say:
    """A message of its own, in the chat the update came from."""

    text: Html
    keyboard: Markup | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo with a caption; `photo` is a file id Telegram knows or the bytes of a JPEG."""

    photo: str | bytes
    caption: Html
    keyboard: InlineKeyboardMarkup | None = None


@dataclass(frozen=True, slots=True)
class Pin:
    """A point on the map, with a name and an address."""

    lat: float
    lon: float
    title: str
    address: str


Reply = Toast | Show | Say | Picture | Pin
Replies = list[Reply]


def headed(said: Html, replies: Replies) -> Replies:
    """The replies with something said at the head of the screen among them, or as a message where there is none."""
    screen = next((reply for reply in replies if isinstance(reply, Show)), None)
    if not said:
        return replies
    if screen is None:
        return [Say(said), *replies]
    below = Show(blocks(said, screen.text), screen.keyboard)
    return [below if reply is screen else reply for reply in replies]
