"""The whole of Tandem, bought from with a real browser. What must hold is what Meta counts."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import BrowserContext, Page

from tests.support.demo import Demo, running_demo
from tests.support.waiting import eventually, stays

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with running_demo(tmp_path_factory.mktemp("journeys") / "data") as demo:
        yield demo


@pytest.fixture
def demo(running: Demo) -> Demo:
    """The running demo, with a Meta that has heard nothing yet."""
    running.reset()
    return running


async def test_a_purchase_travels_twice_under_one_id_and_counts_once(demo: Demo, context: BrowserContext) -> None:
    """Browser and server tell Meta of the same order; Meta counts one."""
    page = await visit(demo, context, "/?fbclid=IwAR0_CaseKept")
    await answer(page, "Accept")
    order = await buy(page)

    counts = await eventually(lambda: demo.counted("Purchase"), lambda seen: seen["received"] == 2)
    pair = demo.pair("Purchase")
    assert counts == {"counted": 1, "received": 2, "deduplicated": 1, "browser": 1, "server": 1}
    assert pair["browser"]["event_id"] == pair["server"]["event_id"] == f"order_{order}"
    assert [pair["browser"]["fields"]["user_data"]["em"]] == pair["server"]["fields"]["user_data"]["em"]
    assert pair["server"]["fields"]["fbc"].endswith(".IwAR0_CaseKept")


async def test_with_the_pixel_blocked_the_purchase_still_counts_once_from_the_server(
    demo: Demo, context: BrowserContext
) -> None:
    """What a blocker takes from the browser, the server leg recovers, and the ledger knows why."""
    page = await visit(demo, context)
    await answer(page, "Accept")
    await page.get_by_role("switch", name="Block the Pixel").click()
    order = await buy(page)

    counts = await eventually(lambda: demo.counted("Purchase"), lambda seen: seen["received"] == 1)
    assert counts == {"counted": 1, "received": 1, "deduplicated": 0, "browser": 0, "server": 1}
    assert await eventually(lambda: ledger(demo, "pixel", order), lambda seen: seen == "blocked")
    both = {"pixel": "blocked", "conversions": len(["InitiateCheckout", "Purchase"])}
    assert await eventually(lambda: demo.ask(f"{demo.dashboard}/api/recovered")["lost"], lambda lost: both in lost)


async def test_a_refusal_keeps_the_purchase_from_both_legs_and_the_ledger_says_why(
    demo: Demo, context: BrowserContext
) -> None:
    """Meta hears nothing at all; the order stays in the books with its reason and without its visitor."""
    page = await visit(demo, context, "/?fbclid=NotToBeKept")
    await answer(page, "Refuse")
    order = await buy(page)

    settled = await eventually(lambda: fate(demo, order), lambda seen: seen is not None and seen[0] == "refused")
    assert settled == ("refused", "no_consent")
    assert ledger(demo, "visitor", order) is None
    assert await stays(lambda: demo.ask(f"{demo.emulator}/sandbox/received")["events"], [])
    assert {cookie["name"] for cookie in await context.cookies()} <= {"shop_consent", "shop_session"}


async def test_a_thank_you_page_loaded_three_more_times_is_still_one_purchase(
    demo: Demo, context: BrowserContext
) -> None:
    """Reloading repeats the same event_id on both legs."""
    page = await visit(demo, context)
    await answer(page, "Accept")
    order = await buy(page)
    await eventually(lambda: demo.counted("Purchase"), lambda seen: seen["received"] == 2)
    for _ in range(3):
        await page.reload(wait_until="load")

    await eventually(lambda: arrivals(demo, order), lambda seen: seen >= 5)
    assert await stays(lambda: demo.counted("Purchase")["counted"], 1)
    assert demo.counted("Purchase")["server"] == 1


async def test_an_order_paid_later_counts_when_it_is_paid(demo: Demo, context: BrowserContext) -> None:
    """No money, no Purchase; then one, with the visitor's identifiers as they were at checkout."""
    page = await visit(demo, context)
    await answer(page, "Accept")
    await page.get_by_role("switch", name="Pay later").click()
    order = await buy(page, paid=False)
    assert await stays(lambda: demo.counted("Purchase")["received"], 0)

    await page.goto(f"{demo.shop}/orders")
    await page.locator(f"[data-order='{order}']").get_by_role("button", name="Mark as paid").click()

    counts = await eventually(lambda: demo.counted("Purchase"), lambda seen: seen["received"] > 0)
    assert counts == {"counted": 1, "received": 1, "deduplicated": 0, "browser": 0, "server": 1}
    cookies = {cookie["name"]: cookie["value"] for cookie in await context.cookies()}
    assert demo.pair("Purchase")["server"]["fields"]["fbp"] == cookies["_fbp"]


async def test_nothing_leaves_before_the_banner_is_answered(demo: Demo, context: BrowserContext) -> None:
    """No request, no cookie; then the answer releases what was held."""
    page = await visit(demo, context)
    assert await stays(lambda: demo.ask(f"{demo.emulator}/sandbox/received")["events"], [])
    assert not {cookie["name"] for cookie in await context.cookies()} & {"_fbp", "_fbc"}

    await answer(page, "Accept")
    await eventually(lambda: demo.counted("PageView"), lambda seen: seen["browser"] >= 1)


async def visit(demo: Demo, context: BrowserContext, path: str = "/") -> Page:
    page = await context.new_page()
    await page.goto(demo.shop + path)
    return page


async def answer(page: Page, name: str) -> None:
    await page.get_by_role("button", name=name).first.click()
    await page.locator(".banner").wait_for(state="hidden")


async def buy(page: Page, *, paid: bool = True) -> str:
    """From the list to the thank-you page, as a visitor does it; returns the order's number."""
    await page.get_by_role("navigation", name="Shop").get_by_role("link", name="Bicycles").click()
    await page.locator("main a[href^='/products/']").first.click()
    await page.get_by_role("button", name="Add to cart").click()
    await page.get_by_role("link", name="Go to checkout").click()
    await page.get_by_role("button", name="Fill in for me").click()
    await page.get_by_role("button", name="Pay" if paid else "Order now, pay later").last.click()
    placed = page.locator(f"[data-order][data-state='{'paid' if paid else 'awaiting payment'}']")
    return await placed.get_attribute("data-order") or ""


def ledger(demo: Demo, column: str, order: str) -> object:
    row = _row(demo, f"SELECT {column} FROM conversion WHERE event_id = ?", f"order_{order}")
    return row[0] if row else None


def fate(demo: Demo, order: str) -> tuple[object, ...] | None:
    sql = (
        "SELECT state, reason FROM outbox JOIN conversion ON id = conversion WHERE event_id = ? AND state <> 'waiting'"
    )
    return _row(demo, sql, f"order_{order}")


def arrivals(demo: Demo, order: str) -> int:
    sql = "SELECT count(*) FROM arrival JOIN conversion c ON c.id = conversion WHERE event_id = ?"
    row = _row(demo, sql, f"order_{order}")
    return int(str(row[0])) if row else 0


def _row(demo: Demo, sql: str, *parameters: str) -> tuple[object, ...] | None:
    path: Path = demo.data / "ledger.db"
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        row: tuple[object, ...] | None = connection.execute(sql, parameters).fetchone()
        return row
    finally:
        connection.close()
