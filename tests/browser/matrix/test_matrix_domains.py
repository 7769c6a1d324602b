from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from tests.browser.journeys.three_domains import World, three_domains
from tests.browser.matrix.visitor import until
from tests.support.browsers.seam import Browser, Profile, Tab
from tests.support.waiting import eventually

pytestmark = pytest.mark.browser

NOTE = "An affiliate's bridge page, a shop and a payment page: three sites of one gateway on a fourth domain."
FBCLID = "IwAR2F4-dbP0l7Mn1IawQQGCINEz7PYXQvwjNwB_qa2ofrHyiLjcbCRxTDMgk"
GCLID = "Cj0KCQiA-tTi_BhD"
AGREE = "tandem('consent', 'granted')"
ADA = "b5fc85e55755f9e0d030a10ab4429b6b2944855f9a0d60077fe832becbc41d72"
"""`printf ada@example.com | sha256sum`."""

TYPED = """const field = document.querySelector('[name=mail]')
field.focus()
field.value = 'Ada@Example.com'
field.dispatchEvent(new Event('change', { bubbles: true }))"""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    async with three_domains(tmp_path_factory.mktemp("domains")) as world:
        yield world


async def test_a_click_and_a_form_and_a_purchase(world: World, profile: Profile, browser: Browser) -> None:
    """
    An ad's click on the first domain: the form on the second is a lead with what was typed, hashed, the purchase on the
    third has the click and the id of the first, another platform's click has come along, and each counts once.
    """
    world.meta.reset()
    tab = await profile.tab()
    await tab.open(world.address("bridge", f"/?fbclid={FBCLID}&gclid={GCLID}"))
    await arrived(tab, "bridge")
    await tab.run(AGREE)
    first = await tab.cookies()
    assert first["_fbc"].endswith(f".{FBCLID}")

    await tab.press("#shop")
    await arrived(tab, "shop")
    await tab.run(f"{AGREE}; {TYPED}")
    await until(tab, f"document.cookie.includes('{first['_fbc']}')")
    await tab.press("#contact button")
    server, pixel = await legs(world, "Lead")
    assert server["event_id"] == pixel["event_id"]
    assert server["raw"]["user_data"]["em"] == [pixel["fields"]["user_data"]["em"]] == [ADA]

    await tab.press("#till button")
    await arrived(tab, "pay")
    order = f"order-of-{browser.name}"
    await tab.run(f"{AGREE}; tandem('track', 'Purchase', {{value: 5, currency: 'EUR', order_id: '{order}'}})")
    server, pixel = await legs(world, "Purchase")
    assert server["event_id"] == pixel["event_id"] == f"order_{order}"
    bought = server["raw"]["user_data"]
    assert (bought["fbc"], bought["fbp"]) == (first["_fbc"], first["_fbp"])
    await until(tab, f"/gclid:[0-9]+:{GCLID}/.test(document.cookie)")
    assert (world.meta.counted("Lead"), world.meta.counted("Purchase")) == (1, 1)


async def arrived(tab: Tab, name: str) -> None:
    """On a page of that domain, its tag at work."""
    await until(tab, f"location.hostname === '{name}.localhost' && window.tandem?.ready")


async def legs(world: World, name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The event as Meta has received it from the server, and from the browser."""
    server = await eventually(lambda: world.leg("server", name), bool)
    pixel = await eventually(lambda: world.leg("browser", name), bool)
    return server or {}, pixel or {}
