"""The card of a booking, by its state and by which side looks; the table of lifecycle decides the buttons."""

from __future__ import annotations

from dataclasses import dataclass

from telegram import InlineKeyboardMarkup

from backend.language import mark, sentence
from backend.services.booking_reads import Seen, possible
from bot.callback_data import Verb
from bot.cards import booking_words as words
from bot.cards.blocking import Met, block_button
from bot.cards.eyes import Eyes
from bot.keyboards import Row, beside, button, keyboard, pairs
from bot.texts import Html, blocks, bold, html, lines, paragraph
from models.booking import Booking
from models.lifecycle import ENDED, Action, State
from models.resource import Kind

_NOTE = mark("Note: “{note}”")
_REASON = mark("Reason: “{reason}”")

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
        return words.OTHER_TIME[lends]
    if booking.proposed_ends_at is not None and booking.state in (State.CONFIRMED, State.OUT):
        return words.LONGER[lends]
    if booking.is_overdue(eyes.now):
        return words.OVERDUE[lends]
    of_spaces = words.STANDING_OF_SPACES if booking.resource.kind is Kind.SPACE else {}
    return of_spaces.get((booking.state, lends)) or words.STANDING[booking.state, lends]


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
    of_spaces = words.LABELS_OF_SPACES if seen.booking.resource.kind is Kind.SPACE else {}
    return of_spaces.get((action, seen.lends)) or words.LABELS[action, seen.lends]


def _buttons(seen: Seen, eyes: Eyes) -> InlineKeyboardMarkup:
    booking, language = seen.booking, eyes.language
    block = block_button(language, seen.other, Met.BOOKING, booking.id) if seen.other_id else []
    if booking.state in ENDED:
        return keyboard(beside(button(sentence(language, _ALL), Verb.BOOKINGS), block))
    acts = [_act_button(seen, action, language) for action in possible(booking, seen.role, now=eyes.now)]
    write = button(sentence(language, _WRITE, name=seen.other), Verb.WRITE, booking.id)
    where = button(sentence(language, _WHERE), Verb.WHERE, booking.id) if booking.shows_address(eyes.now) else []
    return keyboard(*pairs(acts), beside(write, block), where)


def _act_button(seen: Seen, action: Action, language: str) -> Row:
    booking = seen.booking
    text = sentence(language, label_of(seen, action))
    return button(text, Verb.BOOKING_ACT, booking.id, version=booking.version, words=[str(action)])
