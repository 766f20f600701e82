"""Asking around for a need, and answering: I can lend it, or not this time.

need's results ──Ask the owners──▶ results, with how far it has come ──Stop asking──▶ results
the question to an owner ──I can lend it──▶ the booking's card     ──Not this time──▶ thanks
"""

from __future__ import annotations

from backend.language import mark, sentence
from backend.services import asks, booking_reads, inquiries
from bot.callback_data import Verb
from bot.cards.ask import ask_buttons, ask_text
from bot.cards.booking import booking_card
from bot.conversations import need
from bot.conversations.pressing import subject, words
from bot.conversations.when import eyes
from bot.keyboards import keyboard
from bot.replies import Replies, Show, Toast
from bot.routes import Pressed, Route
from bot.turn import Turn

_THANKS = mark("Thank you for answering. I ask somebody else.")


async def around(turn: Turn) -> Replies:
    """Have the owners asked, or stop asking them; then what there is, as before."""
    need_id = subject(turn)
    if words(turn) == ("stop",):
        await inquiries.stop(turn.actor, need_id, now=turn.now)
    else:
        await inquiries.begin(turn.actor, need_id, now=turn.now)
    return await need.results_of(turn, need_id)


async def answer(turn: Turn) -> Replies:
    """An owner's yes or no, to the question of the button."""
    match words(turn):
        case ("yes",):
            return await _agree(turn)
        case ("no",):
            await asks.refuse(turn.actor, subject(turn), now=turn.now)
            return [Toast(sentence(turn.language, _THANKS)), *await question(turn)]
        case _:
            return await question(turn)


async def _agree(turn: Turn) -> Replies:
    put = await asks.agree(turn.actor, subject(turn), now=turn.now)
    if put.booking_id is None:
        return await question(turn)
    card = booking_card(await booking_reads.seen(turn.actor, put.booking_id), eyes(turn))
    return [Show(card.text, card.keyboard)]


async def question(turn: Turn) -> Replies:
    """The question as it stands."""
    put = await asks.get(turn.actor, subject(turn))
    answers = ask_buttons(eyes(turn), put)
    return [Show(ask_text(eyes(turn), put), keyboard(*answers) if answers else None)]


handlers: list[Route] = [
    Pressed(Verb.ASK_AROUND, around, redraw=need.show_results),
    Pressed(Verb.ANSWER, answer, redraw=question),
]
