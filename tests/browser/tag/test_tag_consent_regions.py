"""What the law of the visitor's region makes of an answer, and of none."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.matrix.platforms import STUBS
from tests.browser.tag.stage import Stage
from tests.browser.tag.visitor import Visitor

pytestmark = pytest.mark.browser

GPC = "Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', {get: () => true})"
OPT_OUT: dict[str, Any] = {"policy": "opt_out"}
LIMITED: dict[str, Any] = {**OPT_OUT, "limit": [1, 1000]}

A_WHILE = 900
"""Milliseconds, longer than the tag looks for a platform here."""


@pytest.fixture(autouse=True)
def reading_platforms(stage: Stage) -> None:
    """A site that asks first, except where its regions say otherwise."""
    stage.gateway.parts = ["cmp", "cmp.tcf", "cmp.gpp"]
    stage.settings.update(consent="opt_in", cmp={"names": {}, "wait": 500})


def put_on_page(stage: Stage, platform: str) -> None:
    stage.shop.head = f"<script>{(STUBS / f'{platform}.js').read_text(encoding='utf-8')}</script>"


async def test_an_opt_out_limits_both_legs_where_the_region_says_so(stage: Stage, visitor: Visitor) -> None:
    """GPP's section tells the country; Meta hears of Limited Data Use by both legs."""
    stage.settings["regions"] = {"US": {**OPT_OUT, "limit": [0, 0]}}
    put_on_page(stage, "gpp")
    page = await visitor.open("/?answered=denied")
    await page.evaluate("tandem('track', 'Lead')")

    await stage.gateway.event("Lead")
    consent = stage.gateway.messages[-1]["consent"]
    assert (consent["ads"], consent["signal"], consent["limit"], consent["region"]) == ("granted", "gpp", [0, 0], "US")
    assert (await stage.meta.event("Lead"))["limit"] == [["LDU"], 0, 0]


async def test_an_opt_out_is_a_refusal_where_no_region_limits(stage: Stage, visitor: Visitor) -> None:
    stage.settings["regions"] = {"US": OPT_OUT}
    put_on_page(stage, "gpp")
    page = await visitor.open("/?answered=denied")
    await page.evaluate("tandem('track', 'Lead')")
    await page.wait_for_timeout(A_WHILE)
    assert visitor.asked() == []


async def test_global_privacy_control_limits_where_the_region_says_so(stage: Stage, visitor: Visitor) -> None:
    """The page tells the region; nobody else is there to ask."""
    stage.settings["regions"] = {"US-CA": LIMITED}
    stage.shop.calls = "tandem('region', 'US-CA'); tandem('track', 'Lead')"
    await visitor.context.add_init_script(GPC)
    await visitor.open()

    await stage.gateway.event("Lead")
    consent = stage.gateway.messages[-1]["consent"]
    assert (consent["ads"], consent["signal"], consent["limit"]) == ("granted", "gpc", [1, 1000])
    assert (await stage.meta.event("Lead"))["limit"] == [["LDU"], 1, 1000]


async def test_the_policy_of_the_region_holds_where_there_is_nobody_to_ask(stage: Stage, visitor: Visitor) -> None:
    """In an opt-out region a page without a platform begins to send, and claims no answer."""
    stage.settings["regions"] = {"US": OPT_OUT}
    stage.shop.calls = "tandem('track', 'Lead')"
    page = await visitor.open()
    await page.wait_for_timeout(A_WHILE)
    assert visitor.asked() == []

    await page.evaluate("tandem('region', 'US-NY')")
    await stage.gateway.event("Lead")
    assert stage.gateway.messages[-1]["consent"] == {"ads": "unknown", "region": "US-NY"}


async def test_a_platform_that_is_there_is_waited_for_under_opt_out_too(stage: Stage, visitor: Visitor) -> None:
    stage.settings["consent"] = "opt_out"
    put_on_page(stage, "tcf")
    stage.shop.calls = "tandem('track', 'Lead')"
    page = await visitor.open()
    await page.wait_for_timeout(A_WHILE)
    assert visitor.asked() == []

    await page.evaluate("visitor.accept()")
    await stage.gateway.event("Lead")


async def test_the_page_may_answer_itself_where_no_platform_does(stage: Stage, visitor: Visitor) -> None:
    page = await visitor.open()
    await page.evaluate("tandem('track', 'Lead'); tandem('consent', 'granted')")
    await stage.gateway.event("Lead")
    told = next(each for each in stage.gateway.messages if "Lead" in str(each.get("events")))
    assert told["consent"]["signal"] == "manual"


async def test_where_the_gdpr_does_not_apply_the_next_platform_speaks(stage: Stage, visitor: Visitor) -> None:
    """One banner for two continents: `["tcf", "gpp"]`."""
    stage.settings["regions"] = {"US": OPT_OUT}
    put_on_page(stage, "gpp")
    not_here = "{gdprApplies: false, eventStatus: 'tcloaded', cmpStatus: 'loaded'}"
    stage.shop.head += f"<script>__tcfapi = (command, version, hear) => hear({not_here}, true)</script>"
    page = await visitor.open()
    await page.evaluate("tandem('track', 'Lead'); visitor.accept()")
    await stage.gateway.event("Lead")
    consent = stage.gateway.messages[-1]["consent"]
    assert (consent["ads"], consent["signal"], consent["region"]) == ("unknown", "gpp", "US")
