"""The bot changes, pins and deletes messages, within what Telegram allows."""

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InputMediaDocument, InputMediaPhoto, Message
from telegram.error import BadRequest

from bot.sandbox import Person, Sandbox
from bot.sandbox.sample import SAMPLE_PHOTO
from tests.bot.sandbox.conftest import Hands

YES = InlineKeyboardMarkup([[InlineKeyboardButton("Yes", callback_data="y")]])


@pytest.fixture(autouse=True)
def begun(ann: Person) -> None:
    ann.starts()


async def test_a_caption_and_a_picture_can_be_exchanged(bot: Bot, ann: Person) -> None:
    photo = await bot.send_photo(ann.id, SAMPLE_PHOTO, caption="A drill")

    await bot.edit_message_caption(ann.id, photo.message_id, caption="A <b>good</b> drill", parse_mode="HTML")
    changed = await bot.edit_message_media(InputMediaDocument(b"pages", caption="The manual"), ann.id, photo.message_id)

    assert isinstance(changed, Message)
    assert changed.document is not None
    assert changed.photo == ()
    assert ann.transcript().lines[-1].text == "The manual"


async def test_a_text_can_become_a_picture(bot: Bot, ann: Person) -> None:
    message = await bot.send_message(ann.id, "Wait for it")

    await bot.edit_message_media(InputMediaPhoto(SAMPLE_PHOTO, caption="A drill"), ann.id, message.message_id)

    assert str(ann.transcript()).endswith("Borrowdale: [photo] A drill")


async def test_a_keyboard_can_be_put_under_a_message_and_taken_away(bot: Bot, ann: Person) -> None:
    message = await bot.send_message(ann.id, "?")
    await bot.edit_message_reply_markup(ann.id, message.message_id, reply_markup=YES)
    with_keyboard = ann.transcript().labels
    await bot.edit_message_reply_markup(ann.id, message.message_id)

    assert (with_keyboard, ann.transcript().labels) == (("Yes",), ())
    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_reply_markup(ann.id, message.message_id)


async def test_only_what_is_there_can_be_edited(bot: Bot, ann: Person) -> None:
    text = await bot.send_message(ann.id, "text")
    photo = await bot.send_photo(ann.id, SAMPLE_PHOTO)

    with pytest.raises(BadRequest, match="There is no text in the message to edit"):
        await bot.edit_message_text("x", ann.id, photo.message_id)
    with pytest.raises(BadRequest, match="There is no caption in the message to edit"):
        await bot.edit_message_caption(ann.id, text.message_id, caption="x")
    with pytest.raises(BadRequest, match="Message_id_invalid"):
        await bot.edit_message_text("x", inline_message_id="7")


async def test_own_messages_can_be_deleted_for_two_days(bot: Bot, ann: Person, hands: Hands) -> None:
    old = await bot.send_message(ann.id, "old")
    hands.forward(hours=48, seconds=1)

    with pytest.raises(BadRequest, match="Message can't be deleted for everyone"):
        await bot.delete_message(ann.id, old.message_id)


async def test_several_are_deleted_at_once_and_those_that_are_gone_do_not_matter(bot: Bot, ann: Person) -> None:
    messages = [await bot.send_message(ann.id, f"n{number}") for number in range(3)]

    await bot.delete_messages(ann.id, [*(message.message_id for message in messages[:2]), 4_000])

    assert [line.text for line in ann.transcript().lines] == ["/start", "n2"]


async def test_messages_are_pinned_unpinned_copied_and_reacted_to(bot: Bot, ann: Person) -> None:
    message = await bot.send_photo(ann.id, SAMPLE_PHOTO, caption="one")
    await bot.pin_chat_message(ann.id, message.message_id)
    pinned = (await bot.get_chat(ann.id)).pinned_message
    await bot.unpin_chat_message(ann.id)
    await bot.set_message_reaction(ann.id, message.message_id, "👍")
    await bot.copy_message(ann.id, ann.id, message.message_id, caption="two")

    assert pinned is not None
    assert pinned.message_id == message.message_id
    assert (await bot.get_chat(ann.id)).pinned_message is None
    assert [line.text for line in ann.transcript().lines] == ["/start", "one", "two"]


async def test_an_answer_quotes_what_it_answers(bot: Bot, ann: Person) -> None:
    question = ann.types("where?")

    answer = await bot.send_message(ann.id, "there", reply_to_message_id=question["message_id"])
    loose = await bot.send_message(ann.id, "there", reply_to_message_id=4_000, allow_sending_without_reply=True)

    assert answer.reply_to_message is not None
    assert answer.reply_to_message.text == "where?"
    assert loose.reply_to_message is None


async def test_in_a_group_others_messages_are_deleted_only_with_the_right(
    bot: Bot, sandbox: Sandbox, ann: Person, ben: Person
) -> None:
    group = sandbox.add_group("Totnes", [ann, ben])
    ann.adds_bot(group)
    spam = ben.types("spam", where=group)
    with pytest.raises(BadRequest, match="Not enough rights"):
        await bot.delete_message(group.id, spam["message_id"])
    ann.promotes(group)

    await bot.delete_message(group.id, spam["message_id"])

    assert "spam" not in ann.transcript(group)
