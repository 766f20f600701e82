"""An update is done once, answered, retried or set aside."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from telegram import Update

from bot import drafts
from bot.callback_data import Press, Verb, encode
from bot.frame import Frame, assemble
from bot.receiving import Outcome
from bot.replies import Replies, Say, Show
from bot.routes import Command, Fallbacks, Pressed, Route, Step
from bot.sending import Sending
from bot.texts import Html, escape
from bot.turn import Turn
from models.errors import Busy, NotNow
from models.person import Identity, Person, Provider
from models.receipt import Draft, Receipt, UpdateId
from tests.bot.wire import Clock, Wire, application_on, cut_off, pressed, refused, typed

Send = Callable[[dict[str, Any]], Awaitable[Outcome]]


@dataclass
class Town:
    """A bot with a few handlers that count what they do."""

    wire: Wire
    clock: Clock
    frame: Frame
    worked: Counter[str] = field(default_factory=Counter)

    async def receive(self, raw: dict[str, Any]) -> Outcome:
        update = Update.de_json(raw, self.frame.bot)
        assert update is not None
        return await self.frame.receiving.receive(update)


async def member(user: int, clock: Clock, **more: Any) -> Person:
    person = await Person.create(name=f"N{user}", language="en", time_zone="Europe/London", created_at=clock(), **more)
    await Identity.create(person=person, provider=Provider.TELEGRAM, subject=str(user), created_at=clock())
    return person


async def note(turn: Turn) -> Replies:
    """Leaves a trace in the database that a rollback would remove."""
    await Person.create(name=turn.argument, language="en", time_zone="UTC", created_at=turn.now)
    return [Say(Html(f"noted {escape(turn.argument)}"))]


async def refuse(turn: Turn) -> Replies:
    await note(turn)
    raise NotNow(state="returned", action="confirm")


async def break_down(turn: Turn) -> Replies:
    await note(turn)
    raise ZeroDivisionError


async def busy(turn: Turn) -> Replies:
    raise Busy


async def begin(turn: Turn) -> Replies:
    await drafts.begin(turn, "offer", "title")
    return [Show(Html("What is it?"))]


async def title(turn: Turn) -> Replies:
    draft = await drafts.advance(turn, "title", title=turn.text)
    return [Show(Html(f"Called {escape(draft.data['title'])}"))]


async def fetched(turn: Turn) -> Replies:
    async def fetch() -> str:
        await asyncio.sleep(0)
        return "from outside"

    return [Say(escape(await turn.outside("thing", fetch)))]


async def home(turn: Turn) -> Replies:
    return [Show(Html("home"))]


ROUTES: list[Route] = [
    Command("note", note),
    Command("refuse", refuse),
    Command("break", break_down),
    Command("busy", busy),
    Command("offer", begin),
    Command("fetch", fetched),
    Step("offer", "title", title),
    Pressed(Verb.HOME, home),
    Pressed(Verb.CANCEL, refuse, redraw=home),
]


@pytest.fixture
async def town(db: object) -> AsyncIterator[Town]:
    wire, clock = Wire(), Clock()
    sending = Sending(clock=clock.monotonic, sleep=clock.sleep)
    fallbacks = Fallbacks(typed=home, pressed=home, redraw=home)
    frame = assemble(application_on(wire), ROUTES, fallbacks, clock=clock, sending=sending)
    await frame.start()
    yield Town(wire, clock, frame)
    await frame.stop()


async def test_an_update_five_times_has_one_effect_and_one_answer(town: Town) -> None:
    outcomes = [await town.receive(typed(1, 7, "/note drill")) for _ in range(5)]

    assert outcomes == [Outcome.DONE] * 5
    assert await Person.filter(name="drill").count() == 1
    assert [call["text"] for call in town.wire.sent("sendMessage")] == ["noted drill"]


async def test_an_update_done_and_answered_by_another_process_is_left_alone(town: Town) -> None:
    await town.receive(typed(1, 7, "/note drill"))
    await town.frame.marks.settled()
    town.frame.receiving._finished.clear()

    assert await town.receive(typed(1, 7, "/note drill")) is Outcome.DONE
    assert len(town.wire.calls) == 1


async def test_an_answer_lost_in_a_crash_is_given_later_without_a_second_effect(town: Town) -> None:
    town.wire.faults.extend([cut_off] * 3)

    first = await town.receive(typed(1, 7, "/note drill"))
    soon = await town.receive(typed(1, 7, "/note drill"))
    town.clock.passed_s += 60
    later = await town.receive(typed(1, 7, "/note drill"))

    assert (first, soon, later) == (Outcome.AGAIN, Outcome.AGAIN, Outcome.DONE)
    assert await Person.filter(name="drill").count() == 1
    assert town.wire.sent("sendMessage")[-1]["text"] == "home"


async def test_a_refusal_leaves_nothing_behind_and_is_explained(town: Town) -> None:
    outcome = await town.receive(typed(1, 7, "/refuse drill"))

    assert outcome is Outcome.DONE
    assert await Person.all().count() == 0
    assert len(town.wire.sent("sendMessage")) == 1
    assert (await UpdateId.get(update_id=1)).state is Receipt.DONE


async def test_a_refused_press_is_answered_with_the_reason_and_redrawn(town: Town) -> None:
    await town.receive(pressed(1, 7, encode(Press(Verb.CANCEL))))

    (answer,) = town.wire.sent("answerCallbackQuery")
    assert answer["show_alert"] is True
    assert 0 < len(answer["text"]) <= 200
    assert [call["text"] for call in town.wire.sent("editMessageText")] == ["home"]


async def test_what_may_pass_is_asked_for_again_and_not_counted(town: Town) -> None:
    outcomes = [await town.receive(typed(1, 7, "/busy")) for _ in range(7)]

    assert outcomes == [Outcome.AGAIN] * 7
    assert await UpdateId.all().count() == 0


async def test_a_poison_update_goes_into_quarantine_and_harms_nobody_else(town: Town) -> None:
    outcomes = [await town.receive(typed(1, 7, "/break it")) for _ in range(6)]
    others = await asyncio.gather(*(town.receive(typed(n, n, f"/note n{n}")) for n in range(2, 30)))

    assert outcomes == [Outcome.AGAIN] * 4 + [Outcome.DONE] * 2
    assert (await UpdateId.get(update_id=1)).state is Receipt.QUARANTINED
    assert others == [Outcome.DONE] * 28
    assert await Person.all().count() == 28


async def test_two_updates_of_one_person_wait_for_each_other(town: Town) -> None:
    await member(7, town.clock)
    await town.receive(typed(1, 7, "/offer"))

    await asyncio.gather(*(town.receive(typed(n, 7, f"title {n}")) for n in range(2, 8)))

    draft = await Draft.get()
    assert draft.version == 7
    assert draft.data == {"title": "title 7"}


async def test_the_screen_comes_below_what_was_typed_and_the_old_one_loses_its_buttons(town: Town) -> None:
    await member(7, town.clock)

    await town.receive(typed(1, 7, "/offer"))
    await town.receive(typed(2, 7, "A <b>drill</b>"))

    assert [name for name, _ in town.wire.calls] == ["sendMessage", "sendMessage", "editMessageReplyMarkup"]
    assert town.wire.sent("sendMessage")[1]["text"] == "Called A &lt;b&gt;drill&lt;/b&gt;"
    assert town.wire.sent("editMessageReplyMarkup")[0]["message_id"] == 1000
    assert (await Draft.get()).anchor_message_id == 1001


async def test_a_step_button_of_an_earlier_step_is_an_old_card(town: Town) -> None:
    await member(7, town.clock)
    await town.receive(typed(1, 7, "/offer"))
    await town.receive(typed(2, 7, "a drill"))
    draft = await Draft.get()

    await town.receive(pressed(3, 7, encode(Press(Verb.STEP, draft.id, 1))))
    await town.receive(pressed(4, 7, encode(Press(Verb.STEP, draft.id, 2))))

    toasts = [answer.get("text") or "" for answer in town.wire.sent("answerCallbackQuery")]
    assert ["older message" in text for text in toasts] == [True, False]
    assert [call["text"] for call in town.wire.sent("editMessageText")] == ["home", "Called "]


async def test_nobody_else_can_press_the_buttons_of_a_conversation(town: Town) -> None:
    await member(7, town.clock)
    await member(8, town.clock)
    await town.receive(typed(1, 7, "/offer"))
    draft = await Draft.get()

    await town.receive(pressed(2, 8, encode(Press(Verb.STEP, draft.id, draft.version))))

    assert (await Draft.get(id=draft.id)).version == draft.version


async def test_what_comes_from_outside_is_fetched_between_two_runs_of_the_handler(town: Town) -> None:
    await town.receive(typed(1, 7, "/fetch"))

    assert town.wire.sent("sendMessage")[0]["text"] == "from outside"


@pytest.mark.parametrize("data", ["", "x" * 64, "c..0.<b>", "s.AAAAAAAAAAAAAAAAAAAAAA.0"])
async def test_every_press_is_answered_once_whatever_it_carries(town: Town, data: str) -> None:
    assert await town.receive(pressed(1, 7, data)) is Outcome.DONE
    assert len(town.wire.sent("answerCallbackQuery")) == 1


async def test_an_edited_command_fires_nothing(town: Town) -> None:
    raw = typed(1, 7, "/note drill")
    edited = {"update_id": 2, "edited_message": raw["message"]}

    assert await town.receive(edited) is Outcome.DONE
    assert await Person.all().count() == 0


async def test_whoever_writes_can_be_written_to_again(town: Town) -> None:
    await member(7, town.clock)
    await Identity.all().update(reachable=False)

    await town.receive(typed(1, 7, "hello"))

    assert (await Identity.get()).reachable


async def test_a_draft_survives_a_new_bot(town: Town, db: object) -> None:
    await member(7, town.clock)
    await town.receive(typed(1, 7, "/offer"))
    await town.frame.stop()
    fallbacks = Fallbacks(typed=home, pressed=home, redraw=home)
    second = Town(town.wire, town.clock, assemble(application_on(town.wire), ROUTES, fallbacks, clock=town.clock))
    await second.frame.start()

    await second.receive(typed(2, 7, "drill"))

    assert town.wire.sent("sendMessage")[-1]["text"] == "Called drill"
    await second.frame.stop()


async def test_markup_that_telegram_refuses_is_sent_as_plain_text(town: Town) -> None:
    town.wire.faults.append(refused(400, "Bad Request: can't parse entities: Unsupported start tag"))

    await town.receive(typed(1, 7, "/note a < b"))

    assert [call["text"] for call in town.wire.sent("sendMessage")] == ["noted a &lt; b", "noted a < b"]


async def test_a_429_on_an_answer_is_waited_out(town: Town) -> None:
    town.wire.faults.append(refused(429, "Too Many Requests: retry after 5", retry_after=5))

    assert await town.receive(typed(1, 7, "/note drill")) is Outcome.DONE
    assert len(town.wire.sent("sendMessage")) == 2
    assert town.clock.passed_s >= 5


async def test_a_bot_that_drains_takes_nothing_more(town: Town) -> None:
    await town.frame.receiving.drain()

    assert await town.receive(typed(1, 7, "/note drill")) is Outcome.AGAIN
    assert await Person.all().count() == 0
