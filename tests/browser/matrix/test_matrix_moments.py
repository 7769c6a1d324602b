from __future__ import annotations

import pytest

from tests.browser.matrix.table import lacking, lacks
from tests.browser.matrix.visitor import Visitor, until
from tests.browser.tag.stage import Stage
from tests.support.browsers import chromium
from tests.support.waiting import eventually

pytestmark = pytest.mark.browser

NO_SPECULATION = "has no speculation rules, so it renders no page ahead"
AHEAD = """<a id=next href=/ahead>Next</a><script>
addEventListener('load', () => fetch(`${location.pathname}/complete`))
if (location.pathname === '/') {
  const rules = document.createElement('script')
  rules.type = 'speculationrules'
  rules.text = JSON.stringify({ prerender: [{ urls: ['/ahead'], eagerness: 'immediate' }] })
  document.head.append(rules)
  setInterval(async () => (await (await fetch('/word')).text()) === 'go' && next.click(), 50)
}
</script>"""
LEAD = "tandem('track', 'Lead', {}, {eventID: 'lead-1'});"


async def test_a_page_from_the_back_forward_cache(visitor: Visitor) -> None:
    """A page that comes back from the back/forward cache is one page view, with an id of its own."""
    views = visitor.stage.meta
    tab = await visitor.open("/first", "addEventListener('pageshow', (event) => { window.cached = event.persisted });")
    await views.event("PageView")
    await tab.open(f"{visitor.stage.shop_address}/second")
    await views.memory.until(lambda: len(views.heard("PageView")) == 2)
    await tab.back()
    await views.memory.until(lambda: len(views.heard("PageView")) == 3)

    await until(tab, "location.pathname === '/first' && window.cached")
    await visitor.settle(tab)
    assert len({view["eventID"] for view in views.heard("PageView")}) == len(views.heard("PageView")) == 3


@pytest.mark.parametrize("leave", ["window.close()", "location.href = '/next'"], ids=["closed", "left"])
async def test_a_page_that_goes_in_the_middle_of_a_send(visitor: Visitor, leave: str) -> None:
    """A tab that is closed, or left, in the breath of an action: it arrives, and if twice then under one id."""
    visitor.stage.shop.tail = "<button onclick=\"window.open('/product')\">See it</button>"
    tab = await visitor.open()
    await tab.press("button")
    product = await visitor.profile.opened()
    await until(product, "!!window.tandem?.ready")
    await product.run(f"setTimeout(() => {{ {LEAD} {leave} }})")

    assert (await visitor.stage.gateway.event("Lead"))["event_id"] == "lead-1"
    await visitor.settle(tab)
    first, *again = visitor.stage.gateway.events("Lead")
    assert again in ([], [first])


async def test_offline_then_online(visitor: Visitor) -> None:
    """An action while the visitor is offline arrives when the line is back, once, with the id of its moment."""
    stage = visitor.stage
    tab = await visitor.open()
    await stage.meta.event("PageView")
    stage.gateway.line.is_cut = True
    await visitor.profile.go_offline(True)
    await tab.run(LEAD)
    await until(tab, f"await fetch('{stage.gateway_address}/later', {{mode: 'no-cors'}}).then(() => false, () => true)")
    assert stage.gateway.events("Lead") == []
    stage.gateway.line.is_cut = False
    await visitor.profile.go_offline(False)

    assert (await stage.gateway.event("Lead"))["event_id"] == "lead-1"
    await visitor.settle(tab)
    assert len(stage.gateway.events("Lead")) == 1


async def test_offline_until_the_tab_is_closed(visitor: Visitor) -> None:
    """With `[site.tag.queue]`: an action while offline, then the tab closed: the next page sends it once, by its id."""
    stage = visitor.stage
    stage.gateway.parts.append("queue")
    stage.settings["queue"] = {"entries": 50, "characters": 200_000, "age": 6 * 24 * 3_600_000}
    await (await visitor.profile.tab()).open("about:blank")
    tab = await visitor.open()
    await stage.meta.event("PageView")
    stage.gateway.line.is_cut = True
    await visitor.profile.go_offline(True)
    await tab.run("tandem('identify', {em: 'ada@example.com'});" + LEAD)
    await until(
        tab, "Object.entries(localStorage).some(([name, body]) => /^tandem./.test(name) && /lead-1/.test(body))"
    )
    assert await tab.run("return JSON.stringify(localStorage).includes('ada@')") is False
    await tab.close()
    stage.gateway.line.is_cut = False
    await visitor.profile.go_offline(False)

    again = await visitor.open("/again")
    assert (await stage.gateway.event("Lead"))["event_id"] == "lead-1"
    await until(again, "!Object.keys(localStorage).some((name) => /^tandem./.test(name))")
    await visitor.settle(again)
    assert len(stage.gateway.events("Lead")) == 1


@lacking(firefox=NO_SPECULATION, webkit=NO_SPECULATION)
async def test_a_page_rendered_ahead(visitor: Visitor) -> None:
    """A page rendered ahead sends and stores nothing until the visitor sees it; then it is one page view."""
    tab = await visitor.open()
    can = await tab.run("return !!HTMLScriptElement.supports?.('speculationrules')")
    assert can == (not lacks(test_a_page_rendered_ahead, visitor.browser))
    if can:
        await visitor.stage.meta.event("PageView")
        await _render_ahead(visitor.stage)


async def _render_ahead(stage: Stage) -> None:
    """In a browser that nobody drives: a driver holds up pages rendered ahead. The page asks us for the word."""
    stage.shop.calls = "tandem('track', 'Lead', {}, {eventID: location.pathname});"
    stage.shop.tail = AHEAD
    stage.shop.others["/word"] = "wait"
    async with chromium.alone(stage.shop_address):
        await stage.gateway.event("Lead")
        await eventually(lambda: stage.shop.line.asked, lambda asked: "/ahead/complete" in asked)
        await stage.meta.memory.until(lambda: len(stage.meta.heard("PageView")) == 2)
        assert [event["event_id"] for event in stage.gateway.events("Lead")] == ["/"]

        stage.shop.others["/word"] = "go"
        await stage.meta.memory.until(lambda: len(stage.meta.heard("PageView")) == 3)
        await stage.gateway.memory.until(lambda: len(stage.gateway.events("Lead")) == 2)
    assert [event["event_id"] for event in stage.gateway.events("Lead")] == ["/", "/ahead"]
    assert stage.shop.line.asked.count("/ahead") == 1
