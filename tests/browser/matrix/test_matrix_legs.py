from __future__ import annotations

import pytest

from tests.browser.matrix.visitor import Visitor

pytestmark = pytest.mark.browser

PURCHASE = "tandem('track', 'Purchase', {value: 49.9, currency: 'EUR', order_id: '00123'})"


async def test_both_legs_of_an_action_carry_one_id(visitor: Visitor) -> None:
    """An action goes once by the Pixel and once by the gateway, with the same id and the same data."""
    tab = await visitor.open("/thanks?fbclid=IwAR0_CaseKept")
    await tab.run(PURCHASE)

    server, browser = await visitor.both("Purchase")
    cookies = await tab.cookies()
    [message] = [each for each in visitor.stage.gateway.messages if each.get("events")]
    assert server["event_id"] == browser["eventID"] == "order_00123"
    assert server["custom_data"] == browser["params"] == {"value": 49.9, "currency": "EUR", "order_id": "00123"}
    assert message["visit"] == {"fbp": cookies["_fbp"], "fbc": cookies["_fbc"]}
    assert cookies["_fbc"].endswith(".IwAR0_CaseKept")
    await visitor.settle(tab)


async def test_a_reload_repeats_the_id(visitor: Visitor) -> None:
    """A thank-you page loaded again tells the gateway the same id, and the Pixel nothing: the purchase counts once."""
    stage = visitor.stage
    tab = await visitor.open("/thanks", PURCHASE)
    await visitor.both("Purchase")
    await tab.open(f"{stage.shop_address}/thanks")
    await stage.gateway.memory.until(lambda: len(stage.gateway.events("Purchase")) == 2)
    await visitor.settle(tab)

    assert {event["event_id"] for event in stage.gateway.events("Purchase")} == {"order_00123"}
    assert len(stage.meta.heard("Purchase")) == 1


async def test_api_only_loads_no_pixel(visitor: Visitor) -> None:
    """Mode `api-only`: the gateway hears of the action once, and Meta's library is never asked for."""
    visitor.stage.settings["mode"] = "api_only"
    tab = await visitor.open("/thanks")
    await tab.run(PURCHASE)
    await visitor.stage.gateway.event("Purchase")
    await visitor.settle(tab)

    assert [event["pixel"] for event in visitor.stage.gateway.events("Purchase")] == ["off"]
    assert visitor.stage.meta.line.asked == []


async def test_pixel_only_leaves_the_gateway_alone(visitor: Visitor) -> None:
    """Mode `pixel-only`: the Pixel hears of the action once, and the gateway is sent nothing."""
    visitor.stage.settings["mode"] = "pixel_only"
    tab = await visitor.open("/thanks")
    await tab.run(PURCHASE)
    await visitor.stage.meta.event("Purchase")
    await visitor.settle(tab)

    assert len(visitor.stage.meta.heard("Purchase")) == 1
    assert visitor.stage.gateway.line.asked == ["/t.js"]


async def test_each_route_of_an_application_is_one_page_view(visitor: Visitor) -> None:
    """Each route of a single-page application is one page view under one id, back and forth included."""
    visitor.stage.gateway.parts.append("routes")
    tab = await visitor.open()
    views = visitor.stage.meta
    await views.event("PageView")
    await tab.run("history.pushState({}, '', '/cart')")
    await views.memory.until(lambda: len(views.heard("PageView")) == 2)
    await tab.run("history.back()")
    await views.memory.until(lambda: len(views.heard("PageView")) == 3)
    await tab.run("tandem('track', 'Lead')")
    await visitor.both("Lead")
    await visitor.settle(tab)

    assert len({view["eventID"] for view in views.heard("PageView")}) == len(views.heard("PageView")) == 3


async def test_an_event_declared_in_html(visitor: Visitor) -> None:
    """A button that declares an event in HTML: a click sends it once on each leg, under one id."""
    visitor.stage.gateway.parts.append("declared")
    visitor.stage.settings["declared"] = {"forms": []}
    visitor.stage.settings["events"]["AddToCart"] = {"legs": ["browser", "server"]}
    visitor.stage.shop.tail = (
        "<button data-tandem-event=AddToCart data-tandem-value=9.5 data-tandem-currency=EUR>Buy</button>"
    )
    tab = await visitor.open("/product")
    await tab.press("button")

    server, browser = await visitor.both("AddToCart")
    assert server["custom_data"] == browser["params"] == {"value": 9.5, "currency": "EUR"}
    assert server["event_id"] == browser["eventID"]
    await visitor.settle(tab)
