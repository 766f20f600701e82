"""Notices about one booking: a headline that says what happened, over the card as the reader sees it now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from backend.language import mark
from backend.services import booking_reads
from bot.cards.booking import booking_card
from bot.cards.eyes import Eyes
from bot.delivery import Card, Renderer
from bot.owed import Reader
from bot.replies import Say
from bot.texts import html
from models.booking import Booking
from models.errors import NotFound
from models.lifecycle import State
from models.notice import Notice, NoticeKind
from models.resource import Kind

EVERY = frozenset(State)


@dataclass(frozen=True, slots=True)
class Headline:
    """What is said to who lends and to who borrows, and in which states it still has a point."""

    lends: str
    borrows: str
    states: frozenset[State] = EVERY


_K, _S = NoticeKind, State

HEADLINES: Mapping[NoticeKind, Headline] = {
    _K.BOOKING_REQUESTED: Headline(
        mark("🔔 {name} would like to borrow something of yours."),
        mark("🔔 You asked {name} for something."),
        frozenset({_S.REQUESTED}),
    ),
    _K.BOOKING_CONFIRMED: Headline(
        mark("🔔 It is agreed with {name}."),
        mark("🔔 Good news: {name} said yes."),
    ),
    _K.BOOKING_DECLINED: Headline(
        mark("🔔 A request of {name} was declined."),
        mark("🔔 {name} said no this time. You can look for another with /need or /search."),
    ),
    _K.BOOKING_PROPOSED: Headline(
        mark("🔔 Another time was proposed to {name}."),
        mark("🔔 {name} proposes another time."),
        frozenset({_S.REQUESTED}),
    ),
    _K.BOOKING_WITHDRAWN: Headline(
        mark("🔔 {name} no longer needs it."),
        mark("🔔 Your request was taken back."),
    ),
    _K.BOOKING_EXPIRED: Headline(
        mark("🔔 A request ran out before you answered."),
        mark("🔔 Your request ran out unanswered. You can ask somebody else with /need or /search."),
    ),
    _K.BOOKING_CANCELLED: Headline(
        mark("🔔 {name} cancelled a booking."),
        mark("🔔 {name} cancelled a booking. You can look for another with /need or /search."),
    ),
    _K.BOOKING_NO_SHOW: Headline(
        mark("🔔 {name} did not come."),
        mark("🔔 {name} waited, but you did not come."),
    ),
    _K.HANDED_OVER: Headline(
        mark("🔔 {name} has it now. Is that right?"),
        mark("🔔 {name} says that you have it now. Is that right?"),
    ),
    _K.RETURNED: Headline(
        mark("🔔 {name} brought it back."),
        mark("🔔 It is back with {name}."),
    ),
    _K.CLOSED: Headline(
        mark("🔔 A loan came to a good end."),
        mark("🔔 {name} has it back. All done."),
    ),
    _K.EXTENSION_ASKED: Headline(
        mark("🔔 {name} would like to keep it longer."),
        mark("🔔 You asked to keep it longer."),
        frozenset({_S.CONFIRMED, _S.OUT}),
    ),
    _K.EXTENSION_AGREED: Headline(
        mark("🔔 {name} may keep it longer."),
        mark("🔔 {name} agrees: you may keep it longer."),
    ),
    _K.STARTS_SOON: Headline(
        mark("⏰ Soon: you lend something to {name}."),
        mark("⏰ Soon: {name} lends you something."),
        frozenset({_S.CONFIRMED}),
    ),
    _K.DUE_SOON: Headline(
        mark("⏰ {name} should bring it back soon."),
        mark("⏰ It is due back with {name} soon."),
        frozenset({_S.OUT}),
    ),
    _K.OVERDUE: Headline(
        mark("⏰ {name} has not brought it back yet. You can write to them."),
        mark("⏰ Please bring it back to {name}, or ask to keep it longer."),
        frozenset({_S.OUT}),
    ),
}


HEADLINES_OF_SPACES: Mapping[NoticeKind, Headline] = {
    _K.BOOKING_REQUESTED: Headline(mark("🔔 {name} would like to use a room of yours."), mark("🔔 You asked {name}.")),
    _K.HANDED_OVER: Headline(mark("🔔 {name} is in."), mark("🔔 {name} says that you are in. Is that right?")),
    _K.RETURNED: Headline(mark("🔔 {name} has left."), mark("🔔 You have left.")),
    _K.CLOSED: Headline(mark("🔔 A stay came to a good end."), mark("🔔 {name} knows that you have left. All done.")),
    _K.EXTENSION_ASKED: Headline(mark("🔔 {name} would like to stay longer."), mark("🔔 You asked to stay longer.")),
    _K.EXTENSION_AGREED: Headline(mark("🔔 {name} may stay longer."), mark("🔔 {name} agrees: you may stay longer.")),
    _K.STARTS_SOON: Headline(mark("⏰ Soon: {name} comes to use it."), mark("⏰ Soon: your time begins.")),
    _K.DUE_SOON: Headline(mark("⏰ The time of {name} ends soon."), mark("⏰ Your time ends soon.")),
    _K.OVERDUE: Headline(
        mark("⏰ The time of {name} is over. You can write to them."),
        mark("⏰ Your time is over. Say that you have left, or ask to stay longer."),
    ),
}
"""What is said otherwise of rooms."""

_AGREED_ON = mark("🔔 {name} says so too: it is handed over.")


async def render(notice: Notice, reader: Reader, now: datetime) -> Card | None:
    """The booking is read again: what is no longer so is not said."""
    if reader.person is None:
        return None
    try:
        seen = await booking_reads.seen(reader.person, UUID(str(notice.data["booking_id"])))
    except NotFound:
        return None
    if _is_overtaken(notice, seen, now):
        return None
    said = html(reader.language, _headline(notice.kind, seen), name=seen.other)
    card = booking_card(seen, Eyes(reader.language, reader.time_zone, now), headline=said)
    return Say(card.text, card.keyboard)


def _is_overtaken(notice: Notice, seen: booking_reads.Seen, now: datetime) -> bool:
    booking = seen.booking
    return booking.state not in HEADLINES[notice.kind].states or _is_untimely(notice.kind, booking, now)


def _is_untimely(kind: NoticeKind, booking: Booking, now: datetime) -> bool:
    match kind:
        case NoticeKind.STARTS_SOON:
            return now >= booking.starts_at
        case NoticeKind.DUE_SOON:
            return booking.is_overdue(now)
        case NoticeKind.OVERDUE:
            return not booking.is_overdue(now)
        case _:
            return False


def _headline(kind: NoticeKind, seen: booking_reads.Seen) -> str:
    booking = seen.booking
    is_space = booking.resource.kind is Kind.SPACE
    if not is_space and kind is NoticeKind.HANDED_OVER and booking.owner_handed_at and booking.borrower_handed_at:
        return _AGREED_ON
    headline = (HEADLINES_OF_SPACES.get(kind) if is_space else None) or HEADLINES[kind]
    return headline.lends if seen.lends else headline.borrows


RENDERERS: Mapping[NoticeKind, Renderer] = dict.fromkeys(HEADLINES, render)
