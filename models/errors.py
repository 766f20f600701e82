"""Every way the program says no: a tree of refusals, each with a stable code."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with what was sent: where (JSON pointer), what, and the figures that explain it."""

    pointer: str
    code: str
    params: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Because:
    """One reason for a refusal, as data; a door puts it into words."""

    code: str
    params: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Instead:
    """Something that would have worked: another time (RFC 3339 in UTC) or another resource."""

    kind: str
    params: dict[str, object]


class Refused(Exception):
    """The program understood and will not do it; nothing was changed."""

    code: ClassVar[str] = "refused"

    def __init__(
        self, *, reasons: tuple[Because, ...] = (), alternatives: tuple[Instead, ...] = (), **params: object
    ) -> None:
        super().__init__(self.code, params)
        self.params = params
        self.reasons = reasons
        self.alternatives = alternatives


class Invalid(Refused):
    """What was sent cannot be right; every fault is listed."""

    code = "invalid"

    def __init__(self, *faults: Fault) -> None:
        super().__init__()
        self.faults = faults

    @classmethod
    def at(cls, pointer: str, code: str, **params: object) -> Invalid:
        """One fault, said in one line."""
        return cls(Fault(pointer, code, params))


class NotSignedIn(Refused):
    """No valid token came with the request."""

    code = "not_signed_in"


class Forbidden(Refused):
    """The person may see the thing but not do this with it."""

    code = "forbidden"


class NotFound(Refused):
    """There is no such thing, or this person may not know of it."""

    code = "not_found"


class Gone(Refused):
    """It was there and has lapsed: a code, an invitation, a draft."""

    code = "gone"


class Conflict(Refused):
    """Possible in itself, but not as things stand."""

    code = "conflict"


class Taken(Conflict):
    """Somebody else was first; the database said so."""

    code = "taken"


class NotNow(Conflict):
    """The thing's state does not allow this action by this role."""

    code = "not_now"


class Unavailable(Conflict):
    """The resource cannot be had then; reasons and nearest alternatives say why and what else."""

    code = "unavailable"


class InProgress(Conflict):
    """The same request is being worked on at this moment."""

    code = "in_progress"


class KeyReused(Refused):
    """The idempotency key was used before with another request."""

    code = "key_reused"


class Stale(Refused):
    """The thing changed since it was read."""

    code = "stale"


class TooMany(Refused):
    """A limit was reached; `retry_after_s` says when to come back."""

    code = "too_many"


class Busy(Refused):
    """The program cannot take this right now; the same request may be sent again."""

    code = "busy"


class MediaRefused(Refused):
    """A picture that will not be kept; `why` is too_large, too_many_pixels, not_a_picture or broken."""

    code = "media_refused"
