"""My things, settings, privacy, help, signing in on a device and a group's chat, in the sandbox."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from backend.services import device_login, erasure, groups, people, resources
from bot.introduction import introduce
from bot.sandbox import Person as Actor
from models.access import CodeState, DeviceCode
from models.group import Group, GroupRole, Membership
from models.receipt import Draft
from models.resource import Listed
from tests.bot.people import Street, opened_street


@pytest.fixture
async def street(db: object, tmp_path: Path) -> AsyncIterator[Street]:
    async with opened_street(tmp_path) as street:
        yield street


async def lender(street: Street) -> Actor:
    """Ben, who lends a drill with a photo."""
    ben = await street.newcomer(7, "Ben")
    ben.sends_photo(caption="Hammer drill")
    await street.seen(ben)
    for label in ("ammer drill", "At my home", "Go on", "Offer it now"):
        await street.presses(ben, label)
    return ben


async def test_a_thing_is_paused_listed_renamed_and_taken_off(street: Street) -> None:
    ben = await lender(street)

    await street.presses(ben, "See it")
    assert "Paused" in await street.presses(ben, "Pause")
    await street.presses(ben, "List again")
    await street.presses(ben, "Change the name")
    await street.types(ben, "Bosch drill")
    await street.presses(ben, "Describe it")
    await street.types(ben, "Bits are in the case.\nMind the cable.")
    await street.presses(ben, "Show photos")
    (drill,) = await resources.mine(await street.person(ben))
    assert (drill.title, drill.state) == ("Bosch drill", Listed.LISTED)
    assert drill.description == "Bits are in the case.\nMind the cable."
    await street.presses(ben, "Take it off for good")
    await street.presses(ben, "Yes, take it off")

    assert await resources.mine(await street.person(ben)) == []


async def test_a_stale_card_is_refused_and_drawn_again(street: Street) -> None:
    ben = await lender(street)
    await street.presses(ben, "See it")
    card = ben.transcript().last
    assert card is not None
    old = next(str(button.value) for row in card.rows for button in row if "Pause" in button.text)
    ben.presses_data(old, message_id=card.message_id)
    await street.seen(ben)

    ben.presses_data(old, message_id=card.message_id)
    seen = await street.seen(ben)

    assert "was changed since you looked" in seen
    assert "List again" in seen


async def test_settings_are_changed_by_buttons_and_by_text(street: Street) -> None:
    ben = await street.newcomer(7, "Ben")
    ben.types("/settings")
    await street.seen(ben)

    await street.presses(ben, "Distance")
    await street.presses(ben, "10 km")
    await street.presses(ben, "Tell me at any hour")
    await street.presses(ben, "Name")
    await street.types(ben, "Benedict")
    await street.presses(ben, "Language")
    await street.presses(ben, "Deutsch")

    person = await street.person(ben)
    assert (person.name, person.language, person.radius_m) == ("Benedict", "de", 10_000)
    assert person.quiet_hours is False


async def test_one_may_leave_and_stay(street: Street) -> None:
    ben = await street.newcomer(7, "Ben")

    await street.types(ben, "/privacy")
    await street.presses(ben, "Delete me")
    await street.presses(ben, "Yes, delete me")
    assert (await street.person(ben)).erase_after is not None
    await street.types(ben, "/start")
    await street.presses(ben, "Keep my account")

    assert (await street.person(ben)).erase_after is None


@pytest.mark.parametrize(
    ("label", "state"), [("Yes, let it in", CodeState.APPROVED), ("No, keep it out", CodeState.DENIED)]
)
async def test_a_device_is_let_in_or_kept_out(street: Street, label: str, state: CodeState) -> None:
    ben = await street.newcomer(7, "Ben")
    login = await device_login.start_login("Firefox on <laptop>", now=street.clock())

    ben.opens(f"https://t.me/borrowdale_bot?start=login_{login.login_code}")
    assert "Firefox on <laptop>" in await street.seen(ben)
    await street.presses(ben, label)
    ben.opens(f"https://t.me/borrowdale_bot?start=login_{login.login_code}")

    assert "This sign-in has run out" in await street.seen(ben)
    assert (await DeviceCode.get()).state is state


async def test_a_group_chat_is_connected_once_by_a_steward(street: Street) -> None:
    ben = await street.newcomer(7, "Ben")
    chat = street.sandbox.add_group("Totnes sharing", [ben], is_forum=True)
    await Membership.filter(person_id=(await street.person(ben)).id).update(role=GroupRole.STEWARD)

    await street.types(ben, "/settings")
    await street.presses(ben, "Connect a group chat")
    url = next(str(one.value) for _, one in ben.transcript().buttons() if "startgroup" in str(one.value))
    ben.opens(url, group=chat)
    await street.sandbox.settled()
    assert (await Group.get(id=street.group.id)).telegram_chat_id == chat.id
    assert not await Draft.all().exists()

    ben.types(f"/start@borrowdale_bot {url.partition('startgroup=')[2]}", where=chat)
    ben.types("/need@borrowdale_bot drill saturday", where=chat)
    ben.types("/offer@borrowdale_bot", where=chat)
    await street.sandbox.settled()
    ben.presses("Go on in private", where=chat)
    await street.seen(ben)
    assert "was used before" in ben.transcript(chat)

    ben.removes_bot(chat)
    await street.sandbox.settled()
    assert (await Group.get(id=street.group.id)).telegram_chat_id is None


async def test_a_plain_group_that_grows_stays_connected(street: Street) -> None:
    ben = await street.newcomer(7, "Ben")
    chat = street.sandbox.add_group("Totnes sharing", [ben])
    await groups.connect_chat(street.ada, street.group.id, chat.id, now=street.clock())
    ben.adds_bot(chat)
    await street.sandbox.settled()
    before = chat.id

    ben.removes_bot(chat)
    await street.sandbox.settled()

    assert (await Group.get(id=street.group.id)).telegram_chat_id == before


async def test_after_the_days_to_change_ones_mind_one_is_a_stranger(street: Street) -> None:
    ben = await lender(street)
    await street.types(ben, "/delete")
    await street.presses(ben, "Yes, delete me")
    street.clock.passed_s += timedelta(days=14, minutes=1).total_seconds()

    assert await erasure.erase_due(now=street.clock()) == 1
    assert "Welcome to Borrowdale · Step 1/3" in await street.types(ben, "/things")
    assert await resources.mine(await street.person(ben)) == []


async def test_a_steward_invites_with_a_message_to_send_on(street: Street) -> None:
    ben = await street.newcomer(7, "Ben")
    await Membership.filter(person_id=(await street.person(ben)).id).update(role=GroupRole.STEWARD)
    await street.types(ben, "/settings")

    seen = await street.presses(ben, "Invite neighbours")
    (url,) = re.findall(r"https://t\.me/borrowdale_bot\?start=join_\S+", seen)
    newcomer = street.sandbox.add_person(8, "Cleo", "cleo", "en")
    newcomer.starts(url.partition("start=")[2])
    await street.presses(newcomer, "Go on as")

    assert "It lets up to 25 people into Transition Totnes, until" in seen
    assert await groups.of(await street.person(newcomer)) == [street.group]


async def test_a_steward_of_two_groups_says_which_one_to_invite_into(street: Street) -> None:
    ben = await street.newcomer(7, "Ben")
    second = groups.Founding("Dartington Tools", "dartington", (50.45, -3.69), 15_000, "Europe/London", "en")
    await Membership.filter(person_id=(await street.person(ben)).id).update(role=GroupRole.STEWARD)
    await groups.found(await street.person(ben), second, now=street.clock())

    asked = await street.types(ben, "/invite")
    seen = await street.presses(ben, "Dartington Tools")

    assert "Into which group?" in asked
    assert "You are invited to Dartington Tools." in seen


async def test_who_may_not_invite_learns_whom_to_ask(street: Street) -> None:
    ben = await street.newcomer(7, "Ben")

    seen = await street.types(ben, "/invite")

    assert "In Transition Totnes: Ada" in seen
    assert "t.me" not in seen


async def test_somebody_elses_link_connects_nothing(street: Street) -> None:
    ben, cleo = await street.newcomer(7, "Ben"), await street.newcomer(8, "Cleo")
    chat = street.sandbox.add_group("Totnes sharing", [cleo])
    await Membership.filter(person_id=(await street.person(ben)).id).update(role=GroupRole.STEWARD)
    await street.types(ben, "/settings")
    await street.presses(ben, "Connect a group chat")
    url = next(str(one.value) for _, one in ben.transcript().buttons() if "startgroup" in str(one.value))

    cleo.opens(url, group=chat)
    await street.sandbox.settled()

    assert "is not yours" in cleo.transcript(chat)
    assert (await Group.get(id=street.group.id)).telegram_chat_id is None


async def test_a_second_invitation_makes_one_a_member_of_both(street: Street) -> None:
    ben = await street.newcomer(7, "Ben")
    second = groups.Founding("Dartington Tools", "dartington", (50.45, -3.69), 15_000, "Europe/London", "en")
    other = await groups.found(street.ada, second, now=street.clock())
    code = await groups.invite(street.ada, other.id, uses=1, days=1, now=street.clock())

    ben.starts(f"join_{code}")
    await street.sees(ben, "Welcome to Dartington Tools")
    for line in ("/offer Ladder", "without", "4", "2"):
        await street.types(ben, line)
    await street.seen(ben)

    assert len(await groups.of(await street.person(ben))) == 2


async def test_the_bot_introduces_itself_in_each_language(street: Street) -> None:
    await introduce(street.frame.bot)

    german = await street.frame.bot.get_my_short_description("de")
    assert "Nachbarn" in german.short_description


async def test_suspended_people_are_told_whom_to_ask(street: Street) -> None:
    ben = await lender(street)
    person = await street.person(ben)
    await type(person).filter(id=person.id).update(suspended_at=street.clock())

    await street.types(ben, "/things")
    await street.presses(ben, "Hammer drill")
    seen = await street.presses(ben, "Pause")

    assert "on hold" in seen
    assert not (await people.get(person.id)).may_act()
