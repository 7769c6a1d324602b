from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from playwright.async_api import BrowserContext, expect

from tandem.kit.clock import system_clock
from tests.browser.dashboard.pages import PHONE, just_now, opened
from tests.support.books_to_read import Books
from tests.support.events import DESTINATION, event

pytestmark = pytest.mark.browser

VIEWS = ["/", "/events", "/events/1", "/recovered", "/match-quality", "/reference"]
HOUR = timedelta(hours=1)


@pytest.mark.parametrize("path", VIEWS)
async def test_every_page_warns_of_a_test_code_in_use(
    context: BrowserContext, address: str, books: Books, path: str
) -> None:
    """The code, its dataset, that Meta counts, and the way to end it; also on a phone, whatever the code's length."""
    code = "TEST" + "5" * 30
    await asyncio.to_thread(books.tell, just_now(event()))
    await asyncio.to_thread(books.ledger.trial.until, DESTINATION, code, HOUR, system_clock())
    page, complaints = await opened(context, address, path)
    await page.set_viewport_size(PHONE)  # type: ignore[arg-type]

    warning = page.get_by_role("status").filter(has_text=code)
    for told in ("is being sent", DESTINATION, "counts them all the same", "To end it"):
        await expect(warning).to_contain_text(told)
    assert await page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    assert complaints == []


async def test_a_trace_belongs_to_the_events(context: BrowserContext, address: str, books: Books) -> None:
    """One always sees where one is: the tab of the events stays marked."""
    await asyncio.to_thread(books.tell, just_now(event()))
    page, _ = await opened(context, address, "/events/1")

    await expect(page.locator(".tab[aria-current=page]")).to_have_text("Events")
