"""The page Orders, as an owner opens it: the sum, the days, and the way from a difference to its event."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.async_api import BrowserContext, expect

from tandem.event.entry import OrderTold
from tandem.event.outcome import Reason
from tandem.kit.clock import system_clock
from tandem.kit.sql import connect
from tandem.web.view import View
from tests.browser.dashboard.pages import PHONE, opened
from tests.support.books_to_read import Books, open_books
from tests.support.dashboard import running_dashboard
from tests.support.events import ADA, DESTINATION, GRANTED, site
from tests.support.orders import TILL, TOTALS, fact

pytestmark = pytest.mark.browser

SHOP = site({"Purchase": {"order": {"truth": TILL}}})


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Books]:
    with open_books(tmp_path, [SHOP]) as opened_books:
        yield opened_books


@pytest.fixture
def shop(books: Books) -> Iterator[str]:
    """The dashboard of a shop whose till is the truth."""
    folder = books.path.parent
    view = View(
        ledger=books.path,
        journal=folder / "journal.db",
        vitals=folder / "vitals",
        errands=folder / "errands",
        clock=system_clock,
        stop=asyncio.Event(),
        destinations=(DESTINATION,),
        sites={"shop": SHOP},
    )
    with running_dashboard(view) as running:
        yield f"http://127.0.0.1:{running.port}"


def sell(books: Books, number: str, kind: str = "paid", days_ago: float = 0.0) -> None:
    at = system_clock() - timedelta(days=days_ago)
    told = fact(kind, order_id=number, at=at, received_at=at, totals=TOTALS, grants=GRANTED, person=ADA)  # type: ignore[arg-type]
    books.tell(OrderTold(fact=told))


def trade(books: Books) -> None:
    """Four orders: two delivered, one of them with another amount in the till's books; one withheld, one open."""
    for number in ("1001", "1002", "1003"):
        sell(books, number, days_ago=2)
    sell(books, "1004", "created", days_ago=1)
    books.deliver(1, 2, at=system_clock())
    books.refuse(3, Reason.NO_CONSENT, at=system_clock())
    connection = connect(books.path)
    connection.execute("UPDATE sale SET value = '99' WHERE order_id = '1002'")
    connection.close()


async def test_the_first_page_says_whether_the_orders_of_the_week_add_up(
    context: BrowserContext, shop: str, books: Books
) -> None:
    """The sum, the verdict, and the way to the days, also on a phone."""
    await asyncio.to_thread(trade, books)
    page, complaints = await opened(context, shop, "/")
    week = page.locator(".card", has=page.get_by_role("heading", name="Orders of the week: shop, Purchase"))
    await expect(week).to_contain_text("4 orders = 2 accepted + 1 withheld + 1 waiting + 0 failed + 0 missing")
    await expect(week).to_contain_text("1 difference")
    await page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    assert await page.evaluate("document.documentElement.scrollWidth") == 390
    await week.get_by_role("link").click()
    await expect(page.get_by_role("heading", name="Orders", exact=True)).to_be_visible()
    assert complaints == []


async def test_the_sum_is_shown_and_a_difference_leads_to_its_event(
    context: BrowserContext, shop: str, books: Books
) -> None:
    """From the tab to the event, without a complaint of the browser."""
    await asyncio.to_thread(trade, books)
    page, complaints = await opened(context, shop, "/")
    await page.get_by_role("link", name="Orders", exact=True).click()

    total = page.locator(".sum").first
    await expect(total).to_have_text("4 orders = 2 accepted + 1 withheld + 1 waiting + 0 failed + 0 missing")
    await expect(page.get_by_text("1 difference", exact=True)).to_be_visible()
    await expect(page.get_by_text("99 EUR → 119 EUR")).to_be_visible()
    await page.get_by_role("link", name="1002").click()
    await expect(page).to_have_url(f"{shop}/events/2")
    assert complaints == []


@pytest.mark.parametrize("dark", [False, True])
async def test_on_a_phone_every_page_is_in_sight_and_nothing_is_cut_off(
    context: BrowserContext, shop: str, books: Books, dark: bool
) -> None:
    """All tabs stand within 390 pixels; no scrolling sideways."""
    await asyncio.to_thread(trade, books)
    page, _ = await opened(context, shop, "/orders")
    await page.emulate_media(color_scheme="dark" if dark else "light")
    await page.set_viewport_size(PHONE)
    await expect(page.get_by_text("1 difference", exact=True)).to_be_visible()

    assert await page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    for tab in await page.locator(".tab").all():
        box = await tab.bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= PHONE["width"]


async def test_where_no_source_tells_of_orders_there_is_no_tab_and_the_page_says_what_to_do(
    context: BrowserContext, address: str
) -> None:
    page, complaints = await opened(context, address, "/")
    await expect(page.get_by_role("link", name="Events", exact=True)).to_be_visible()
    await expect(page.get_by_role("link", name="Orders", exact=True)).to_have_count(0)
    await page.goto(f"{address}/orders")
    await expect(page.get_by_text("No source tells of orders")).to_be_visible()
    assert complaints == []
