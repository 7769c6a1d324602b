from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from playwright.async_api import BrowserContext, expect

from tandem.kit.clock import system_clock
from tests.browser.dashboard.pages import just_now, opened
from tests.support.books_to_read import Books
from tests.support.events import DESTINATION, tag_event

pytestmark = pytest.mark.browser


def deliver_and_ask(books: Books) -> None:
    """A purchase with e-mail, browser id, address and browser (4.9), and what Meta said of it three hours ago."""
    books.tell(just_now(tag_event()))
    books.deliver(1, at=system_clock())
    with books.ledger.turn():
        books.ledger.quality.answered(DESTINATION, {"Purchase": 6.2}, system_clock() - timedelta(hours=3))


async def test_the_estimate_stands_beside_what_meta_says(context: BrowserContext, address: str, books: Books) -> None:
    """Both named for what they are; what to add, most helpful first; each key on demand."""
    await asyncio.to_thread(deliver_and_ask, books)
    page, complaints = await opened(context, address, "/match-quality")

    card = page.locator(".card", has=page.get_by_role("heading", name="Purchase"))
    await expect(card.locator(".score")).to_have_text(
        ["Our estimate4.9below the 6.0 that Meta asks for", "Meta says6.2asked 3 h ago"]
    )
    await expect(card.get_by_role("listitem").first).to_have_text("add click ID: +2.2")
    await card.get_by_text("Every key").click()
    await expect(card.get_by_role("row", name="Phone")).to_have_text("Phonemedium0%0.0+1.4")
    assert complaints == []


async def test_a_failure_to_ask_is_shown_as_what_it_is(context: BrowserContext, address: str, books: Books) -> None:
    """What Meta answered, how old the score below is, and that sending goes on."""
    await asyncio.to_thread(deliver_and_ask, books)
    with books.ledger.turn():
        books.ledger.quality.failed(DESTINATION, "190/463: The access token has expired", system_clock())
    page, _ = await opened(context, address, "/match-quality")

    notice = page.get_by_role("status").filter(has_text="did not tell")
    for told in ("190/463: The access token has expired", "stands below", "Sending is not touched"):
        await expect(notice).to_contain_text(told)
    await expect(page.get_by_text("Meta says")).to_be_visible()


async def test_an_events_own_page_tells_its_estimate(context: BrowserContext, address: str, books: Books) -> None:
    """Which keys made it, and what would have helped."""
    await asyncio.to_thread(deliver_and_ask, books)
    page, _ = await opened(context, address, "/events/1")

    card = page.locator(".card", has=page.get_by_role("heading", name="Match quality"))
    await expect(card).to_contain_text("Email 2.5 + Browser ID 1.0 + IP address 0.8 + User agent 0.6")
    await expect(card).to_contain_text("Estimate")
