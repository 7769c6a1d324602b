"""What a visitor types into a form, as Meta receives it on both legs: hashed, and nothing else of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Page

from tandem.emulator.testing import MetaEmulator
from tests.browser.tag import forms_pages as pages
from tests.browser.tag.stage import Shop, served
from tests.browser.tag.visitor import part_has_come
from tests.support.gateway import ORIGIN, Gateway
from tests.support.waiting import eventually

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FORMS = """pixel-script = "{meta}/en_US/fbevents.js"
[site.tag.forms]
hash = {hash}
partial = true
leads = [{{ selector = "#contact", event = "Lead" }}]
"""

# Meta's worked examples: developers.facebook.com, customer information parameters.
MARY = {"[name=mail]": "John_Smith@gmail.com", "[name=first]": "Mary"}
EM = "62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f"
FN = "6915771be1c5aa0c886870b6951b03d7eafc121fea0e80a5ea83beb7c449f4ec"


class World:
    def __init__(self, address: str, shop: Shop, meta: MetaEmulator) -> None:
        self.address = address
        self.shop = shop
        self.meta = meta

    def received(self, event_name: str, leg: str, event_id: str | None = None) -> list[dict[str, Any]]:
        sent = self.meta.received(event_name=event_name)
        return [each for each in sent if each["source"] == leg and event_id in (None, each["event_id"])]

    def user_in_browser(self) -> dict[str, Any]:
        """Whom the Pixel named in its last event."""
        [newest, *_] = [each for each in self.meta.received() if each["source"] == "browser"]
        user: dict[str, Any] = newest["fields"].get("user_data") or {}
        return user


@pytest_asyncio.fixture(loop_scope="session", params=["false", "true"], ids=["clear", "hashed"])
async def world(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[World]:
    """A shop, the gateway and Meta; the Pixel is told in clear, or hashes."""
    shop = Shop()
    with MetaEmulator.running() as meta:
        async with served(shop.app()) as address:
            gateway = Gateway(tmp_path, meta.url, FORMS.format(meta=meta.url, hash=request.param))
            file = tmp_path / "tandem.toml"
            file.write_text(file.read_text().replace(ORIGIN, address), encoding="utf-8")
            gateway.start()
            try:
                await asyncio.to_thread(gateway.wait_until_open)
                shop.gateway = gateway.url
                yield World(address, shop, meta)
            finally:
                await asyncio.to_thread(gateway.stop)


async def typed(context: BrowserContext, world: World) -> Page:
    """A form that Mary has completed, after her yes."""
    world.shop.tail = pages.LEAD
    page = await context.new_page()
    await page.goto(f"{world.address}/contact")
    await page.wait_for_function("window.tandem.ready && window.fbq === undefined")
    await page.evaluate("tandem('consent', 'granted')")
    await page.wait_for_function("!!(window.fbq && window.fbq.callMethod)")
    for selector, value in MARY.items():
        await page.fill(selector, value)
    return page


async def test_a_lead_carries_the_same_hashes_on_both_legs(context: BrowserContext, world: World) -> None:
    """Under one id, so that Meta counts one. Where the tag hashes, the Pixel hears of them one event later."""
    page = await typed(context, world)
    await page.click("button")
    server = (await eventually(lambda: world.received("Lead", "server"), bool))[0]
    browser = (await eventually(lambda: world.received("Lead", "browser"), bool))[0]

    assert server["event_id"] == browser["event_id"]
    assert (server["raw"]["user_data"]["em"], server["raw"]["user_data"]["fn"]) == ([EM], [FN])
    while not (told := world.user_in_browser()):
        await page.evaluate("tandem('trackCustom', 'Later')")
    assert told == {"em": EM, "fn": FN}


async def test_a_form_that_is_left_reaches_meta_from_the_server_alone(context: BrowserContext, world: World) -> None:
    page = await typed(context, world)
    await part_has_come(page, "fields")
    await page.evaluate("document.activeElement.blur()")
    await page.goto("about:blank")

    [event] = await eventually(lambda: world.received("PartialLead", "server"), bool)
    assert event["raw"]["custom_data"] == {"partial": True, "form": "contact", "completed": ["em", "fn"]}
    assert event["raw"]["user_data"]["em"] == [EM]
    assert not world.received("PartialLead", "browser")
    assert not world.meta.rejected()
