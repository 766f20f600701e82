"""What an owner is asked to lend, by whom and for when, with the two answers under it."""

from __future__ import annotations

from backend.language import distance, duration, mark, sentence
from backend.services.asks import Put
from bot.callback_data import Verb
from bot.cards.blocking import Met, block_button
from bot.cards.eyes import Eyes
from bot.keyboards import Row, beside, button
from bot.texts import Html, blocks, bold, escape, html, lines
from models.inquiry import Answer
from models.need import NeedState

_NEEDS = mark("{name} needs: {what}")
_FOR = mark("for {length}")
_WOULD_FIT = mark("{thing} would do. Can you lend it?")
_LEND, _NOT_NOW = mark("✅ I can lend it"), mark("Not this time")
_ENDED = {
    Answer.YES: mark("You said yes. Thank you!"),
    Answer.NO: mark("You said not this time. Thank you for answering."),
    Answer.CLOSED: mark("This was settled meanwhile. Thank you all the same."),
}
_HOW_OFTEN = mark("/settings says how often you may be asked.")


def ask_text(eyes: Eyes, put: Put) -> Html:
    """The question, or how it was settled."""
    language, ask, need = eyes.language, put.ask, put.need
    period = eyes.period(need.starts_at, need.ends_at) if need.starts_at else None
    length = html(language, _FOR, length=duration(language, need.duration_minutes or 0))
    near = escape(distance(language, put.near.low_m, put.near.high_m))
    wanted = html(language, _NEEDS, name=need.person.name, what=bold(need.text))
    asked = html(language, _WOULD_FIT, thing=bold(ask.resource.title))
    told = html(language, _ENDED[ask.answer]) if ask.answer in _ENDED else None
    often = None if told else html(language, _HOW_OFTEN)
    return blocks(lines(wanted, period, length if need.duration_minutes else None, near), told or asked, often)


def ask_buttons(eyes: Eyes, put: Put) -> list[Row]:
    """Yes and no, while it is needed, and the way to hear no more of whoever asks."""
    if put.ask.answer in {Answer.YES, Answer.CLOSED} or put.need.state is not NeedState.OPEN:
        return []
    yes = button(sentence(eyes.language, _LEND), Verb.ANSWER, put.ask.id, words=("yes",))
    no = button(sentence(eyes.language, _NOT_NOW), Verb.ANSWER, put.ask.id, words=("no",))
    block = block_button(eyes.language, put.need.person.name, Met.ASK, put.ask.id)
    return [beside(yes, [] if put.ask.answer is Answer.NO else no), block]
