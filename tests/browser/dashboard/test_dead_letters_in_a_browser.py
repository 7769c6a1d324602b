"""The page of dead letters: nothing is sent before one has seen what would go."""

from __future__ import annotations

import asyncio
from contextlib import closing
from pathlib import Path

import pytest
from playwright.async_api import BrowserContext, expect

from tandem.event.outcome import Reason
from tandem.upkeep.errands import Errands
from tests.browser.dashboard.pages import PHONE, just_now, opened
from tests.support.books_to_read import Books
from tests.support.events import event

pytestmark = pytest.mark.browser


async def test_a_letter_is_tried_mended_and_sent_from_the_page(
    context: BrowserContext, address: str, books: Books, tmp_path: Path
) -> None:
    """The dry run first says why it would stay, then, mended, that it would go; the worker's report is shown."""
    await asyncio.to_thread(books.tell, just_now(event(custom_data={"value": 1})))
    await asyncio.to_thread(books.refuse, 1, Reason.REJECTED, "a Purchase needs currency")
    page, complaints = await opened(context, address, "/dead")
    await expect(page.get_by_text("--set custom_data.currency=EUR")).to_be_visible()
    await page.get_by_role("button", name="What would go?").click()
    await expect(page.get_by_text("1 would stay")).to_be_visible()
    await page.get_by_label("Set a field").fill("custom_data.currency")
    await page.get_by_label("to", exact=True).fill("EUR")
    await page.get_by_role("button", name="What would go?").click()
    await page.get_by_role("button", name="again").click()
    await expect(page.get_by_role("status").filter(has_text="asked")).to_be_visible()
    with closing(Errands(tmp_path / "errands.db")) as errands:
        found = errands.next("worker")
        assert found is not None
        errands.finish(found[0], {"chosen": 1, "goes": 1, "examples": ["order_1001"], "kept": []})
    await expect(page.get_by_text("1 of 1 wait to be sent again")).to_be_visible()
    await page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    assert await page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    assert complaints == []
