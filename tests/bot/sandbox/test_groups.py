"""Groups: privacy, coming and going, applications, topics, a new id."""

import pytest
from telegram import Bot, ChatMemberAdministrator
from telegram.error import BadRequest, ChatMigrated, Forbidden

from bot.sandbox import Group, NotPossible, Person, Sandbox
from tests.bot.sandbox.conftest import Hands
from tests.bot.sandbox.test_chatting import taken


@pytest.fixture
def group(sandbox: Sandbox, ann: Person, ben: Person) -> Group:
    circle = sandbox.add_group("Totnes", [ann, ben])
    ann.adds_bot(circle, "code-1")
    return circle


async def test_a_link_into_a_group_tells_the_bot_who_added_it_and_with_what_code(bot: Bot, group: Group) -> None:
    added, joined, started = await taken(bot)

    assert added.my_chat_member is not None
    assert added.my_chat_member.new_chat_member.status == "member"
    assert added.my_chat_member.from_user.first_name == "Ann"
    assert joined.message is not None
    assert joined.message.new_chat_members[0].is_bot
    assert started.message is not None
    assert started.message.text == "/start@borrowdale_bot code-1"


async def test_the_bot_hears_only_what_privacy_mode_lets_through(bot: Bot, group: Group, ben: Person) -> None:
    await taken(bot)
    card = await bot.send_message(group.id, "Anyone with a drill?")

    ben.types("lovely weather", where=group)
    ben.types("/need drill", where=group)
    ben.types("/need@another_bot drill", where=group)
    ben.types("/need@borrowdale_bot saw", where=group)
    ben.types("I have one", where=group, reply_to=card.message_id)

    heard = [update.effective_message.text for update in await taken(bot) if update.effective_message]
    assert heard == ["/need drill", "/need@borrowdale_bot saw", "I have one"]
    assert "lovely weather" in ben.transcript(group)


async def test_both_see_the_same_group_and_either_may_press(bot: Bot, group: Group, ann: Person, ben: Person) -> None:
    ann.types("hello", where=group)

    assert str(ann.transcript(group)) == str(ben.transcript(group))
    with pytest.raises(NotPossible, match="Ann sees no “Lend”"):
        ann.presses("Lend", where=group)


async def test_who_is_not_in_the_group_sees_nothing_of_it(group: Group, sandbox: Sandbox) -> None:
    stranger = sandbox.add_person(103, "Cleo")

    with pytest.raises(NotPossible, match="Cleo is not in Totnes"):
        stranger.transcript(group)


async def test_a_group_that_became_a_supergroup_says_where_it_went(bot: Bot, group: Group, ann: Person) -> None:
    old = group.id
    new = ann.migrates(group)

    with pytest.raises(ChatMigrated) as caught:
        await bot.send_message(old, "hi")

    assert caught.value.new_chat_id == new == group.id
    assert (await bot.send_message(new, "hi")).chat.type == "supergroup"
    moved = [u.message.migrate_to_chat_id for u in await taken(bot) if u.message and u.message.migrate_to_chat_id]
    assert moved == [new]


async def test_an_applicant_may_be_written_to_for_five_minutes(
    bot: Bot, sandbox: Sandbox, group: Group, ann: Person, hands: Hands
) -> None:
    cleo = sandbox.add_person(103, "Cleo")
    ann.promotes(group)
    cleo.asks_to_join(group, "from Dartington")
    request = (await taken(bot))[-1].chat_join_request

    assert request is not None
    assert request.bio == "from Dartington"
    await bot.send_message(request.user_chat_id, "Thanks, a steward will look")
    hands.forward(minutes=5)
    with pytest.raises(Forbidden, match="can't initiate conversation"):
        await bot.send_message(request.user_chat_id, "Too late")
    assert await bot.approve_chat_join_request(group.id, cleo.id)
    with pytest.raises(BadRequest, match="Hide_requester_missing"):
        await bot.approve_chat_join_request(group.id, cleo.id)
    assert "(joined)" in cleo.transcript(group)


async def test_the_bot_learns_who_runs_the_group(bot: Bot, group: Group, ann: Person, ben: Person) -> None:
    ann.promotes(group, can_pin_messages=False)

    everybody = await bot.get_chat_administrators(group.id)
    itself = await bot.get_chat_member(group.id, bot.id)
    plain = await bot.get_chat_member(group.id, ben.id)

    assert {member.user.first_name for member in everybody} == {"Ann", "Borrowdale"}
    assert isinstance(itself, ChatMemberAdministrator)
    assert not itself.can_pin_messages
    assert plain.status == "member"
    assert (await bot.get_chat(group.id)).title == "Totnes"
    assert await bot.get_chat_member_count(group.id) == 3


async def test_topics_need_a_forum_and_the_right(bot: Bot, sandbox: Sandbox, ann: Person) -> None:
    forum = sandbox.add_group("Totnes shares", [ann], is_forum=True)
    ann.adds_bot(forum)
    with pytest.raises(BadRequest, match="Not enough rights"):
        await bot.create_forum_topic(forum.id, "Offers")
    ann.promotes(forum)

    topic = await bot.create_forum_topic(forum.id, "Offers")
    message = await bot.send_message(forum.id, "A ladder", message_thread_id=topic.message_thread_id)

    assert message.is_topic_message
    assert message.message_thread_id == topic.message_thread_id


async def test_a_bot_that_was_put_out_cannot_write(bot: Bot, group: Group, ann: Person) -> None:
    ann.removes_bot(group)

    with pytest.raises(Forbidden, match="bot was kicked from the group chat"):
        await bot.send_message(group.id, "hi")


async def test_an_inline_query_gets_its_results(bot: Bot, ann: Person) -> None:
    query = ann.asks_inline("drill")
    [update] = await taken(bot)
    assert update.inline_query is not None

    await update.inline_query.answer([], cache_time=1, is_personal=True)

    assert query["results"] == []
    assert query["is_personal"] is True
