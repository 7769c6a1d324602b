from __future__ import annotations

import pytest

from tests.browser.matrix.visitor import Visitor
from tests.support.waiting import eventually

pytestmark = pytest.mark.browser

LEAD = "tandem('track', 'Lead', {}, {eventID: 'lead-1'});"
NO_STORAGE = """<script>
const refuse = () => { throw new DOMException('refused', 'SecurityError') }
Object.defineProperty(Document.prototype, 'cookie', { get: refuse, set: refuse })
for (const name of ['localStorage', 'sessionStorage', 'indexedDB', 'caches'])
  Object.defineProperty(window, name, { get: refuse })
</script>"""
TRUSTED = "require-trusted-types-for 'script'; trusted-types "


async def test_strict_csp(visitor: Visitor) -> None:
    """A strict Content-Security-Policy, with a nonce and `strict-dynamic`: both legs go, under one id."""
    stage = visitor.stage
    stage.shop.stub = "nonce=r4nd0m"
    stage.shop.tag = f"{stage.shop.stub} {stage.shop.tag}"
    stage.shop.headers["Content-Security-Policy"] = (
        "default-src 'none'; script-src 'nonce-r4nd0m' 'strict-dynamic'; base-uri 'none'; object-src 'none'; "
        f"connect-src 'self' {stage.gateway_address}; img-src {stage.meta_address}"
    )
    tab = await visitor.open()
    await tab.run(LEAD)

    server, browser = await visitor.both("Lead")
    assert server["event_id"] == browser["eventID"] == "lead-1"
    await visitor.settle(tab)


async def test_trusted_types(visitor: Visitor) -> None:
    """Trusted Types that name the tag's policy: both legs go, under one id."""
    visitor.stage.shop.headers["Content-Security-Policy"] = TRUSTED + "tandem"
    tab = await visitor.open()
    await tab.run(LEAD)

    server, browser = await visitor.both("Lead")
    assert server["event_id"] == browser["eventID"] == "lead-1"
    await visitor.settle(tab)


async def test_trusted_types_that_forbid_ours(visitor: Visitor) -> None:
    """Trusted Types that name no policy of the tag: Meta's library stays out, the gateway hears of the action once."""
    visitor.stage.shop.headers["Content-Security-Policy"] = TRUSTED + "'none'"
    tab = await visitor.open()
    await tab.run(LEAD)
    await visitor.stage.gateway.event("Lead")
    await visitor.settle(tab)

    assert [(event["event_id"], event["pixel"]) for event in visitor.stage.gateway.events()] == [("lead-1", "blocked")]
    assert visitor.stage.meta.line.asked == []


async def test_a_sandboxed_frame(visitor: Visitor) -> None:
    """In a sandboxed frame, without an origin or cookies: both legs go once, under one id."""
    stage = visitor.stage
    stage.shop.others["/frame"] = '<!doctype html><iframe sandbox="allow-scripts" src="/checkout"></iframe>'
    stage.shop.calls = LEAD
    tab = await visitor.profile.tab()
    await tab.open(f"{stage.shop_address}/frame")

    server, browser = await visitor.both("Lead")
    assert server["event_id"] == browser["eventID"] == "lead-1"
    assert await tab.cookies() == {}


async def test_blocked_storage(visitor: Visitor) -> None:
    """Where cookies and storage are refused by an exception: both legs go once, under one id."""
    visitor.stage.shop.head = NO_STORAGE
    tab = await visitor.open()
    await tab.run(LEAD)

    server, browser = await visitor.both("Lead")
    assert server["event_id"] == browser["eventID"] == "lead-1"
    await visitor.settle(tab)
    assert await tab.cookies() == {}


async def test_a_blocked_pixel(visitor: Visitor) -> None:
    """Where Meta's library is blocked: the gateway hears of the action once, and of the blocking."""
    visitor.stage.shop.headers["Content-Security-Policy"] = (
        f"script-src 'unsafe-inline' {visitor.stage.gateway_address}"
    )
    tab = await visitor.open()
    await tab.run(LEAD)
    await visitor.stage.gateway.event("Lead")
    await visitor.settle(tab)

    [event] = visitor.stage.gateway.events()
    assert event["pixel"] == "blocked" or ("Lead", "blocked") in visitor.stage.gateway.reports()
    assert visitor.stage.meta.line.asked == []


async def test_no_javascript(visitor: Visitor) -> None:
    """Without JavaScript the tag sends and stores nothing: what a page has in `<noscript>` is all that goes."""
    stage = visitor.stage
    stage.shop.headers["Content-Security-Policy"] = "sandbox allow-same-origin"
    stage.shop.tail = f"<noscript><img src='{stage.meta_address}/noscript' alt=''></noscript>"
    stage.shop.calls = LEAD
    tab = await visitor.profile.tab()
    await tab.open(stage.shop_address + "/?fbclid=IwAR0")
    await eventually(lambda: visitor.asked(), bool)

    assert visitor.asked() == ["/noscript"]
    assert await tab.cookies() == {}
