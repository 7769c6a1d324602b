"""What a blocker sees of us. The rules are our own words for the kinds that lists hold for everybody."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Route

from tandem.doors import parts
from tests.browser.tag.stage import Stage
from tests.browser.tag.visitor import Visitor

pytestmark = pytest.mark.browser

RISKY = {
    "Meta's own script": r"/fbevents\.js|//connect\.facebook\.net/",
    "Meta's own reports": r"//[^/]*facebook\.com/tr\b",
    "names of other vendors' scripts": r"/(gtm|gtag|facebook-pixel|beacon)\.js|\.js\?(id=GTM-|tg=)",
    "collectors by the name of their path": r"/(api/(events|collect|pixel|pageview|statsd)|(analytics|beacon)/event)\b",
    "a name before a query": r"/(g/)?collect\?|/px\?t=|/ping\?utm_|/tag\?name=",
    "an event in the query": r"[?&]ev=|[?&]tid=G-",
    "a host that says what it does": r"//(ads|analytics|track|sgtm|ssgtm|tagging|gtm)\.",
}
"""Kinds of generic rules (state of 2026-08), as regular expressions on the whole address."""


def blocks(url: str) -> list[str]:
    return [kind for kind, rule in RISKY.items() if re.search(rule, url, re.IGNORECASE)]


def test_every_kind_of_rule_blocks_what_it_is_meant_for() -> None:
    """Else the next tests would pass for nothing."""
    meant = (
        "https://connect.facebook.net/en_US/fbevents.js",
        "https://www.facebook.com/tr/?id=1",
        "https://shop.example/gtm.js",
        "https://shop.example/api/events",
        "https://shop.example/collect?v=2",
        "https://shop.example/x?a=1&ev=PageView",
        "https://analytics.shop.example/t.js",
    )
    assert [kind for url in meant for kind in blocks(url)] == list(RISKY)


@pytest.mark.parametrize("part", parts.names())
def test_no_address_of_a_part_looks_like_somebody_else_s(part: str) -> None:
    assert blocks(f"https://www.example.com{parts.path(part)}") == []


async def test_a_blocker_with_such_rules_stops_meta_and_nothing_of_ours(stage: Stage, visitor: Visitor) -> None:
    """Meta's script stays away, as the visitor wished; the tag, its message and its parts are nobody's by accident."""
    stage.gateway.parts.append("clicks")
    stage.settings["clicks"] = {"parameters": "gclid", "cookies": "", "in_app": False}
    stopped: list[str] = []

    async def stop(route: Route) -> None:
        stopped.append(route.request.url)
        await route.abort()

    await visitor.context.route(lambda url: bool(blocks(url)), stop)
    stage.shop.calls = "tandem('track', 'Lead')"
    await visitor.open("/?fbclid=IwAR0")
    await stage.gateway.event("Lead")

    assert await stage.gateway.memory.until(stage.gateway.reports) == [("Lead", "blocked")]
    assert {url.rpartition("/")[2] for url in stopped} == {"fbevents.js"}


async def test_a_blocker_is_heard_as_a_refusal_where_the_owner_respects_it(stage: Stage, visitor: Visitor) -> None:
    """The gateway hears of it, the cookies go, and no later event leaves; also after another yes."""
    stage.gateway.parts.append("respect")
    await visitor.context.route("**/fbevents.js", lambda route: route.abort())
    page = await visitor.open()
    refusal = await stage.gateway.memory.until(
        lambda: [message for message in stage.gateway.messages if message["consent"]["ads"] == "denied"]
    )
    assert refusal[0]["consent"]["signal"] == "blocker"
    await page.evaluate("tandem('consent', 'granted'); tandem('track', 'Lead')")
    await visitor.settle(page)

    assert stage.gateway.events("Lead") == []
    assert not (await visitor.cookies()).keys() & {"_fbp", "_fbc"}


async def test_without_a_blocker_respect_costs_nothing(stage: Stage, visitor: Visitor) -> None:
    stage.gateway.parts.append("respect")
    page = await visitor.open()
    await page.evaluate("tandem('track', 'Lead')")

    await stage.gateway.event("Lead")
    await stage.meta.event("Lead")
