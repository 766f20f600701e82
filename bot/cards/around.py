"""How far the asking around for a need has come, in a line, and the button that begins or stops it."""

from __future__ import annotations

from backend.language import mark, sentence
from backend.services.inquiries import Progress
from bot.callback_data import Verb
from bot.keyboards import Row, button
from bot.texts import Html, html, html_plural, lines
from models.inquiry import InquiryState
from models.need import Need

_ASK_OWNERS, _STOP = mark("🙋 Ask the owners"), mark("✋ Stop asking")
_BEGUN = mark("I ask the nearest owners, a few at a time, and tell you as soon as one says yes.")
_AGREED = mark("Somebody said yes.")
_NOBODY = mark("Nobody else is asked any more.")


def around_line(language: str, progress: Progress | None) -> Html | None:
    """Where it stands; nothing while nobody asked for it."""
    if progress is None:
        return None
    count = html_plural(language, "{n} owner was asked so far.", "{n} owners were asked so far.", progress.asked)
    match progress.inquiry.state:
        case InquiryState.ASKING:
            return lines(html(language, _BEGUN), count if progress.asked else None)
        case InquiryState.AGREED:
            return html(language, _AGREED)
        case InquiryState.EXHAUSTED | InquiryState.STOPPED:
            return lines(count if progress.asked else None, html(language, _NOBODY))


def around_button(language: str, need: Need, progress: Progress | None) -> Row:
    """Begin, where nobody was asked yet; stop, while owners are being asked."""
    if progress is None:
        return button(sentence(language, _ASK_OWNERS), Verb.ASK_AROUND, need.id)
    if progress.inquiry.state is InquiryState.ASKING:
        return button(sentence(language, _STOP), Verb.ASK_AROUND, need.id, words=("stop",))
    return []
