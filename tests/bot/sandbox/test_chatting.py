"""A bot built with python-telegram-bot talks with people through the sandbox."""

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto, ReplyKeyboardMarkup, Update
from telegram.constants import MessageEntityType, ParseMode

from bot.sandbox import NotPossible, Person, Sandbox
from bot.sandbox.sample import SAMPLE_PHOTO

YES = InlineKeyboardMarkup([[InlineKeyboardButton("✅ Accept request", callback_data="a:1")]])


async def taken(bot: Bot) -> list[Update]:
    """All pending updates, and confirmed."""
    updates = await bot.get_updates(timeout=2)
    await bot.get_updates(offset=updates[-1].update_id + 1, timeout=0)
    return list(updates)


async def test_a_typed_command_reaches_the_bot_with_its_entity(bot: Bot, ann: Person) -> None:
    ann.types("/need drill on saturday")

    [update] = await taken(bot)

    assert update.message is not None
    assert update.message.text == "/need drill on saturday"
    assert update.message.entities[0].type == MessageEntityType.BOT_COMMAND
    assert update.effective_user is not None
    assert update.effective_user.language_code == "en"


async def test_a_person_sees_what_the_bot_writes_without_the_markup(bot: Bot, ann: Person) -> None:
    ann.starts()

    message = await bot.send_message(ann.id, "A <b>drill</b> &amp; bits", parse_mode=ParseMode.HTML, reply_markup=YES)

    assert message.text_html == "A <b>drill</b> &amp; bits"
    assert str(ann.transcript()) == (
        "── Borrowdale ──\nAnn: /start\nBorrowdale: A drill & bits\n    [ ✅ Accept request ]"
    )


async def test_a_press_arrives_and_its_answer_pops_up(bot: Bot, sandbox: Sandbox, ann: Person) -> None:
    ann.starts()
    await bot.send_message(ann.id, "Ben asks for the drill", reply_markup=YES)
    await taken(bot)

    press = ann.presses("Accept request")
    [update] = await taken(bot)
    assert update.callback_query is not None
    await update.callback_query.answer("Accepted", show_alert=True)

    assert update.callback_query.data == "a:1"
    assert press is not None
    assert press.answer == {"text": "Accepted", "show_alert": True, "url": ""}
    assert ann.transcript().toasts[0].text == "Accepted"


async def test_a_button_out_of_sight_cannot_be_pressed(bot: Bot, ann: Person) -> None:
    ann.starts()
    message = await bot.send_message(ann.id, "Ben asks for the drill", reply_markup=YES)
    await bot.edit_message_text("Accepted", ann.id, message.message_id)

    with pytest.raises(NotPossible, match="Ann sees no “Accept request”"):
        ann.presses("Accept request")


async def test_an_edited_message_stays_in_its_place(bot: Bot, ann: Person) -> None:
    ann.starts()
    first = await bot.send_message(ann.id, "Step 1")
    await bot.send_message(ann.id, "A notice")

    await bot.edit_message_text("Step 2", ann.id, first.message_id, reply_markup=YES)

    assert [line.text for line in ann.transcript().lines] == ["/start", "Step 2", "A notice"]
    assert ann.transcript().labels == ("✅ Accept request",)


async def test_a_deleted_message_is_gone(bot: Bot, ann: Person) -> None:
    ann.starts()
    message = await bot.send_message(ann.id, "Oops")

    await bot.delete_message(ann.id, message.message_id)

    assert not ann.sees("Oops")


async def test_a_photo_comes_back_byte_for_byte(bot: Bot, ann: Person) -> None:
    ann.sends_photo(caption="My drill")

    [update] = await taken(bot)
    assert update.message is not None
    file = await update.message.photo[-1].get_file()

    assert bytes(await file.download_as_bytearray()) == SAMPLE_PHOTO
    assert (update.message.photo[-1].width, update.message.photo[-1].height) == (160, 120)
    assert update.message.caption == "My drill"


async def test_the_bot_sends_photos_albums_and_files(bot: Bot, ann: Person) -> None:
    ann.starts()

    photo = await bot.send_photo(ann.id, SAMPLE_PHOTO, caption="<i>by upload</i>", parse_mode=ParseMode.HTML)
    again = await bot.send_photo(ann.id, photo.photo[0].file_id, caption="by id")
    album = await bot.send_media_group(
        ann.id, [InputMediaPhoto(SAMPLE_PHOTO, caption="one"), InputMediaPhoto(photo.photo[0].file_id)]
    )
    file = await bot.send_document(ann.id, b"name;category", filename="things.csv")

    assert again.photo == photo.photo
    assert album[0].media_group_id == album[1].media_group_id
    assert file.document is not None
    assert file.document.file_name == "things.csv"
    assert "Borrowdale: [photo] by upload" in ann.transcript()


async def test_places_travel_both_ways(bot: Bot, ann: Person) -> None:
    ann.sends_location(50.4316, -3.6886)
    ann.sends_venue(50.4316, -3.6886, ("Totnes Castle", "Castle St"))

    pin, venue = await taken(bot)
    await bot.send_venue(ann.id, 50.43, -3.68, "The hub", "High Street 1")

    assert pin.message is not None
    assert pin.message.location is not None
    assert (pin.message.location.latitude, pin.message.location.longitude) == (50.4316, -3.6886)
    assert venue.message is not None
    assert venue.message.venue is not None
    assert venue.message.venue.title == "Totnes Castle"
    assert "[place The hub, High Street 1]" in ann.transcript()


async def test_a_link_with_a_payload_starts_the_bot(bot: Bot, ann: Person) -> None:
    ann.opens("https://t.me/borrowdale_bot?start=inv-abc")

    [update] = await taken(bot)

    assert update.message is not None
    assert update.message.text == "/start inv-abc"


async def test_an_edit_by_a_person_arrives_as_an_edit(bot: Bot, ann: Person) -> None:
    message = ann.types("a dril")
    ann.edits(message, "a drill")

    first, second = await taken(bot)

    assert first.message is not None
    assert first.message.text == "a dril"
    assert second.edited_message is not None
    assert second.edited_message.text == "a drill"


async def test_a_notice_can_be_waited_for(bot: Bot, sandbox: Sandbox, ann: Person) -> None:
    ann.starts()
    await bot.send_message(ann.id, "It is yours on Saturday")

    seen = await sandbox.until(ann, "yours on Saturday")

    assert seen.last is not None
    assert seen.last.from_bot


async def test_a_keyboard_for_one_use_goes_away_when_it_is_used(bot: Bot, ann: Person) -> None:
    ann.starts()
    keyboard = ReplyKeyboardMarkup([["Yes", "No"]], one_time_keyboard=True)
    await bot.send_message(ann.id, "Sure?", reply_markup=keyboard)
    before = ann.transcript().labels

    ann.presses("Yes")

    assert before == ("Yes", "No")
    assert ann.transcript().labels == ()
    assert ann.sees("Ann: Yes")


async def test_formatting_survives_de_json_of_every_sent_kind(bot: Bot, sandbox: Sandbox, ann: Person) -> None:
    ann.starts()
    markup = "*b* _i_ __u__ ~s~ ||p|| `c` [l](https://a.b/) \\."

    message = await bot.send_message(ann.id, markup, parse_mode=ParseMode.MARKDOWN_V2)

    assert message.text_markdown_v2 == markup


async def test_the_bot_keeps_commands_and_descriptions_for_each_language(bot: Bot) -> None:
    await bot.set_my_commands([("start", "Begin")])
    await bot.set_my_commands([("start", "Beginnen")], language_code="de")
    await bot.set_my_short_description("Neighbours share")
    await bot.set_my_description("Neighbours share what stands idle")

    assert [command.description for command in await bot.get_my_commands(language_code="de")] == ["Beginnen"]
    assert [command.description for command in await bot.get_my_commands()] == ["Begin"]
    assert (await bot.get_my_short_description()).short_description == "Neighbours share"
    assert (await bot.get_my_description(language_code="de")).description == "Neighbours share what stands idle"
