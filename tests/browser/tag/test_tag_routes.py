"""Pages that are seen without being loaded: routes of an application, and pages that the browser brings back."""

from __future__ import annotations

import pytest
from playwright.async_api import async_playwright

from tests.browser.conftest import SWITCHES, find_chromium
from tests.browser.tag.stage import Stage
from tests.browser.tag.visitor import Visitor

pytestmark = pytest.mark.browser

OLD_BROWSER = "<script>Object.defineProperty(window, 'navigation', {value: undefined})</script>"


@pytest.mark.parametrize("head", ["", OLD_BROWSER], ids=["navigation", "history"])
async def test_each_route_of_an_application_is_one_page_view(stage: Stage, visitor: Visitor, head: str) -> None:
    """A query that is tidied away, or a fragment, is no new page; going back is one."""
    stage.gateway.parts.append("routes")
    stage.shop.head = head
    page = await visitor.open("/?fbclid=IwAR0")
    await page.evaluate("history.replaceState({}, '', '/')")
    await page.evaluate("history.pushState({}, '', '/cart'); tandem('track', 'PageView')")
    await stage.meta.memory.until(lambda: len(stage.meta.heard("PageView")) == 2)
    await page.evaluate("history.pushState({}, '', '/cart#items')")
    await page.evaluate("history.go(-2)")
    await stage.meta.memory.until(lambda: len(stage.meta.heard("PageView")) == 3)
    await page.evaluate("setTimeout(() => tandem('track', 'Lead'))")
    await stage.meta.event("Lead")

    views = stage.meta.heard("PageView")
    assert len({view["eventID"] for view in views}) == len(views) == 3


async def test_meta_s_library_on_the_page_leaves_the_routes_to_us(stage: Stage, visitor: Visitor) -> None:
    """Else one route would be two page views, under two ids."""
    stage.gateway.parts.append("routes")
    library = f"{stage.meta_address}/en_US/fbevents.js"
    stage.shop.head = (
        "<script>window.fbq = (...call) => fbq.callMethod ? fbq.callMethod(...call) : fbq.queue.push(call);"
        f"fbq.queue = []</script><script src='{library}'></script>"
    )
    page = await visitor.open()
    await stage.meta.event("PageView")

    assert await page.evaluate("fbq.disablePushState") is True


async def test_a_page_that_the_browser_brings_back_is_a_page_view(stage: Stage) -> None:
    """From the back/forward cache: no script starts anew. (Playwright switches it off, hence a browser of our own.)"""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=find_chromium(playwright),
            args=list(SWITCHES),
            ignore_default_args=["--disable-back-forward-cache"],
        )
        visitor = Visitor(await browser.new_context(), stage)
        page = await visitor.open("/first")
        await page.evaluate("window.mark = 'alive'")
        await stage.meta.event("PageView")
        await visitor.open("/second", page=page)
        await stage.meta.memory.until(lambda: len(stage.meta.heard("PageView")) == 2)
        await page.evaluate("setTimeout(() => history.back())")
        await stage.meta.memory.until(lambda: len(stage.meta.heard("PageView")) == 3)

        assert await page.evaluate("window.mark") == "alive"
        await browser.close()
    assert len({view["eventID"] for view in stage.meta.heard("PageView")}) == 3
