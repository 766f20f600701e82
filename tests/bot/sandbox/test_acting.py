"""What people can do besides writing, and what they cannot."""

from collections.abc import Callable

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, KeyboardButton, ReplyKeyboardMarkup
from telegram.error import BadRequest

from bot.sandbox import Group, NotPossible, Person, Sandbox
from bot.sandbox.sample import SAMPLE_PHOTO
from tests.bot.sandbox.test_chatting import taken


@pytest.fixture
def group(sandbox: Sandbox, ann: Person, ben: Person) -> Group:
    return sandbox.add_group("Totnes", [ann, ben])


IMPOSSIBLE: list[Callable[[Person, Group], object]] = [
    lambda ben, _: ben.types("  "),
    lambda ben, _: ben.types("x" * 4097),
    lambda ben, _: ben.types("x", reply_to=99),
    lambda ben, _: ben.types("x", where=-77),
    lambda ben, _: ben.opens("https://t.me/borrowdale_bot?startgroup=code"),
    lambda ben, _: ben.edits({"chat": {"id": ben.id}, "from": {"id": 1}, "message_id": 1}, "x"),
    lambda ben, _: ben.deletes({"chat": {"id": ben.id}, "message_id": 1}),
    lambda ben, _: ben.presses("Accept"),
    lambda ben, _: ben.presses_at(0, 0, message=None),
    lambda ben, _: ben.presses_data("x", message_id=1),
    lambda ben, group: ben.joins(group),
    lambda ben, group: ben.asks_to_join(group),
    lambda ben, group: ben.promotes(group),
    lambda ben, group: ben.migrates(group),
    lambda ben, group: ben.removes_bot(group),
]


@pytest.mark.parametrize("deed", IMPOSSIBLE)
def test_what_a_person_could_not_do_is_not_possible(
    ben: Person, group: Group, deed: Callable[[Person, Group], object]
) -> None:
    with pytest.raises(NotPossible):
        deed(ben, group)


def test_who_blocked_the_bot_cannot_write_to_it(ann: Person) -> None:
    ann.starts()
    ann.blocks()

    with pytest.raises(NotPossible, match="Ann has blocked the bot"):
        ann.types("hello")


async def test_blocking_and_unblocking_are_told(bot: Bot, ann: Person) -> None:
    ann.starts()
    ann.blocks()
    ann.unblocks()

    _, blocked, unblocked = await taken(bot)

    assert blocked.my_chat_member is not None
    assert blocked.my_chat_member.new_chat_member.status == "kicked"
    assert unblocked.my_chat_member is not None
    assert unblocked.my_chat_member.new_chat_member.status == "member"


async def test_albums_files_and_contacts_arrive(bot: Bot, ann: Person) -> None:
    ann.sends_album([SAMPLE_PHOTO, SAMPLE_PHOTO], caption="Both sides")
    ann.sends_document(b"name,kind\n", "things.csv")
    ann.shares_contact("+44 1803 000000")

    one, two, file, contact = [update.message for update in await taken(bot)]

    assert one is not None
    assert two is not None
    assert (one.caption, two.caption, one.media_group_id) == ("Both sides", None, two.media_group_id)
    assert file is not None
    assert file.document is not None
    assert file.document.file_name == "things.csv"
    assert contact is not None
    assert contact.contact is not None
    assert contact.contact.user_id == ann.id


async def test_a_person_takes_a_message_back_without_the_bot_knowing(bot: Bot, ann: Person) -> None:
    message = ann.types("oops")
    await taken(bot)
    ann.deletes(message)

    assert ann.transcript().lines == ()
    assert await bot.get_updates() == ()


async def test_every_kind_of_button_does_its_thing(bot: Bot, ann: Person) -> None:
    ann.starts()
    rows = [
        [InlineKeyboardButton("Site", url="https://example.org/")],
        [InlineKeyboardButton("Find", switch_inline_query_current_chat="drill")],
        [InlineKeyboardButton("Map", web_app={"url": "https://example.org/map"})],  # type: ignore[arg-type]
    ]
    await bot.send_message(ann.id, "?", reply_markup=InlineKeyboardMarkup(rows))
    keyboard = ReplyKeyboardMarkup([[KeyboardButton("Where I am", request_location=True)], ["Cancel"]])
    await bot.send_message(ann.id, "Where?", reply_markup=keyboard)

    ann.presses("Site")
    ann.presses("Find")
    ann.presses("Map")
    with pytest.raises(NotPossible, match="send it with sends_location"):
        ann.presses("Where I am")

    assert ann.visited == ["https://example.org/"]
    assert [update.inline_query.query for update in await taken(bot) if update.inline_query] == ["drill"]


async def test_the_group_changes_and_the_bot_is_told(bot: Bot, sandbox: Sandbox, group: Group, ann: Person) -> None:
    ann.opens("https://t.me/Borrowdale_Bot?startgroup=code", group=group)
    cleo = sandbox.add_person(103, "Cleo")
    await bot.get_updates(allowed_updates=["message", "chat_member", "my_chat_member"])
    cleo.joins(group)
    group.rename(ann.user, "Totnes shares")
    ann.promotes(group, cleo, can_pin_messages=False)
    ann.demotes(group, cleo)
    cleo.leaves(group)

    updates = await taken(bot)
    standing = [update.chat_member.new_chat_member.status for update in updates if update.chat_member]

    assert standing == ["member", "administrator", "member", "left"]
    assert [u.message.new_chat_title for u in updates if u.message and u.message.new_chat_title] == ["Totnes shares"]
    assert str(ann.transcript(group)).splitlines()[-2:] == ["Ann: (changed the title)", "Cleo: (left)"]


async def test_the_bot_runs_a_group(bot: Bot, sandbox: Sandbox, group: Group, ann: Person, ben: Person) -> None:
    ann.adds_bot(group)
    with pytest.raises(BadRequest, match="Not enough rights"):
        await bot.ban_chat_member(group.id, ben.id)
    ann.promotes(group)
    link = await bot.create_chat_invite_link(group.id, name="Market", creates_join_request=True)
    revoked = await bot.revoke_chat_invite_link(group.id, link.invite_link)
    await bot.ban_chat_member(group.id, ben.id)
    banned = await bot.get_chat_member(group.id, ben.id)
    with pytest.raises(NotPossible, match="Ben cannot join Totnes"):
        ben.joins(group)
    await bot.unban_chat_member(group.id, ben.id)
    ben.asks_to_join(group)
    await bot.decline_chat_join_request(group.id, ben.id)

    assert (link.creates_join_request, revoked.is_revoked, banned.status) == (True, True, "kicked")
    assert (await bot.get_chat_member(group.id, ben.id)).status == "left"
    assert await bot.leave_chat(group.id)
    assert (await bot.get_chat(ann.id)).first_name == "Ann"


async def test_a_forums_topics_are_renamed_and_closed(bot: Bot, sandbox: Sandbox, ann: Person) -> None:
    forum = sandbox.add_group("Shares", [ann], is_forum=True)
    ann.adds_bot(forum)
    ann.promotes(forum)
    topic = await bot.create_forum_topic(forum.id, "Offers")
    thread = topic.message_thread_id

    await bot.edit_forum_topic(forum.id, thread, name="Things to lend")
    await bot.close_forum_topic(forum.id, thread)
    ann.types("/offer a saw", where=forum, topic=thread)

    assert forum.chat.topics[thread]["name"] == "Things to lend"
    assert (await taken(bot))[-1].message.message_thread_id == thread  # type: ignore[union-attr]
    with pytest.raises(BadRequest, match="Topic_id_invalid"):
        await bot.close_forum_topic(forum.id, 4_000)
