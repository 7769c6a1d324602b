"""The stand-in Pixel library, in a real browser, behind the standard base code."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tandem.emulator.testing import MetaEmulator
from tests.stations.emulator.letters import EMAIL_HASH

pytestmark = pytest.mark.browser

BASE_CODE = """
!function(f,b,e,v,n,t,s){if(f.fbq)return;n=f.fbq=function(){n.callMethod?n.callMethod.apply(n,arguments):
n.queue.push(arguments)};if(!f._fbq)f._fbq=n;n.push=n;n.loaded=!0;n.version='2.0';n.queue=[];t=b.createElement(e);
t.async=!0;t.src=v;s=b.getElementsByTagName(e)[0];s.parentNode.insertBefore(t,s)}
(window,document,'script','%s/en_US/fbevents.js');
"""


class EmptyPage(BaseHTTPRequestHandler):
    """A shop's page with nothing on it."""

    def do_GET(self) -> None:
        body = b"<!doctype html><title>Shop</title><script></script>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def meta() -> Iterator[MetaEmulator]:
    """On the real clock: the browser has no other."""
    with MetaEmulator.running() as emulator:
        yield emulator


@pytest.fixture
def bare_page(browser: Browser) -> Iterator[Page]:
    """A page at another origin."""
    shop = ThreadingHTTPServer(("127.0.0.1", 0), EmptyPage)
    Thread(target=shop.serve_forever, daemon=True).start()
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{shop.server_port}/thank-you?a=1")
    yield page
    context.close()
    shop.shutdown()
    shop.server_close()


@pytest.fixture
def page(bare_page: Page, meta: MetaEmulator) -> Page:
    """The same with the base code pointed at the emulator."""
    bare_page.evaluate(BASE_CODE % meta.url)
    return bare_page


def received(meta: MetaEmulator, count: int) -> list[Any]:
    """The events, oldest first, as soon as there are so many; asks again until then, for ten seconds at most."""
    deadline = time.monotonic() + 10
    while len(events := meta.received()) < count and time.monotonic() < deadline:
        time.sleep(0.02)
    assert len(events) == count, f"{len(events)} events, not {count}"
    return events[::-1]


def fbq(page: Page) -> Callable[..., None]:
    return lambda *command: page.evaluate("command => { fbq(...command) }", list(command))


def test_an_event_lands_with_its_id_cookies_and_hashed_identity(meta: MetaEmulator, page: Page) -> None:
    """`fbq('init')` with an email, `fbq('track')` with an eventID: Meta sees name, id, page, hash and cookies."""
    page.evaluate("document.cookie = '_fbp=fb.0.1795000000000.1098115397'")
    fbq(page)("init", "1234567890", {"em": " John_Smith@gmail.com "})
    fbq(page)(
        "track", "Purchase", {"value": 49.9, "currency": "EUR", "contents": [{"id": "a"}]}, {"eventID": "order_1"}
    )
    event = received(meta, 1)[0]
    fields = event["fields"]
    assert (event["event_name"], event["event_id"], event["transport"]) == ("Purchase", "order_1", "Pixel GET")
    assert fields["event_source_url"] == page.url
    assert fields["user_data"] == {"em": EMAIL_HASH}
    assert fields["custom_data"] == {"value": "49.9", "currency": "EUR", "contents": [{"id": "a"}]}
    assert fields["fbp"] == "fb.0.1795000000000.1098115397"


def test_a_hash_is_passed_on_untouched(meta: MetaEmulator, page: Page) -> None:
    """So the gateway's hash and the Pixel's are the same."""
    fbq(page)("init", "1", {"em": EMAIL_HASH})
    fbq(page)("track", "Lead")
    assert received(meta, 1)[0]["fields"]["user_data"] == {"em": EMAIL_HASH}


def test_an_event_too_long_for_an_image_is_posted(meta: MetaEmulator, page: Page) -> None:
    """Over 2048 characters the event travels as a beacon, whole."""
    fbq(page)("init", "1")
    fbq(page)("track", "Search", {"search_string": "x" * 3000}, {"eventID": "long"})
    event = received(meta, 1)[0]
    assert (event["transport"], event["event_id"]) == ("Pixel POST", "long")
    assert event["fields"]["custom_data"]["search_string"] == "x" * 3000


def test_nothing_is_sent_until_consent_is_granted(meta: MetaEmulator, page: Page) -> None:
    """After `revoke` events wait in memory; `grant` sends them, in order."""
    fbq(page)("consent", "revoke")
    fbq(page)("init", "1")
    fbq(page)("track", "PageView")
    fbq(page)("track", "Lead")
    page.wait_for_function("fbq.callMethod !== undefined")
    assert meta.received() == []
    fbq(page)("consent", "grant")
    assert {event["event_name"] for event in received(meta, 2)} == {"PageView", "Lead"}


def test_single_commands_reach_one_pixel_only(meta: MetaEmulator, page: Page) -> None:
    """`track` goes to every pixel, `trackSingle` and `trackSingleCustom` to the one that is named."""
    for command in (
        ("init", "1"), ("init", "2"), ("track", "Lead"), ("trackCustom", "Quiz"),
        ("trackSingle", "1", "Contact"), ("trackSingleCustom", "2", "Poll"),
    ):  # fmt: skip
        fbq(page)(*command)
    events = {(event["dataset"], event["event_name"]) for event in received(meta, 6)}
    assert events == {("1", "Lead"), ("2", "Lead"), ("1", "Quiz"), ("2", "Quiz"), ("1", "Contact"), ("2", "Poll")}


def test_an_id_in_the_wrong_place_is_not_an_event_id(meta: MetaEmulator, page: Page) -> None:
    """In the third argument it is custom data, as with Meta's own library; the diagnostics say so."""
    fbq(page)("init", "1")
    fbq(page)("track", "Lead", {"eventID": "lead_1"})
    event = received(meta, 1)[0]
    assert event["event_id"] is None
    assert [complaint["key"] for complaint in event["complaints"]] == ["event_id_misplaced"]


def test_events_go_where_the_page_says(meta: MetaEmulator, page: Page) -> None:
    """`fbq('set', 'endpoint', …)`: to another Meta than the one that the library is from."""
    with MetaEmulator.running() as other:
        fbq(page)("set", "endpoint", f"{other.url}/tr/")
        fbq(page)("init", "1")
        fbq(page)("track", "Lead")
        assert received(other, 1)[0]["event_name"] == "Lead"
    assert meta.received() == []


LIBRARY = """
window.flushed = []
window.fbq = {
  registerPlugin(id, { __fbEventsPlugin, plugin }) {
    plugin(fbq, { configLoaded: (loaded) => flushed.push([__fbEventsPlugin, id, loaded]) }, { set() {} })
  },
}
"""
"""How Meta's own library takes a configuration, as far as public copies show: the one thing it waits for."""


def test_a_library_that_waits_for_its_configuration_goes_on(meta: MetaEmulator, page: Page) -> None:
    """`/signals/config/{pixel}` registers a plugin under the pixel's id, and the plugin says `configLoaded`."""
    page.evaluate(LIBRARY)
    page.add_script_tag(url=f"{meta.url}/signals/config/1234567890?v=2.9.252&r=stable&domain=shop.example")
    assert page.evaluate("flushed") == [[1, "1234567890", "1234567890"]]


def test_the_configuration_does_no_harm_to_a_page_without_the_library(meta: MetaEmulator, page: Page) -> None:
    """Loaded beside the stand-in, or alone, it does nothing."""
    failures: list[str] = []
    page.on("pageerror", lambda error: failures.append(str(error)))
    fbq(page)("init", "1")
    page.add_script_tag(url=f"{meta.url}/signals/config/1")
    fbq(page)("track", "Lead")
    assert received(meta, 1)[0]["event_name"] == "Lead"
    assert failures == []


def test_a_browser_and_a_server_event_of_one_id_count_once(meta: MetaEmulator, page: Page) -> None:
    """The whole of it: the Pixel in a browser, the Conversions API by hand, one event."""
    fbq(page)("init", "1")
    fbq(page)("track", "Lead", {}, {"eventID": "lead_1"})
    received(meta, 1)
    event = {
        "event_name": "Lead", "event_id": "lead_1", "event_time": int(time.time()), "action_source": "website",
        "user_data": {"em": EMAIL_HASH},
    }  # fmt: skip
    meta.post("/v26.0/1/events", {"data": [event], "access_token": "a-token"})
    assert meta.counted("Lead") == 1
