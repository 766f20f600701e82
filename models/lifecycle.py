"""The table of legal moves of a booking; pure. Both doors and every button are drawn from it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class State(StrEnum):
    """Where a booking stands."""

    REQUESTED = "requested"
    CONFIRMED = "confirmed"
    OUT = "out"
    RETURNED = "returned"
    CLOSED = "closed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"


HOLDING = frozenset({State.REQUESTED, State.CONFIRMED, State.OUT})
OPEN = HOLDING | {State.RETURNED}
ENDED = frozenset(State) - OPEN
ADDRESS_SHOWN = frozenset({State.CONFIRMED, State.OUT, State.RETURNED})


class Action(StrEnum):
    """What a person, or time, can do with a booking."""

    CONFIRM = "confirm"
    DECLINE = "decline"
    PROPOSE = "propose"
    ACCEPT_TIME = "accept_time"
    WITHDRAW = "withdraw"
    EXPIRE = "expire"
    HAND_OVER = "hand_over"
    RETURN = "return"
    EXTEND = "extend"
    AGREE_EXTENSION = "agree_extension"
    CANCEL = "cancel"
    NO_SHOW = "no_show"
    CLOSE = "close"


class Role(StrEnum):
    """In which capacity somebody acts on a booking."""

    BORROWER = "borrower"
    OWNER = "owner"
    STEWARD = "steward"
    TIME = "time"


_S, _A, _R = State, Action, Role
_LENDER = (_R.OWNER, _R.STEWARD)
_SIDES = (_R.BORROWER, _R.OWNER, _R.STEWARD)

_ROWS: tuple[tuple[State, Action, tuple[Role, ...], State], ...] = (
    (_S.REQUESTED, _A.CONFIRM, _LENDER, _S.CONFIRMED),
    (_S.REQUESTED, _A.DECLINE, _LENDER, _S.DECLINED),
    (_S.REQUESTED, _A.PROPOSE, _LENDER, _S.REQUESTED),
    (_S.REQUESTED, _A.ACCEPT_TIME, (_R.BORROWER,), _S.CONFIRMED),
    (_S.REQUESTED, _A.WITHDRAW, (_R.BORROWER,), _S.WITHDRAWN),
    (_S.REQUESTED, _A.EXPIRE, (_R.TIME,), _S.EXPIRED),
    (_S.CONFIRMED, _A.HAND_OVER, _SIDES, _S.OUT),
    (_S.CONFIRMED, _A.CANCEL, _SIDES, _S.CANCELLED),
    (_S.CONFIRMED, _A.NO_SHOW, _LENDER, _S.NO_SHOW),
    (_S.CONFIRMED, _A.EXTEND, (_R.BORROWER,), _S.CONFIRMED),
    (_S.CONFIRMED, _A.AGREE_EXTENSION, _LENDER, _S.CONFIRMED),
    (_S.OUT, _A.HAND_OVER, _SIDES, _S.OUT),
    (_S.OUT, _A.RETURN, (_R.BORROWER,), _S.RETURNED),
    (_S.OUT, _A.RETURN, _LENDER, _S.CLOSED),
    (_S.OUT, _A.EXTEND, (_R.BORROWER,), _S.OUT),
    (_S.OUT, _A.AGREE_EXTENSION, _LENDER, _S.OUT),
    (_S.RETURNED, _A.RETURN, _LENDER, _S.CLOSED),
    (_S.RETURNED, _A.CLOSE, (_R.TIME,), _S.CLOSED),
)

MOVES: Mapping[tuple[State, Action, Role], State] = MappingProxyType(
    {(state, action, role): after for state, action, roles, after in _ROWS for role in roles}
)


def after(state: State, action: Action, role: Role) -> State | None:
    """The state that the action leads to, or None where this role may not do it from here."""
    return MOVES.get((state, action, role))


def actions(state: State, role: Role) -> tuple[Action, ...]:
    """What this role can do with a booking in this state, in the order in which it is offered."""
    return tuple(action for action in Action if (state, action, role) in MOVES)
