"""The page at /docs in a real browser (skipped where none is installed, but never in CI)."""

import os
import shutil
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Locator, Page, async_playwright, expect

from backend.api.routes import ROUTES
from tests.backend.api.town import TownDoor, open_door
from tests.backend.services.conftest import DRILL, Town, settled
from tests.conftest import Database

REQUIRED = bool(os.environ.get("CI"))
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(
    CHROMIUM is None and not REQUIRED, reason="no chromium on this machine: the page at /docs was not tried"
)
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]


@pytest.fixture
def dialect() -> str:
    """The page is the same on both."""
    return "sqlite"


@pytest.fixture
async def town(db: Database) -> Town:
    return await settled()


@pytest.fixture
async def totnes(town: Town) -> AsyncIterator[TownDoor]:
    async with open_door(town) as door:
        yield door


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        await browser.close()


@pytest.fixture
async def page(browser: Browser, totnes: TownDoor) -> AsyncIterator[Page]:
    """The page, with Ben signed in; whatever the browser complains of fails the test."""
    opened = await browser.new_page()
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("console", lambda line: faults.append(line.text) if line.type in {"error", "warning"} else None)
    opened.on("requestfailed", lambda request: faults.append(request.url))
    await opened.goto(f"{totnes.client._base_url}/docs")
    await opened.get_by_label("Access token").fill(totnes.ben.token)
    yield opened
    assert faults == []


async def opened(page: Page, operation_id: str) -> Locator:
    card = page.locator(f"#{operation_id}")
    await card.locator("summary").click()
    return card


async def test_everything_in_the_table_is_on_the_page_and_opens(page: Page) -> None:
    await expect(page.locator("#operations details")).to_have_count(len(ROUTES))

    for route in ROUTES:
        card = await opened(page, route.operation_id)
        await expect(card.get_by_role("button", name="Send")).to_be_visible()


async def test_a_search_is_tried_with_enter(page: Page) -> None:
    card = await opened(page, "search_resources")
    await card.get_by_label("q", exact=True).fill("drill")
    await card.get_by_label("kind").select_option("tool")
    await card.get_by_label("limit").fill("5")
    await card.get_by_label("limit").press("Enter")

    await expect(card.locator("pre")).to_contain_text("200 OK")
    await expect(card.locator("pre")).to_contain_text("GET /v1/search?limit=5&kind=tool&q=drill")
    await expect(card.locator("pre")).to_contain_text("Bosch hammer drill")


async def test_a_thing_is_offered_twice_by_pressing_twice(page: Page, totnes: TownDoor) -> None:
    card = await opened(page, "offer_resource")
    body = f'{{"title": "Ladder", "category_id": "{DRILL}"}}'
    for _ in range(2):
        await card.get_by_label("Body").fill(body)
        await card.get_by_role("button", name="Send").click()
        await expect(card.locator("pre")).to_contain_text("201 Created")
        await card.get_by_label("Body").fill("")
        await card.locator("pre").evaluate("shown => { shown.textContent = ''; }")

    assert [one["title"] for one in (await totnes.ben.get("/v1/resources"))["data"]] == ["Ladder", "Ladder"]


async def test_settings_are_changed_and_a_name_in_them_stays_a_name(page: Page, totnes: TownDoor) -> None:
    card = await opened(page, "change_me")
    await card.get_by_label("Body").fill('{"name": "<img src=x onerror=alert(1)>"}')
    await card.get_by_role("button", name="Send").click()

    await expect(card.locator("pre")).to_contain_text("<img src=x onerror=alert(1)>")
    assert (await totnes.ben.get("/v1/me"))["name"] == "<img src=x onerror=alert(1)>"


async def test_what_is_looked_for_is_left(page: Page) -> None:
    await page.get_by_label("Find").fill("/v1/notices")

    await expect(page.locator("#operations details:visible")).to_have_count(1)
    await expect(page.locator("#operations section:visible")).to_have_count(1)


async def test_a_link_to_a_schema_opens_it(page: Page) -> None:
    card = await opened(page, "get_booking")
    await card.get_by_role("link", name="BookingOut").click()

    await expect(page.locator("#schema-BookingOut")).to_have_attribute("open", "")


@pytest.mark.parametrize("width", [360, 1100])
async def test_nothing_hangs_over_the_edge(page: Page, width: int) -> None:
    await page.set_viewport_size({"width": width, "height": 800})
    await page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    await expect(page.locator("#offer_resource").get_by_role("button", name="Send")).to_be_visible()

    assert await page.evaluate("document.documentElement.scrollWidth") == width
