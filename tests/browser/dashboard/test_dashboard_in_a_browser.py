from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import BrowserContext, expect

from tandem.event.entry import Heard
from tandem.event.outcome import Reason
from tandem.event.person import Unusable
from tandem.kit.clock import system_clock
from tests.browser.dashboard.pages import PHONE, just_now, opened
from tests.support.books_to_read import Books
from tests.support.events import DESTINATION, event, tag_event

pytestmark = pytest.mark.browser

VIEWS = ["/", "/events", "/events/1", "/orders", "/recovered", "/match-quality", "/reference"]


async def test_a_purchase_shows_by_itself_and_its_trace_tells_what_became_of_it(
    context: BrowserContext, address: str, books: Books
) -> None:
    """From an empty page to the delivered purchase with its blocked Pixel, without a reload."""
    page, complaints = await opened(context, address, "/")
    await expect(page.get_by_role("heading", name="Nothing has arrived yet")).to_be_visible()
    await expect(page.get_by_text("https://gw.example.com/v1/events")).to_be_visible()

    dropped = (Unusable("ph", "is not a phone number", "Send it with its country code."),)
    await asyncio.to_thread(books.tell, just_now(tag_event(pixel="blocked")), just_now(event(), dropped=dropped))
    await asyncio.to_thread(books.deliver, 1, at=system_clock())
    await expect(page.get_by_text("The books balance")).to_be_visible()
    await page.get_by_role("link", name="Events").click()
    await page.get_by_role("link", name="Purchase").click()

    await expect(page).to_have_url(f"{address}/events/1")
    for told in ("Received from the tag", "Told again by a backend", f"Delivered to {DESTINATION}", "Recovered:"):
        await expect(page.get_by_text(told).first).to_be_visible()
    await expect(page.get_by_text("is not a phone number")).to_be_visible()
    assert complaints == []


async def test_an_event_says_where_it_happened(context: BrowserContext, address: str, books: Books) -> None:
    """In words, and in Meta's own."""
    await asyncio.to_thread(books.tell, just_now(event(action_source="phone_call")))
    page, complaints = await opened(context, address, "/events/1")
    await expect(page.get_by_text("By telephone phone_call")).to_be_visible()
    assert complaints == []


async def test_what_stands_still_or_was_set_aside_is_told_above_the_figures(
    context: BrowserContext, address: str, books: Books
) -> None:
    """A pause with its cause, dead letters, and messages that could not be entered into the books."""
    await asyncio.to_thread(books.tell, just_now(event(event_id="a")), just_now(event(event_id="b")))
    await asyncio.to_thread(books.refuse, 1, Reason.REJECTED)
    pause = "INSERT INTO pause (destination, cause, detail, begun_at) VALUES"
    await asyncio.to_thread(books.tamper, f"INSERT INTO lane (destination, breaker) VALUES ('{DESTINATION}', 'open')")
    await asyncio.to_thread(books.tamper, f"{pause} ('{DESTINATION}', 'down', 'no answer', 1795348800000000)")
    await asyncio.to_thread(books.tamper, "INSERT INTO set_aside VALUES (7, 0, 'DecodeError', x'00')")
    page, complaints = await opened(context, address, "/")
    for told in (
        f"Nothing is sent to {DESTINATION} since",
        "(down: no answer). 1 event waits.",
        f"1 dead letter at {DESTINATION}",
        "1 message could not be entered into the books",
    ):
        await expect(page.get_by_text(told)).to_be_visible()
    assert complaints == []


async def test_each_source_shows_when_it_was_heard_and_what_asking_it_brought(
    context: BrowserContext, address: str, books: Books
) -> None:
    """One that is heard and asked, one whose lookups fail, one that never told anything; and what needs a person."""
    now = system_clock()
    heard = Heard(site="shop", source="pots", count=3, received_at=now)
    await asyncio.to_thread(books.tell, just_now(event()), heard)
    with books.ledger.turn():
        books.ledger.asking.answered("pots", "poll", now, now)
        books.ledger.asking.brought("pots", is_news=True)
        books.ledger.asking.failed("leads", "lookup", "it answered 401", now, now, denied=True)
        books.ledger.alerts.enter([("source_silent", "pots", "pots has told nothing since noon.")], now)
    page, complaints = await opened(context, address, "/")
    card = page.locator("section", has=page.get_by_role("heading", name="Sources"))
    for told in (
        "3 messages, the last came just now",
        "answered just now, 1 fact that it had not told itself",
        "it answered 401. Tried 1 time, first just now",
        "Never heard",
        "Silent",
        "Does not answer",
    ):
        await expect(card.get_by_text(told)).to_be_visible()
    await expect(page.get_by_text("pots has told nothing since noon.")).to_be_visible()
    assert complaints == []


async def test_the_whole_ledger_is_counted_anew_on_request(context: BrowserContext, address: str, books: Books) -> None:
    """The balance is kept with every change; the button pairs every row."""
    await asyncio.to_thread(books.tell, just_now(event()))
    page, _ = await opened(context, address, "/")
    await page.get_by_role("button", name="Prove it row by row").click()
    await expect(page.get_by_text("Counted anew, each row with its counterpart")).to_be_visible()
    await asyncio.to_thread(books.tamper, "UPDATE arrival SET conversion = 99")
    await page.get_by_role("button", name="Prove it row by row").click()
    await expect(page.get_by_text("Some rows of the ledger have no counterpart")).to_be_visible()


async def test_a_destination_that_must_be_mended_is_the_first_thing_one_reads(
    context: BrowserContext, address: str, books: Books
) -> None:
    """What it said and how much waits; gone again as soon as it takes events."""
    expired = '{"error":{"code":190,"message":"The access token has expired"}}'
    await asyncio.to_thread(books.tell, just_now(event()))
    await asyncio.to_thread(books.answer, 1, verdict="hold", status=400, answer=expired)
    page, _ = await opened(context, address, "/")

    alarm = page.get_by_role("alert")
    await expect(alarm).to_contain_text("The access token has expired (190)")
    await expect(alarm).to_contain_text("1 event waits")
    await asyncio.to_thread(books.deliver, 1, at=system_clock())
    await expect(alarm).to_have_count(0)


async def test_what_is_captured_can_be_read_on_a_phone_without_moving_sideways(
    context: BrowserContext, address: str
) -> None:
    """Each text stands under the name of its column, and screen readers still hear a table."""
    page, complaints = await opened(context, address, "/captured")
    await page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    await expect(page.get_by_role("rowheader", name="_fbp")).to_be_visible()
    hidden = (
        "[...document.querySelectorAll('.table-scroll')].filter((each) => each.scrollWidth > each.clientWidth).length"
    )
    column = "getComputedStyle(document.querySelector('.stacks td'), '::before').content"
    assert [await page.evaluate(hidden), await page.evaluate(column), complaints] == [0, '"Read or set"', []]


async def test_a_filter_is_part_of_the_address_and_survives_a_visit_to_a_trace(
    context: BrowserContext, address: str, books: Books
) -> None:
    """Typed, opened, back again: the list is as it was left."""
    await asyncio.to_thread(books.tell, *(just_now(event(event_id=f"order_{n}")) for n in range(3)))
    page, _ = await opened(context, address, "/events")

    await page.get_by_label("Event id or order id").fill("order_2")
    await expect(page.locator(".events tbody tr")).to_have_count(1)
    await page.get_by_role("link", name="Purchase").click()
    await expect(page.get_by_role("heading", name="From receipt to answer")).to_be_visible()
    await page.go_back()

    await expect(page).to_have_url(f"{address}/events?text=order_2")
    await expect(page.get_by_label("Event id or order id")).to_have_value("order_2")


@pytest.mark.parametrize("path", VIEWS)
async def test_every_view_fits_a_phone(context: BrowserContext, address: str, books: Books, path: str) -> None:
    """Nothing is wider than 390 pixels, also with the longest ids that the doors take."""
    long = just_now(tag_event(event_id="o" * 128, event_name="A" * 100, pixel="blocked"))
    await asyncio.to_thread(books.tell, long, just_now(event(event_id="second")))
    await asyncio.to_thread(books.deliver, 1, at=system_clock())
    await asyncio.to_thread(books.refuse, 2, Reason.REJECTED, "x" * 300)
    page, complaints = await opened(context, address, path)
    await page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    await expect(page.locator("main .card").first).to_be_visible()

    width = await page.evaluate("document.documentElement.scrollWidth")
    assert (width, complaints) == (390, [])


async def test_the_dashboard_is_used_by_keyboard_alone(context: BrowserContext, address: str, books: Books) -> None:
    """Skip link first, then the tabs; a view that opens takes the focus, so that reading goes on there."""
    await asyncio.to_thread(books.tell, just_now(event()))
    page, _ = await opened(context, address, "/")
    await expect(page.get_by_role("heading", name="By event")).to_be_visible()

    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    await page.get_by_role("link", name="Events").focus()
    await page.keyboard.press("Enter")

    await expect(page.get_by_role("heading", name="Events")).to_be_visible()
    await expect(page.locator("main")).to_be_focused()
    assert await page.title() == "Events · Tandem"
