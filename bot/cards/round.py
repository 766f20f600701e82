"""A round as a card: what it is for, until when one can ask, one's own requests, and afterwards how it was decided."""

from __future__ import annotations

from collections.abc import Sequence

from backend.language import duration, listing, mark, sentence
from backend.services.round_records import Result
from backend.services.rounds import Shown
from bot.callback_data import Verb, pack
from bot.cards.eyes import Eyes
from bot.keyboards import Row, beside, button
from bot.texts import Html, blocks, bold, escape, html, html_plural, lines
from models.resource import Resource
from models.round import RequestState, RoundRequest, RoundState

_SIGNS = 16
_UNTIL = mark("Requests until {until}.")
_CLOSED = mark("Requests were collected until {until}. It is being decided.")
_CALLED_OFF = mark("This round was called off.")
_BOOKINGS = mark("For {window}.")
_HOW = mark(
    "As many requests as possible are served. Where not all can be, those come first who had least in the last {time},"
    " then the shorter way, then a draw."
)
_FINGERPRINT = mark("The draw is fixed already; its fingerprint: {fingerprint}…")
_SEED = mark("The seed of the draw was {seed}; anybody can compute the round again from it.")
_MINE = mark("Your requests:")
_ANY = mark("any of them")
_ASK = mark("🙋 Ask in this round")
_CHANGE, _DROP = mark("✏ Change {n}"), mark("✖ Take {n} back")
_CALL_OFF, _SURE = mark("Call the round off"), mark("Yes, call it off")
_LOOK = mark("📖 Look at {thing}")
_ROUNDS = mark("🎲 All rounds")
_WAS = {
    RequestState.GIVEN: mark("✅ {thing}, {period}"),
    RequestState.NOT_GIVEN: mark("✖ {wish}: not this time."),
    RequestState.OVERTAKEN: mark("✖ {wish}: was given to you, but somebody took it at that very moment. I am sorry."),
    RequestState.IMPOSSIBLE: mark("✖ {wish}: nothing was free then."),
}


def round_text(eyes: Eyes, seen: Shown, own: Sequence[RoundRequest], result: Result | None = None) -> Html:
    """The card; with the result, where it is decided."""
    found, language = seen.round, eyes.language
    things = escape(listing(language, [thing.title for thing in seen.things]))
    window = html(language, _BOOKINGS, window=eyes.period(found.starts_at, found.ends_at))
    head = lines(Html(f"🎲 {bold(found.name)}"), things, window, _standing(eyes, seen))
    if result is not None:
        return blocks(head, result_lines(eyes, own, result, seen.things), html(language, _SEED, seed=found.seed))
    wishes = [_numbered(eyes, number, one, seen.things) for number, one in enumerate(own, start=1)]
    mine = lines(html(language, _MINE), *wishes) if wishes else None
    return blocks(head, mine, _rules(eyes, seen))


def _standing(eyes: Eyes, seen: Shown) -> Html | None:
    found, language = seen.round, eyes.language
    if found.state is RoundState.CALLED_OFF:
        return html(language, _CALLED_OFF)
    if found.state is RoundState.DONE:
        return None
    is_open = found.takes_requests(eyes.now)
    until = html(language, _UNTIL if is_open else _CLOSED, until=eyes.period(found.cut_off_at))
    return lines(until, html_plural(language, "{n} request so far.", "{n} requests so far.", seen.asked))


def _rules(eyes: Eyes, seen: Shown) -> Html | None:
    found, language = seen.round, eyes.language
    if not found.takes_requests(eyes.now):
        return None
    weeks = html_plural(language, "{n} week", "{n} weeks", found.weeks)
    fingerprint = html(language, _FINGERPRINT, fingerprint=found.seed_hash[:_SIGNS])
    return lines(html(language, _HOW, time=weeks), fingerprint)


def result_lines(eyes: Eyes, own: Sequence[RoundRequest], result: Result, things: Sequence[Resource]) -> Html:
    """What became of one's own requests, and how that was decided."""
    mine = [_became(eyes, one, things) for one in own]
    return blocks(lines(*mine), decided(eyes.language, result))


def decided(language: str, result: Result) -> Html:
    """In a sentence: how many asked, how many could be served, and what settled it."""
    asked, served = len(result.ranked), result.served
    if served == asked:
        return html_plural(language, "{n} asked, and was served.", "{n} asked, and all could be served.", asked)
    if len(result.found.levels) > 1:
        return html_plural(
            language,
            "{n} asked, {served} could be served; those who had least lately came first.",
            "{n} asked, {served} could be served; those who had least lately came first.",
            asked,
            served=served,
        )
    return html_plural(
        language,
        "{n} asked, {served} could be served; all had had equally much lately, so the shorter way decided, then the"
        " draw.",
        "{n} asked, {served} could be served; all had had equally much lately, so the shorter way decided, then the"
        " draw.",
        asked,
        served=served,
    )


def _became(eyes: Eyes, one: RoundRequest, things: Sequence[Resource]) -> Html:
    if one.state is RequestState.GIVEN and one.booking is not None:
        period = eyes.period(one.booking.starts_at, one.booking.ends_at)
        return html(eyes.language, _WAS[one.state], thing=bold(one.booking.resource.title), period=period)
    wording = _WAS.get(one.state)
    wish = wish_line(eyes, one, things)
    return html(eyes.language, wording, wish=wish) if wording else wish


def _numbered(eyes: Eyes, number: int, one: RoundRequest, things: Sequence[Resource]) -> Html:
    return Html(f"{number}. {wish_line(eyes, one, things)}")


def wish_line(eyes: Eyes, one: RoundRequest, things: Sequence[Resource]) -> Html:
    """What was asked for: which things, when, for how long."""
    titles = [thing.title for thing in things if str(thing.id) in one.resource_ids]
    named = escape(listing(eyes.language, titles, "or")) if titles else html(eyes.language, _ANY)
    length = escape(duration(eyes.language, one.duration_minutes))
    return Html(f"{named} · {eyes.period(one.starts_at, one.ends_at)} · {length}")


def round_buttons(eyes: Eyes, seen: Shown, own: Sequence[RoundRequest], *, steward: bool) -> list[Row]:
    """What one can do with it now."""
    found, language = seen.round, eyes.language
    to_list = button(sentence(language, _ROUNDS), Verb.ROUNDS)
    if not found.takes_requests(eyes.now):
        return [*booking_buttons(language, own), to_list]
    ask = button(sentence(language, _ASK), Verb.ROUND_ASK, found.id)
    rows = [_own_row(language, number, one) for number, one in enumerate(own, start=1)]
    off = button(sentence(language, _CALL_OFF), Verb.ROUND_OFF, found.id) if steward else []
    return [ask, *rows, beside(off, to_list)]


def sure_button(language: str, seen: Shown) -> Row:
    """Calling it off, said twice."""
    return button(sentence(language, _SURE), Verb.ROUND_OFF, seen.round.id, words=("sure",))


def booking_buttons(language: str, own: Sequence[RoundRequest]) -> list[Row]:
    """The bookings that came of one's requests."""
    return [
        button(sentence(language, _LOOK, thing=one.booking.resource.title), Verb.BOOKING, one.booking.id)
        for one in own
        if one.booking is not None
    ]


def _own_row(language: str, number: int, one: RoundRequest) -> Row:
    change = button(sentence(language, _CHANGE, n=number), Verb.ROUND_ASK, one.round_id, words=(pack(one.id),))
    drop = button(sentence(language, _DROP, n=number), Verb.ROUND_DROP, one.id, version=one.version)
    return beside(change, drop)
