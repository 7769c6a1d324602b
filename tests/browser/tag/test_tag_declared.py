"""Events that a page declares in its HTML."""

from __future__ import annotations

import pytest

from tests.browser.tag.stage import Stage
from tests.browser.tag.visitor import Visitor

pytestmark = pytest.mark.browser

BUTTON = """<button data-tandem-event="AddToCart" data-tandem-value="9.5" data-tandem-currency="EUR"
  data-tandem-content-ids='["a"]'><span id="in">Buy</span></button>"""


@pytest.fixture(autouse=True)
def declared(stage: Stage) -> None:
    stage.gateway.parts.append("declared")
    stage.settings["declared"] = {"forms": [{"selector": "form.newsletter", "event": "Lead"}]}
    stage.settings["events"]["AddToCart"] = {"legs": ["browser", "server"]}


async def test_a_click_sends_what_the_element_declares_on_both_legs(stage: Stage, visitor: Visitor) -> None:
    """Once, with one id, also when the element came after the tag and its own listener stops the click."""
    page = await visitor.open()
    await page.evaluate(f"document.body.innerHTML = `{BUTTON}`")
    await page.evaluate("void (document.querySelector('button').onclick = (click) => click.stopImmediatePropagation())")
    await page.click("#in")

    server, browser = await stage.gateway.event("AddToCart"), await stage.meta.event("AddToCart")
    assert server["custom_data"] == {"value": 9.5, "currency": "EUR", "content_ids": ["a"]}
    assert server["event_id"] == browser["eventID"]
    await visitor.settle(page)
    assert len(stage.gateway.events("AddToCart")) == len(stage.meta.heard("AddToCart")) == 1


async def test_a_form_that_the_settings_name_is_an_event_when_it_is_submitted(stage: Stage, visitor: Visitor) -> None:
    """Also when the page sends it by itself; what is typed into it goes nowhere."""
    stage.shop.tail = (
        "<form class=newsletter><input name=email value='ada@example.com'><button>Join</button></form>"
        "<script>document.forms[0].onsubmit = (submission) => submission.preventDefault()</script>"
    )
    page = await visitor.open()
    await page.click("button")

    event = await stage.gateway.event("Lead")
    assert (event["custom_data"], event["user_data"]) == ({}, {})
    assert "ada@" not in str(stage.gateway.messages)


async def test_a_declared_link_that_leaves_the_page_is_still_told(stage: Stage, visitor: Visitor) -> None:
    stage.shop.tail = "<a href='/next' data-tandem-event=Contact>Call us</a>"
    page = await visitor.open()
    await page.click("a")

    await stage.gateway.event("Contact")
    await page.wait_for_url("**/next")
