"""The page of dead letters: nothing is sent before one has seen what would go."""

from __future__ import annotations

import asyncio
from contextlib import closing
from pathlib import Path

import pytest
from playwright.async_api import BrowserContext, expect

from tandem.event.outcome import Reason
from tandem.upkeep.errands import Errands, Replay
from tandem.upkeep.progress import Progress
from tandem.upkeep.recipe import Recipe
from tests.browser.dashboard.pages import PHONE, just_now, opened
from tests.support.books_to_read import Books
from tests.support.clock import NOON
from tests.support.events import DESTINATION, event

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


async def test_the_page_mends_by_every_recipe_and_narrows_to_what_was_said(
    context: BrowserContext, address: str, books: Books, tmp_path: Path
) -> None:
    """Renamed, cast, by time and by id; another group's letters of the same event stay where they are."""
    for number, said in ((1, "a Purchase needs value"), (2, "100/2804007: no")):
        told = just_now(event(event_id=str(number), custom_data={"total": "9.90", "currency": "EUR"}))
        await asyncio.to_thread(books.tell, told)
        await asyncio.to_thread(books.refuse, number, Reason.REJECTED, said)
    page, complaints = await opened(context, address, "/dead")
    form = page.locator("form.mend").filter(has=page.get_by_label("Set a field")).nth(0)
    await form.get_by_text("Rename or cast").click()
    for label, text in (
        ("Rename", "custom_data.total"),
        ("as", "custom_data.value"),
        ("Make", "custom_data.value"),
        ("Received since", "2026-01-01T00:00"),
    ):
        await form.get_by_label(label, exact=True).fill(text)
    await form.get_by_role("button", name="What would go?").click()
    await expect(form.get_by_text("1 of 1 would go")).to_be_visible()
    await page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    assert await page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    await form.get_by_role("button", name="again").click()
    await expect(form.get_by_role("status").filter(has_text="asked")).to_be_visible()
    with closing(Errands(tmp_path / "errands.db")) as errands:
        found = errands.next("worker")
        assert found is not None
        errands.tell(found[0], Progress(1, 4))
        await expect(form.get_by_role("progressbar")).to_have_attribute("max", "4")
    replay = found[1]
    assert isinstance(replay, Replay)
    assert replay.recipe == Recipe(
        rename={"custom_data.total": "custom_data.value"}, cast={"custom_data.value": "number"}
    )
    assert replay.chosen.said in {"a Purchase needs value", "100/2804007: no"}
    assert replay.chosen.since is not None
    assert complaints == []


async def test_an_events_page_tells_who_sent_it_again_and_how_it_was_mended(
    context: BrowserContext, address: str, books: Books
) -> None:
    await asyncio.to_thread(books.tell, just_now(event()))
    with books.ledger.turn():
        replay = books.ledger.replays.begin("ada", b"{}", b'{"set":{"custom_data.currency":"EUR"}}', NOON)
        books.ledger.replays.note(replay, 1, DESTINATION)
    page, complaints = await opened(context, address, "/events/1")
    moment = page.get_by_role("listitem").filter(has_text=f"sent again to {DESTINATION} by ada")
    await expect(moment).to_contain_text('set {"custom_data.currency":"EUR"}')
    assert complaints == []
