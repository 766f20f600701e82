"""One table from a refusal's code to the sentence that says why, and what to do next."""

from collections.abc import Mapping, Sequence
from string import Formatter
from typing import Protocol

from backend.language.catalogue import mark, sentence
from backend.language.faults import FAULTS
from backend.language.shown import shown

Wordings = Mapping[str, tuple[str, ...]]


class Reasoned(Protocol):
    """A code with the figures that explain it."""

    @property
    def code(self) -> str: ...
    @property
    def params(self) -> Mapping[str, object]: ...


class Refusing(Reasoned, Protocol):
    """What the rules raise when they say no."""

    @property
    def reasons(self) -> Sequence[Reasoned]: ...


# Each code: wordings from the fullest to the plainest; the first whose {names} are all known is said.
# "code.value" is looked up before "code", for the params named in _QUALIFIERS.
REFUSALS: Wordings = {
    "refused": (mark("That is not possible."),),
    "invalid": (mark("Something in this is not right. Please correct it and send it again."),),
    "not_signed_in": (mark("Please sign in first."),),
    "forbidden": (mark("You may not do this. A steward of your group can help."),),
    "forbidden.not_steward": (mark("Only the group's stewards can do this. Ask one of them."),),
    "forbidden.not_yours": (mark("This belongs to somebody else; only they can change it."),),
    "forbidden.suspended": (mark("Your account is on hold. A steward of your group can help."),),
    "forbidden.access_denied": (mark("You said no to this device. Start again if that was a slip."),),
    "not_found": (mark("There is no such thing here. It may have been taken away."),),
    "gone": (mark("This has run out. Please ask for a new one."),),
    "gone.invitation": (mark("This invitation has run out. Please ask for a new one."),),
    "gone.invitation_unreadable": (
        mark("I cannot read an invitation in that. Please paste the link or the code as you were given it."),
    ),
    "gone.category": (mark("This sort of thing is not there any more. Please choose another."),),
    "gone.button": (mark("This button leads nowhere any more. Please begin again with /start."),),
    "gone.area": (mark("This area is not there any more. Please type the place."),),
    "gone.login": (mark("This sign-in has run out. Please start again on your device."),),
    "gone.need": (mark("This request has lapsed. Please say again what you need."),),
    "gone.alert": (mark("This alert has lapsed or was stopped. Please set a new one."),),
    "gone.ask": (mark("This was settled meanwhile. Thank you all the same."),),
    "gone.round": (mark("This round takes no requests any more."),),
    "gone.expired_token": (mark("This code has run out. Please start again."),),
    "conflict.authorization_pending": (mark("Nobody has said yes to this device yet. Please ask again in a moment."),),
    "conflict.enough_alerts": (
        mark("You have {most} alerts already. Please stop one before you set another."),
        mark("You have many alerts already. Please stop one before you set another."),
    ),
    "conflict.enough_blocks": (
        mark("You have blocked {most} people already. Please unblock one before you block another."),
        mark("You have blocked many people already. Please unblock one before you block another."),
    ),
    "conflict.enough_inquiries": (
        mark("You have owners asked for {most} needs already. Please wait for their answers."),
        mark("You have owners asked for several needs already. Please wait for their answers."),
    ),
    "conflict.enough_words": (
        mark("The group has {most} words of its own already. Please remove one first."),
        mark("The group has many words of its own already. Please remove one first."),
    ),
    "conflict.enough_links": (
        mark("The group has {most} links already. Please end one before you propose another."),
        mark("The group has many links already. Please end one before you propose another."),
    ),
    "conflict.link_waits": (mark("The other group has to agree first. One of its stewards can do that."),),
    "conflict.enough_requests": (
        mark("You have {most} requests in this round already. Please change one of them, or take one back."),
        mark("You have many requests in this round already. Please change one of them, or take one back."),
    ),
    "conflict.round_full": (mark("This round has as many requests as it takes."),),
    "conflict.round_undecided": (mark("This round is not decided yet."),),
    "conflict": (mark("That does not fit how things stand now. Please look again."),),
    "taken": (mark("Somebody was faster: it is taken for that time. Please pick another time or another thing."),),
    "not_now": (mark("That cannot be done with this booking now. Please look at it again."),),
    "not_now.requested": (mark("The lender has not answered yet. You can wait, or take the request back."),),
    "not_now.confirmed": (mark("The booking is confirmed already. You can hand over or cancel it."),),
    "not_now.out": (mark("It is already handed over. The next step is its return."),),
    "not_now.returned": (mark("It has come back already. The lender only has to say that all is well."),),
    "not_now.closed": (mark("This booking is finished. You can make a new one."),),
    "not_now.declined": (mark("The lender has declined this. You can ask for another time or another thing."),),
    "not_now.withdrawn": (mark("This request was taken back. You can make a new one."),),
    "not_now.expired": (mark("This request has lapsed without an answer. You can ask again."),),
    "not_now.cancelled": (mark("This booking was cancelled. You can make a new one."),),
    "not_now.no_show": (mark("Nobody came for this booking, so it is over. You can make a new one."),),
    "not_now.over": (mark("The time of this booking is over. You can make a new one."),),
    "not_now.not_a_member": (mark("The borrower is in no group that sees this thing any more. You can decline."),),
    "unavailable": (mark("It cannot be had then. Please pick another time."),),
    "in_progress": (mark("The same request is being worked on. Please wait a moment and ask again."),),
    "key_reused": (mark("This key was used before for another request. Please send a new key."),),
    "stale": (mark("This was changed since you looked. Please load it again and repeat your change."),),
    "too_many": (
        mark("That was too often. Please try again in {retry_after_s}."),
        mark("That was too often. Please try again later."),
    ),
    "too_many.slow_down": (mark("Please ask less often."),),
    "busy": (mark("Too much is going on right now. Please try again in a moment."),),
    "media_refused": (mark("This picture cannot be used. Please send another one."),),
    "media_refused.too_large": (mark("This file is too large. Please send a smaller picture."),),
    "media_refused.too_many_pixels": (mark("This picture has too many pixels. Please send a smaller one."),),
    "media_refused.not_a_picture": (mark("This is not a picture. Please send a JPEG, PNG or WebP."),),
    "media_refused.broken": (mark("This picture is broken. Please send it again or take a new one."),),
}

REASONS: Wordings = {
    "closed": (mark("It is closed then. Please begin and end in the opening hours."),),
    "too_short": (
        mark("That is too short: the shortest time is {min_minutes}. Please pick a later end."),
        mark("That is too short. Please pick a later end."),
    ),
    "too_long": (
        mark("That is too long: the longest time is {max_minutes}. Please pick an earlier end."),
        mark("That is too long. Please pick an earlier end."),
    ),
    "off_grid": (
        mark("Times go in steps of {granularity}. Please pick the nearest one."),
        mark("It cannot begin or end at that minute. Please pick the nearest full step."),
    ),
    "off_grid.day": (mark("It goes by whole days, from midnight to midnight. Please pick days."),),
    "too_soon": (
        mark("That is too soon: it has to be asked for {lead_minutes} ahead. Please pick a later start."),
        mark("That is too soon. Please pick a later start."),
    ),
    "beyond_horizon": (
        mark("That is too far ahead: it can be had for the next {horizon_days}. Please pick an earlier time."),
        mark("That is too far ahead. Please pick an earlier time."),
    ),
    "in_the_past": (mark("That time is past. Please pick one that is still to come."),),
    "no_unit_free": (mark("Nothing is free for all of that time. Please pick another time."),),
    "in_round": (
        mark(
            "For that time wishes are collected until {cut_off_at} and decided together, in the round “{round}”."
            " Please put yours in there, or pick another time."
        ),
        mark(
            "For that time wishes are collected in a round and decided together."
            " Please put yours in there, or pick another time."
        ),
    ),
    "still_out": (mark("It is still out and has not come back. Please pick another thing, or ask again later."),),
}

_QUALIFIERS = ("state", "why", "error", "what", "granularity")


def refusal(language: str, refused: Refusing) -> str:
    """The refusal in words: its reasons, else its one fault, else the sentence of its code."""
    if refused.reasons:
        return " ".join(reason(language, because) for because in refused.reasons)
    faults: Sequence[Reasoned] = getattr(refused, "faults", ())
    if len(faults) == 1:
        return fault(language, faults[0])
    return _worded(language, REFUSALS, refused, otherwise="refused")


def reason(language: str, because: Reasoned) -> str:
    """One reason in words; a reason without a wording of its own is said in general terms."""
    return _worded(language, {"unavailable": REFUSALS["unavailable"], **REASONS}, because, otherwise="unavailable")


def fault(language: str, wrong: Reasoned) -> str:
    """One fault of one field in words."""
    return _worded(language, FAULTS, wrong, otherwise="invalid")


def _worded(language: str, table: Wordings, said: Reasoned, *, otherwise: str) -> str:
    qualified = [f"{said.code}.{said.params[name]}" for name in _QUALIFIERS if name in said.params]
    key = next((key for key in (*qualified, said.code) if key in table), otherwise)
    wording = next(wording for wording in table[key] if _names(wording) <= said.params.keys())
    return sentence(language, wording, **shown(language, said.params))


def _names(wording: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in Formatter().parse(wording) if name}
