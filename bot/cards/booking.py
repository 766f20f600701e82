"""The card of a booking, by its state and by which side looks; the table of lifecycle decides the buttons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from telegram import InlineKeyboardMarkup

from backend.language import mark, sentence
from backend.services.booking_reads import Seen, possible
from bot.callback_data import Verb
from bot.cards.eyes import Eyes
from bot.keyboards import Row, button, keyboard, pairs
from bot.texts import Html, blocks, bold, html, lines, paragraph
from models.booking import Booking
from models.lifecycle import ENDED, Action, State
from models.resource import Kind

Side = tuple[str, bool]

_NOTE = mark("Note: “{note}”")
_REASON = mark("Reason: “{reason}”")

# (state, whether the reader lends) → how things stand
_STANDING: Mapping[tuple[State, bool], str] = {
    (State.REQUESTED, True): mark("{name} asks for it. Please answer by {by}; after that the request lapses."),
    (State.REQUESTED, False): mark("{name} was asked and has until {by} to answer. Until then it is held for you."),
    (State.CONFIRMED, True): mark("✅ Agreed: you lend it to {name}."),
    (State.CONFIRMED, False): mark("✅ Agreed: {name} lends it to you."),
    (State.OUT, True): mark("📦 Handed over: it is with {name}."),
    (State.OUT, False): mark("📦 Handed over: you have it from {name}."),
    (State.RETURNED, True): mark("{name} says that it is back with you. Is all well?"),
    (State.RETURNED, False): mark("You gave it back. {name} only has to say that all is well."),
    (State.CLOSED, True): mark("✅ Back with you, all done. Thank you for lending it to {name}."),
    (State.CLOSED, False): mark("✅ Given back to {name}, all done. Thank you."),
    (State.DECLINED, True): mark("✖ You declined {name}'s request."),
    (State.DECLINED, False): mark("✖ {name} cannot lend it then."),
    (State.WITHDRAWN, True): mark("↩ {name} took the request back."),
    (State.WITHDRAWN, False): mark("↩ You took your request to {name} back."),
    (State.EXPIRED, True): mark("⌛ The request of {name} lapsed without an answer."),
    (State.EXPIRED, False): mark("⌛ The request lapsed: {name} did not answer in time."),
    (State.CANCELLED, True): mark("✖ Cancelled. You do not lend it to {name}."),
    (State.CANCELLED, False): mark("✖ Cancelled. You do not borrow it from {name}."),
    (State.NO_SHOW, True): mark("✖ {name} did not come, so the booking is over."),
    (State.NO_SHOW, False): mark("✖ {name} noted that you did not come, so the booking is over."),
}
_OTHER_TIME = {
    True: mark("You proposed another time: {proposed}. {name} can agree until {by}."),
    False: mark("{name} proposes another time: {proposed}. You can agree until {by}."),
}
_LONGER = {
    True: mark("{name} asks to keep it until {until}. It is booked until {end}."),
    False: mark("You asked to keep it until {until}. {name} has not answered yet."),
}
_OVERDUE = {
    True: mark("⏰ It was due back by {end} and is still with {name}."),
    False: mark("⏰ It was due back by {end}. {name} is waiting for it."),
}

_LABELS: Mapping[Side, str] = {
    (Action.CONFIRM, True): mark("✅ Accept request"),
    (Action.DECLINE, True): mark("✖ Decline request"),
    (Action.PROPOSE, True): mark("🕑 Other time"),
    (Action.ACCEPT_TIME, False): mark("✅ Accept this time"),
    (Action.WITHDRAW, False): mark("↩ Take request back"),
    (Action.HAND_OVER, True): mark("📦 I handed it over"),
    (Action.HAND_OVER, False): mark("📦 I have it"),
    (Action.RETURN, True): mark("✅ It is back"),
    (Action.RETURN, False): mark("📦 I gave it back"),
    (Action.EXTEND, False): mark("🕑 Keep it longer"),
    (Action.AGREE_EXTENSION, True): mark("✅ Agree to longer"),
    (Action.CANCEL, True): mark("✖ Cancel booking"),
    (Action.CANCEL, False): mark("✖ Cancel booking"),
    (Action.NO_SHOW, True): mark("✖ Nobody came"),
}
_LABELS_OF_SPACES: Mapping[Side, str] = {
    (Action.HAND_OVER, True): mark("🔑 They are in"),
    (Action.HAND_OVER, False): mark("🔑 I am in"),
    (Action.RETURN, True): mark("✅ They have left"),
    (Action.RETURN, False): mark("🔑 I have left"),
    (Action.EXTEND, False): mark("🕑 Stay longer"),
}
_WRITE = mark("💬 Write to {name}")
_WHERE = mark("📍 Where exactly?")
_ALL = mark("📋 My bookings")


@dataclass(frozen=True, slots=True)
class BookingCard:
    """Text and buttons, for an answer or a notice."""

    text: Html
    keyboard: InlineKeyboardMarkup


def booking_card(seen: Seen, eyes: Eyes, *, headline: Html | None = None) -> BookingCard:
    """The booking as this reader sees it now."""
    booking = seen.booking
    what = lines(bold(booking.resource.title), eyes.period(booking.starts_at, booking.ends_at))
    text = blocks(headline, what, standing(seen, eyes), _words(booking, eyes))
    return BookingCard(text, _buttons(seen, eyes))


def standing(seen: Seen, eyes: Eyes) -> Html:
    """How things stand, in one sentence."""
    booking = seen.booking
    named = {
        "name": seen.other,
        "by": eyes.period(booking.reply_by) if booking.reply_by else "",
        "end": eyes.period(booking.ends_at),
        "until": eyes.period(booking.proposed_ends_at) if booking.proposed_ends_at else "",
        "proposed": _proposed(booking, eyes),
    }
    return html(eyes.language, _standing(seen, eyes), **named)


def _standing(seen: Seen, eyes: Eyes) -> str:
    booking, lends = seen.booking, seen.lends
    if booking.proposed_ends_at is not None and booking.state is State.REQUESTED:
        return _OTHER_TIME[lends]
    if booking.proposed_ends_at is not None and booking.state in (State.CONFIRMED, State.OUT):
        return _LONGER[lends]
    if booking.is_overdue(eyes.now):
        return _OVERDUE[lends]
    return _STANDING[booking.state, lends]


def _proposed(booking: Booking, eyes: Eyes) -> str:
    if booking.proposed_starts_at is None:
        return ""
    return eyes.period(booking.proposed_starts_at, booking.proposed_ends_at)


def _words(booking: Booking, eyes: Eyes) -> Html:
    """What the borrower wrote with the request, and why it ended."""
    noted = booking.note and booking.state in (State.REQUESTED, State.CONFIRMED)
    return lines(
        html(eyes.language, _NOTE, note=paragraph(booking.note)) if noted else "",
        html(eyes.language, _REASON, reason=paragraph(booking.reason)) if booking.reason else "",
    )


def label_of(seen: Seen, action: Action) -> str:
    """What the button of an action says, in English; a room is entered and left, a thing handed over."""
    spaces = _LABELS_OF_SPACES if seen.booking.resource.kind is Kind.SPACE else {}
    return spaces.get((action, seen.lends)) or _LABELS[action, seen.lends]


def _buttons(seen: Seen, eyes: Eyes) -> InlineKeyboardMarkup:
    booking, language = seen.booking, eyes.language
    if booking.state in ENDED:
        return keyboard(button(sentence(language, _ALL), Verb.BOOKINGS))
    acts = [_act_button(seen, action, language) for action in possible(booking, seen.role, now=eyes.now)]
    write = button(sentence(language, _WRITE, name=seen.other), Verb.WRITE, booking.id)
    where = button(sentence(language, _WHERE), Verb.WHERE, booking.id) if booking.shows_address() else []
    return keyboard(*pairs(acts), write, where)


def _act_button(seen: Seen, action: Action, language: str) -> Row:
    booking = seen.booking
    text = sentence(language, label_of(seen, action))
    return button(text, Verb.BOOKING_ACT, booking.id, version=booking.version, words=[str(action)])
