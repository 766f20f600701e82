"""The words of a booking's card: how things stand and what its buttons say, for things and for rooms."""

from __future__ import annotations

from collections.abc import Mapping

from backend.language import mark
from models.lifecycle import Action, State

Side = tuple[str, bool]
"""A state or an action, and whether the reader is the one who lends."""

STANDING: Mapping[Side, str] = {
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
OTHER_TIME = {
    True: mark("You proposed another time: {proposed}. {name} can agree until {by}."),
    False: mark("{name} proposes another time: {proposed}. You can agree until {by}."),
}
LONGER = {
    True: mark("{name} asks to keep it until {until}. It is booked until {end}."),
    False: mark("You asked to keep it until {until}. {name} has not answered yet."),
}
OVERDUE = {
    True: mark("⏰ It was due back by {end} and is still with {name}."),
    False: mark("⏰ It was due back by {end}. {name} is waiting for it."),
}

LABELS: Mapping[Side, str] = {
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
STANDING_OF_SPACES: Mapping[Side, str] = {
    (State.CONFIRMED, True): mark("✅ Agreed: {name} can use it."),
    (State.CONFIRMED, False): mark("✅ Agreed with {name}: you can use it."),
    (State.OUT, True): mark("🔑 {name} is in."),
    (State.OUT, False): mark("🔑 You are in."),
    (State.RETURNED, True): mark("{name} says that they have left. Is all well?"),
    (State.RETURNED, False): mark("You have left. {name} only has to say that all is well."),
    (State.CLOSED, True): mark("✅ {name} has left, all done."),
    (State.CLOSED, False): mark("✅ All done. {name} knows that you have left."),
    (State.DECLINED, False): mark("✖ {name} cannot let you have it then."),
    (State.CANCELLED, True): mark("✖ Cancelled. {name} does not use it."),
    (State.CANCELLED, False): mark("✖ Cancelled. You do not use it."),
}
LABELS_OF_SPACES: Mapping[Side, str] = {
    (Action.HAND_OVER, True): mark("🔑 They are in"),
    (Action.HAND_OVER, False): mark("🔑 I am in"),
    (Action.RETURN, True): mark("✅ They have left"),
    (Action.RETURN, False): mark("🔑 I have left"),
    (Action.EXTEND, False): mark("🕑 Stay longer"),
}
