"""Pages with strict policies: what `tandem tag` prints is what they need; what they forbid costs no page."""

from __future__ import annotations

import asyncio
import base64
import hashlib
from urllib.request import urlopen

import pytest

from tandem.config.schema import Meta, Site
from tandem.doors.snippet import PIXEL, STUB, Snippet, snippet
from tests.browser.tag.stage import INSTALL, Stage
from tests.browser.tag.visitor import Visitor
from tests.stations.doors.test_script import served_script

pytestmark = pytest.mark.browser

LEAD = "tandem('track', 'Lead', {}, {eventID: 'lead-1'})"
OTHERS = "default-src 'none'; base-uri 'none'; object-src 'none'; "


def printed(stage: Stage) -> Snippet:
    """As for an operator whose gateway and Meta are those of this stage."""
    library = stage.settings["pixel_script"]
    site = Site(name="shop", origins=(), meta=(Meta(dataset_id="7", token="x", pixel_script=library),))
    return snippet(site, served_script(site), stage.gateway_address, "/t.js")


def policy(stage: Stage, directives: tuple[str, ...], without: str = "-") -> dict[str, str]:
    """The header of a page that allows these and nothing else. Our stand-in for Meta has an address of its own."""
    kept = [line for line in directives if not line.startswith(without)]
    return {"Content-Security-Policy": OTHERS + "; ".join(kept).replace(PIXEL, stage.meta_address)}


async def both_legs(stage: Stage, visitor: Visitor) -> None:
    page = await visitor.open()
    await page.evaluate(LEAD)
    assert (await stage.gateway.event("Lead"))["event_id"] == (await stage.meta.event("Lead"))["eventID"] == "lead-1"


async def test_the_printed_policy_lets_both_legs_through(stage: Stage, visitor: Visitor) -> None:
    assert INSTALL == STUB
    stage.shop.headers = policy(stage, printed(stage).policy)
    await both_legs(stage, visitor)


async def test_with_nonce_strict_dynamic_and_trusted_types_both_legs_go(stage: Stage, visitor: Visitor) -> None:
    """The library that the tag asks for inherits the page's trust in the tag."""
    strict = tuple(line.replace("{NONCE}", "n0nce") for line in printed(stage).strict)
    stage.shop.headers = policy(stage, strict)
    stage.shop.stub = "nonce=n0nce"
    stage.shop.tag += " nonce=n0nce"
    await both_legs(stage, visitor)


async def test_where_trusted_types_do_not_name_ours_the_server_leg_goes(stage: Stage, visitor: Visitor) -> None:
    """The Pixel counts as blocked; nothing is thrown into the page."""
    strict = tuple(line.replace("{NONCE}", "n0nce") for line in printed(stage).strict)
    stage.shop.headers = policy(stage, (*strict, "trusted-types 'none'"), without="trusted-types tandem")
    stage.shop.stub = "nonce=n0nce"
    stage.shop.tag += " nonce=n0nce"
    page = await visitor.open()
    await page.evaluate(LEAD)

    await stage.gateway.event("Lead")
    await stage.gateway.memory.until(lambda: "blocked" in str(stage.gateway.messages))


async def test_a_page_that_forbids_the_gateway_s_address_still_tells_the_pixel(stage: Stage, visitor: Visitor) -> None:
    stage.shop.headers = policy(stage, printed(stage).policy, without="connect-src")
    page = await visitor.open()
    await page.evaluate(LEAD)

    await stage.meta.event("Lead")
    assert stage.gateway.messages == []


async def test_a_frame_that_may_only_run_scripts_sends_both_legs(stage: Stage, visitor: Visitor) -> None:
    """No storage, an origin of its own that is no address: as in a tag manager's or a shop's sandbox."""
    frame = "document.write('<iframe sandbox=allow-scripts src=/in></iframe>')"
    stage.shop.tail = f"<script>if (parent !== window) {LEAD}; else {frame}</script>"
    await visitor.open()

    await stage.gateway.event("Lead")
    await stage.meta.event("Lead")


async def sealed(stage: Stage, more: bytes = b"") -> str:
    """Attributes that let in the file as it is served, with `more` at its end."""
    file = await asyncio.to_thread(lambda: urlopen(f"{stage.gateway_address}/t.js").read())
    return f" integrity=sha384-{base64.b64encode(hashlib.sha384(file + more).digest()).decode()} crossorigin=anonymous"


async def test_integrity_lets_in_the_very_file(stage: Stage, visitor: Visitor) -> None:
    stage.shop.tag += await sealed(stage)
    await both_legs(stage, visitor)


async def test_another_file_than_the_page_named_costs_the_tag_and_never_the_page(
    stage: Stage, visitor: Visitor
) -> None:
    """Its calls stay in the stub, and nothing is sent."""
    stage.shop.tag += await sealed(stage, b" ")
    page = await visitor.context.new_page()
    await page.goto(stage.shop_address, wait_until="load")
    await page.evaluate(LEAD)
    await visitor.settle(page)

    assert (visitor.asked(), await page.evaluate("tandem.q.length")) == ([], 1)


async def test_without_javascript_nothing_is_sent(stage: Stage, visitor: Visitor) -> None:
    """Nobody could have said yes: Tandem has no image for `noscript`, also under `opt_out`."""
    context = await visitor.context.browser.new_context(java_script_enabled=False)  # type: ignore[union-attr]
    without = Visitor(context, stage)
    page = await context.new_page()
    await page.goto(stage.shop_address + "/?fbclid=IwAR0", wait_until="load")

    assert (without.asked(), await context.cookies()) == ([], [])
    await context.close()
