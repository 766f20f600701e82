"""The table of domain.md, spelt out: every (state, action, role) either leads where it says or is refused."""

from itertools import product

import pytest

from models.lifecycle import ENDED, HOLDING, MOVES, OPEN, Action, Role, State, actions, after

BORROWER, OWNER, STEWARD, TIME = Role.BORROWER, Role.OWNER, Role.STEWARD, Role.TIME
LEADS = {
    ("requested", "confirm"): ({OWNER, STEWARD}, "confirmed"),
    ("requested", "decline"): ({OWNER, STEWARD}, "declined"),
    ("requested", "propose"): ({OWNER, STEWARD}, "requested"),
    ("requested", "accept_time"): ({BORROWER}, "confirmed"),
    ("requested", "withdraw"): ({BORROWER}, "withdrawn"),
    ("requested", "expire"): ({TIME}, "expired"),
    ("confirmed", "hand_over"): ({BORROWER, OWNER, STEWARD}, "out"),
    ("confirmed", "cancel"): ({BORROWER, OWNER, STEWARD}, "cancelled"),
    ("confirmed", "no_show"): ({OWNER, STEWARD}, "no_show"),
    ("confirmed", "extend"): ({BORROWER}, "confirmed"),
    ("confirmed", "agree_extension"): ({OWNER, STEWARD}, "confirmed"),
    ("out", "hand_over"): ({BORROWER, OWNER, STEWARD}, "out"),
    ("out", "extend"): ({BORROWER}, "out"),
    ("out", "agree_extension"): ({OWNER, STEWARD}, "out"),
    ("returned", "close"): ({TIME}, "closed"),
}
RETURNS = {
    ("out", "return", BORROWER): "returned",
    ("out", "return", OWNER): "closed",
    ("out", "return", STEWARD): "closed",
    ("returned", "return", OWNER): "closed",
    ("returned", "return", STEWARD): "closed",
}


def expected(state: State, action: Action, role: Role) -> State | None:
    if (state, action, role) in RETURNS:
        return State(RETURNS[state, action, role])
    roles, leads_to = LEADS.get((state, action), (set(), "closed"))
    return State(leads_to) if role in roles else None


@pytest.mark.parametrize(("state", "action", "role"), list(product(State, Action, Role)))
def test_each_move_leads_where_the_table_says_or_nowhere(state: State, action: Action, role: Role) -> None:
    assert after(state, action, role) == expected(state, action, role)


@pytest.mark.parametrize("state", sorted(ENDED))
def test_nothing_can_be_done_with_what_has_ended(state: State) -> None:
    assert [action for role in Role for action in actions(state, role)] == []


def test_every_state_is_either_open_or_ended_and_every_open_one_has_a_way_out() -> None:
    assert set(State) == OPEN | ENDED
    assert OPEN & ENDED == frozenset()
    assert {state for state, _action, _role in MOVES} == OPEN
    assert HOLDING < OPEN


def test_an_owner_is_offered_what_fits_a_request_in_a_steady_order() -> None:
    assert actions(State.REQUESTED, OWNER) == (Action.CONFIRM, Action.DECLINE, Action.PROPOSE)
