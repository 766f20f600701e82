"""A newcomer's click through the chat page in a real browser (skipped where none is installed, but never in CI)."""

import os
import shutil
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Page, async_playwright, expect
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup

from bot.sandbox import Sandbox
from bot.sandbox.cast import DEMO, populate
from bot.sandbox.sample import SAMPLE_PHOTO
from tests.bot.sandbox.test_chatting import taken
from tests.conftest import PATIENCE_S

REQUIRED = bool(os.environ.get("CI"))
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(
    CHROMIUM is None and not REQUIRED, reason="no chromium on this machine: the chat page was not tried"
)
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
KEYBOARD = InlineKeyboardMarkup(
    [
        [InlineKeyboardButton("Accept request", callback_data="a"), InlineKeyboardButton("Decline", callback_data="d")],
        [InlineKeyboardButton("About the drill", url="https://t.me/borrowdale_bot?start=drill")],
    ]
)


@pytest.fixture
async def town(sandbox: Sandbox) -> Sandbox:
    populate(sandbox, DEMO)
    return sandbox


@pytest.fixture
async def page(town: Sandbox) -> AsyncIterator[Page]:
    expect.set_options(timeout=PATIENCE_S * 1000)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        opened = await browser.new_page(viewport={"width": 360, "height": 700})
        faults: list[str] = []
        opened.on("pageerror", lambda error: faults.append(str(error)))
        opened.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
        await opened.goto(f"{town.address}/?as=1001")
        yield opened
        await browser.close()
        assert faults == []


async def test_start_write_press_and_see_the_answer(page: Page, town: Sandbox, bot: Bot) -> None:
    await page.get_by_role("button", name="Start", exact=True).click()
    await town.until(town.people[1001], "Ann: /start")
    await taken(bot)
    card = await bot.send_message(1001, "Ben asks for <b>the drill</b>", parse_mode="HTML", reply_markup=KEYBOARD)

    await page.get_by_role("button", name="Accept request").press("Enter")
    await expect(page.get_by_role("log").locator("strong")).to_have_text("the drill")
    [update] = await taken(bot)
    assert update.callback_query is not None
    assert update.callback_query.data == "a"
    await update.callback_query.answer("Accepted")
    await bot.edit_message_text("Yours on Saturday", 1001, card.message_id)

    await expect(page.get_by_role("status")).to_have_text("Accepted")
    await expect(page.get_by_text("Yours on Saturday")).to_be_visible()
    await expect(page.get_by_role("button", name="Accept request")).to_have_count(0)


async def test_text_from_the_bot_is_inert_and_an_alert_stops(page: Page, town: Sandbox, bot: Bot) -> None:
    ann = town.people[1001]
    ann.starts()
    await taken(bot)
    await bot.send_message(1001, "<img src=x onerror=document.title='owned'>", reply_markup=KEYBOARD)

    await page.get_by_role("button", name="Decline").click()
    [update] = await taken(bot)
    assert update.callback_query is not None
    await update.callback_query.answer("Are you sure?", show_alert=True)

    await expect(page.get_by_role("dialog")).to_contain_text("Are you sure?")
    await expect(page.get_by_role("log").locator("img")).to_have_count(0)
    assert await page.title() == "Ann · Borrowdale"


async def test_a_link_to_the_bot_presses_start_with_its_payload(page: Page, town: Sandbox, bot: Bot) -> None:
    town.people[1001].starts()
    await bot.send_message(1001, "Look", reply_markup=KEYBOARD)

    await page.get_by_role("button", name="About the drill").click()

    await town.until(town.people[1001], "/start drill")


async def test_photos_and_places_are_sent_from_the_page(page: Page, town: Sandbox) -> None:
    ann = town.people[1001]
    ann.starts()

    await page.get_by_role("button", name="Send a photo or a place").click()
    await page.get_by_label("Words under the photo").fill("My drill")
    await page.get_by_role("button", name="Send the sample photo").click()
    await town.until(ann, "[photo] My drill")
    await page.get_by_role("button", name="Send a photo or a place").click()
    await page.get_by_label("Choose a photo").set_input_files(
        {"name": "x.png", "mimeType": "image/png", "buffer": SAMPLE_PHOTO}
    )
    await town.until(ann, lambda seen: str(seen).count("[photo]") == 2)
    await page.get_by_role("button", name="Send a photo or a place").click()
    await page.get_by_role("combobox").select_option("near Totnes Castle")
    await page.get_by_role("button", name="Send the pin").click()

    await town.until(ann, "[pin 50.4325, -3.6896]")
    await expect(page.get_by_role("log").locator("img").first).to_be_visible()


async def test_the_other_neighbours_and_the_group_are_a_tap_away(page: Page, town: Sandbox, bot: Bot) -> None:
    group = town.groups[0]
    town.people[1001].adds_bot(group)
    town.people[1002].starts()
    await bot.send_message(1002, "Ann asks for your drill")

    await page.get_by_role("button", name="Choose another neighbour").click()
    ben = page.get_by_role("button", name="Ben")
    await expect(ben.get_by_role("img", name="something new")).to_be_visible()
    await ben.click()
    await expect(page.get_by_text("Ann asks for your drill")).to_be_visible()
    await page.get_by_role("button", name="Totnes neighbours").click()
    await page.get_by_label("Message", exact=True).fill("/need a ladder")
    await page.get_by_label("Message", exact=True).press("Enter")

    await town.until(town.people[1002], "Ben: /need a ladder", where=group)
    assert page.url.endswith(f"/?as=1002&chat={group.id}")


async def test_nothing_is_wider_than_the_screen(page: Page, town: Sandbox, bot: Bot) -> None:
    town.people[1001].starts()
    await bot.send_message(1001, "W" * 400, reply_markup=KEYBOARD)
    await expect(page.get_by_role("button", name="Decline")).to_be_visible()
    widths = [360, 700, 1280]
    found = []
    for width in widths:
        await page.set_viewport_size({"width": width, "height": 700})
        found.append(await page.evaluate("document.documentElement.scrollWidth"))

    assert found == widths


async def test_a_message_in_the_group_is_answered_from_the_page(page: Page, town: Sandbox, bot: Bot) -> None:
    group = town.groups[0]
    town.people[1001].adds_bot(group)
    card = await bot.send_message(group.id, "Anyone with a drill?")

    await page.get_by_role("button", name="Totnes neighbours").click()
    await page.get_by_role("button", name="Reply to Borrowdale").last.click()
    await page.keyboard.type("I have one")
    await page.keyboard.press("Enter")

    seen = await town.until(town.people[1002], "Ann: I have one", where=group)
    assert seen.last is not None
    assert seen.last.body["reply_to_message"]["message_id"] == card.message_id
