"""Events Manager in a real browser: live, side by side, usable by keyboard and on a phone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tandem.emulator.testing import MetaEmulator
from tandem.kit import built
from tests.stations.emulator.letters import ask, pixel, purchase, send

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not (built.FOLDER / "events_manager.js").exists(), reason="run `make build` first"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser, meta: MetaEmulator) -> Iterator[Page]:
    """A phone. Fails the test when the page asks for anything elsewhere, or complains on its console."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    trouble: list[str] = []
    page.on("request", lambda request: None if request.url.startswith(meta.url) else trouble.append(request.url))
    page.on("console", lambda message: trouble.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: trouble.append(str(error)))
    yield page
    assert [line for line in trouble if not line.startswith("data:")] == []
    context.close()


def test_a_newcomer_is_told_what_to_do(meta: MetaEmulator, page: Page) -> None:
    """An empty Events Manager names the shop, the addresses and a command."""
    page.goto(meta.url)
    expect(page.get_by_role("heading", name="No events yet")).to_be_visible()
    expect(page.get_by_text("tandem demo")).to_be_visible()
    expect(page.get_by_text("Tandem’s emulator of Meta, on your machine")).to_be_visible()


def test_a_pair_appears_by_itself_with_both_legs_and_their_difference(meta: MetaEmulator, page: Page) -> None:
    """Without a reload: Browser and Server side by side, counted once, the values marked."""
    page.goto(f"{meta.url}/events_manager/test_events")
    expect(page.get_by_text("Live")).to_be_visible()
    pixel(meta, **{"cd[value]": "64.90", "cd[currency]": "EUR"})
    send(meta, purchase())
    pair = page.get_by_role("article", name="Purchase")
    expect(pair.get_by_text("Counted once")).to_be_visible()
    expect(pair.get_by_text("64.90 EUR")).to_be_visible()
    expect(pair.get_by_text("49.9 EUR")).to_be_visible()
    expect(pair.locator("mark")).to_have_text(["64.90", "49.9"])


def test_all_parameters_open_by_keyboard(meta: MetaEmulator, page: Page) -> None:
    """Tab to it, press Enter, read every parameter of both legs."""
    pixel(meta)
    send(meta, purchase())
    page.goto(f"{meta.url}/events_manager/test_events")
    page.get_by_text("All parameters").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("row").filter(has_text="custom_data.currency")).to_contain_text("EUR")


def test_a_refusal_is_shown_with_its_reason(meta: MetaEmulator, page: Page) -> None:
    """What Meta said, the codes, and how many events went down with it; never the clear text."""
    send(meta, purchase(event_id="a"), purchase(user_data={"em": "ada@example.com"}))
    page.goto(f"{meta.url}/events_manager/test_events")
    refusal = page.get_by_role("article", name="User Parameter Not Hashed")
    expect(refusal).to_contain_text("400, code 100 / 2804016")
    expect(refusal).to_contain_text("event 2 of 2")
    assert "ada@" not in page.content()


def test_the_overview_estimates_the_match_quality_and_says_what_would_help(meta: MetaEmulator, page: Page) -> None:
    """A score per event name, called an estimate, with the advice; every key opens by keyboard."""
    send(meta, purchase())
    page.goto(f"{meta.url}/events_manager")
    card = page.locator("section", has=page.get_by_role("heading", name="Event Match Quality"))
    expect(card).to_contain_text("Estimate")
    expect(card.get_by_text("3.9")).to_be_visible()
    expect(card.get_by_text("add phone: +1.4")).to_be_visible()
    card.get_by_text("Every key").focus()
    page.keyboard.press("Enter")
    expect(card.get_by_role("row").filter(has_text="Phone")).to_contain_text("+1.4")


def test_diagnostics_name_the_cure(meta: MetaEmulator, page: Page) -> None:
    """A repeated id: what it is, an example, what to do."""
    send(meta, purchase(), purchase())
    page.goto(f"{meta.url}/events_manager/diagnostics")
    expect(page.get_by_role("heading", name="One leg sends the same event_id more than once")).to_be_visible()
    expect(page.get_by_text("Make each leg send once.")).to_be_visible()


@pytest.mark.parametrize("path", ["", "/test_events", "/diagnostics"])
def test_no_page_scrolls_sideways_on_a_phone(meta: MetaEmulator, page: Page, path: str) -> None:
    """390 pixels are enough, with long ids and long addresses too."""
    pixel(meta, "Purchase", "x" * 128, dl="https://shop.example/" + "a" * 400)
    send(meta, purchase(event_id="x" * 128), purchase(event_name="VeryLongCustomEventName" * 2, event_id="y"))
    send(meta, purchase(event_time=1, event_id="z" * 128))
    page.goto(f"{meta.url}/events_manager{path}")
    expect(page.locator(".card").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_page_that_is_not_there_is_not_found(meta: MetaEmulator) -> None:
    """Only the three pages exist."""
    assert ask(f"{meta.url}/events_manager/settings").status == 404
