"""What a button carries: verb, subject, version and a few small words, in at most 64 bytes."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

LIMIT_BYTES = 64
_SEPARATOR = "."
_WORD = re.compile(r"[A-Za-z0-9_-]*", re.ASCII)
_SUBJECT = re.compile(r"[A-Za-z0-9_-]{22}|", re.ASCII)
_NUMBER = re.compile(r"0|[1-9a-z][0-9a-z]{0,11}", re.ASCII)
_MISSING = ("", "")
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


class Verb(StrEnum):
    """Every button there is. A code in use never changes its meaning: old cards live for ever."""

    STEP = "s"
    BACK = "b"
    CANCEL = "c"
    HOME = "h"

    # people: coming in, settings, offering
    BEGIN = "ho"
    RESUME = "rs"
    JOIN = "jn"
    LIVE = "lv"
    OFFER = "of"
    THINGS = "ts"
    OWN = "o"
    SETTINGS = "se"
    SETTING = "st"
    PRIVACY = "pv"
    LEAVE = "lx"
    CHAT = "ch"
    LOGIN = "lg"
    HELP = "he"
    # needs, search, bookings, messages
    NEED = "n"
    NEED_RESULTS = "nr"
    NEED_DONE = "nd"
    FIND = "f"
    BROWSE = "fc"
    FOUND = "fr"
    THING = "t"
    ASK = "a"
    BOOKING = "bk"
    BOOKING_ACT = "ba"
    BOOKINGS = "bl"
    WHERE = "bw"
    WRITE = "bm"
    # alerts, and owners asked in waves
    ALERTS = "al"
    ALERT = "ad"
    ALERT_RESULTS = "ar"
    ASK_AROUND = "aa"
    ANSWER = "an"
    # neighbours who are kept apart
    BLOCK = "bx"
    BLOCKS = "bo"
    UNBLOCK = "uk"
    # links between groups
    LINKS = "kl"
    LINK = "kk"
    LINK_PROPOSE = "kp"
    # rounds
    ROUNDS = "rl"
    ROUND = "ro"
    ROUND_OPEN = "rn"
    ROUND_OFF = "rx"
    ROUND_ASK = "rq"
    ROUND_DROP = "rw"


_VERBS = {verb.value: verb for verb in Verb}


@dataclass(frozen=True, slots=True)
class Press:
    """One button, read: what is asked of which thing, in the version of it that the presser saw."""

    verb: Verb
    subject: UUID | None = None
    version: int = 0
    words: tuple[str, ...] = ()


def encode(press: Press) -> str:
    """The button's data; refuses what would not fit, for that is a mistake in the program."""
    parts = [press.verb.value, pack(press.subject), _in_base36(press.version), *press.words]
    if not all(_WORD.fullmatch(word) for word in press.words):
        raise ValueError(f"a button's words are letters, digits, - and _: {press.words}")
    data = _SEPARATOR.join(parts)
    if len(data) > LIMIT_BYTES:
        raise ValueError(f"{len(data)} bytes of callback data, {LIMIT_BYTES} fit: {data}")
    return data


def decode(data: object) -> Press | None:
    """Read a button's data; None for whatever this program has not written itself."""
    if not isinstance(data, str) or len(data) > LIMIT_BYTES:
        return None
    verb, subject, version, *words = [*data.split(_SEPARATOR), *_MISSING]
    if verb not in _VERBS or not _is_well_formed(subject, version, words):
        return None
    press = Press(_VERBS[verb], unpack(subject), int(version, 36), tuple(words[: -len(_MISSING)]))
    return press if encode(press) == data else None


def _is_well_formed(subject: str, version: str, words: list[str]) -> bool:
    fits = _SUBJECT.fullmatch(subject) and _NUMBER.fullmatch(version)
    return bool(fits) and all(_WORD.fullmatch(word) for word in words)


def pack(subject: UUID | None) -> str:
    """The id in 22 signs that fit into buttons and links."""
    return urlsafe_b64encode(subject.bytes).rstrip(b"=").decode() if subject else ""


def unpack(packed: str) -> UUID | None:
    """The id behind 22 signs of `pack`."""
    return UUID(bytes=urlsafe_b64decode(packed + "==")) if packed else None


def unpack_any(text: str) -> UUID | None:
    """As `unpack`, for what may be anything: a link that somebody typed."""
    return unpack(text) if text and _SUBJECT.fullmatch(text) else None


def in_button(moment: datetime) -> str:
    """A moment as a word of a button: whole minutes since 1970."""
    return str(int(moment.timestamp()) // 60)


def _in_base36(number: int) -> str:
    if number < 0:
        raise ValueError(f"a version is not negative: {number}")
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = _DIGITS[rest] + digits
    return digits or "0"
