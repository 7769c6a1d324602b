"""The two lines as a tag manager brings them: put into the page by a script, with tags for events after them."""

from __future__ import annotations

import pytest

from tests.browser.tag.stage import INSTALL, Stage
from tests.browser.tag.visitor import Visitor

pytestmark = pytest.mark.browser

BRING = """<script>
const bring = (made) => document.head.append(Object.assign(document.createElement('script'), made))
bring({{text: "{install}"}})
bring({{src: '{gateway}/t.js'}})
bring({{text: "tandem('track', 'Lead', {{value: 5, currency: 'EUR'}})"}})
</script>"""


async def test_a_tag_manager_s_tags_are_one_event_on_both_legs_after_the_yes(stage: Stage, visitor: Visitor) -> None:
    """As docs/install-tag.md has it; nothing before the visitor has answered."""
    stage.settings["consent"] = "opt_in"
    stage.shop.stub = stage.shop.tag = "type=text/plain"
    stage.shop.tail = BRING.format(install=INSTALL, gateway=stage.gateway_address)
    page = await visitor.open()
    await visitor.settle(page)
    assert (visitor.asked(), await visitor.cookies()) == ([], {})

    await page.evaluate("tandem('consent', 'granted')")
    server, browser = await stage.gateway.event("Lead"), await stage.meta.event("Lead")
    assert server["event_id"] == browser["eventID"]
    assert server["custom_data"] == browser["params"] == {"value": 5, "currency": "EUR"}
    await visitor.settle(page)
    assert len(stage.gateway.events("Lead")) == len(stage.meta.heard("Lead")) == 1
