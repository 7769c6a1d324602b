"""Parts that a page fetches when it needs them: what happened until then is not lost, and no policy is bent."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

import pytest
from playwright.async_api import Page

from tests.browser.tag.forms_pages import LEAD
from tests.browser.tag.stage import BUILT, Stage
from tests.browser.tag.visitor import Visitor, part_has_come
from tests.support.waiting import eventually

pytestmark = pytest.mark.browser

AGREE = "tandem('consent', 'granted')"
MARY = "tandem('identify', {em: 'mary@example.com'})"


@pytest.fixture
def forms(stage: Stage) -> dict[str, Any]:
    """A site that has forms read, one of which is a lead."""
    stage.gateway.parts.append("forms")
    stage.settings["consent"] = "opt_in"
    leads = [{"selector": "#contact", "event": "Lead"}]
    told = {"fields": {}, "names": {}, "opt_out": False, "leads": leads, "partial": ""}
    stage.settings["forms"] = told
    stage.shop.tail = LEAD
    return told


def fetched(stage: Stage) -> list[str]:
    """The names of the parts that the browser has asked for, in order."""
    asked = stage.gateway.line.asked
    return [path.rpartition("/")[2].removesuffix(".js") for path in asked if "/t/part/" in path]


async def fill(page: Page) -> None:
    await page.fill("[name=mail]", "ada@example.com")
    await page.fill("[name=first]", "Ada")
    await page.click("button")


@pytest.mark.usefixtures("forms")
async def test_what_reads_forms_is_fetched_once_when_a_field_is_touched(stage: Stage, visitor: Visitor) -> None:
    page = await visitor.open()
    await page.evaluate(f"{AGREE}; {MARY}")
    await page.mouse.click(300, 300)
    await visitor.settle(page)
    assert fetched(stage) == []

    await fill(page)
    await stage.gateway.event("Lead")
    assert fetched(stage) == ["fields"]


@pytest.mark.usefixtures("forms")
async def test_a_button_s_own_lead_has_what_the_browser_filled_in(stage: Stage, visitor: Visitor) -> None:
    """Though no field was touched, and it is told within the click: to point at the button fetches what reads."""
    stage.shop.tail = (
        "<input type=email value=ada@example.com><button onclick=\"tandem('track', 'Contact')\">Go</button>"
    )
    page = await visitor.open()
    await page.evaluate(AGREE)
    await page.hover("button")
    await part_has_come(page, "fields")
    await page.click("button")

    assert (await stage.gateway.event("Contact"))["user_data"] == {"em": "ada@example.com"}


@pytest.mark.usefixtures("forms")
async def test_what_is_completed_and_sent_before_the_part_has_come_is_told_then(stage: Stage, visitor: Visitor) -> None:
    """With everything that the visitor typed, and once."""
    stage.gateway.parts_ready.clear()
    page = await visitor.open()
    await page.evaluate(AGREE)
    await fill(page)
    await visitor.settle(page)
    assert stage.gateway.events("Lead") == []

    stage.gateway.parts_ready.set()
    assert (await stage.gateway.event("Lead"))["user_data"] == {"em": "ada@example.com", "fn": "Ada"}
    await visitor.settle(page)
    assert len(stage.gateway.events("Lead")) == 1


@pytest.mark.usefixtures("forms")
async def test_a_page_that_is_left_before_the_part_has_come_still_tells_of_its_lead(
    stage: Stage, visitor: Visitor
) -> None:
    """Once, also of a form that was sent twice; what was typed has not been read, and is not told."""
    stage.gateway.parts_ready.clear()
    page = await visitor.open()
    await page.evaluate(AGREE)
    await fill(page)
    await page.click("button")
    await page.goto("about:blank")

    assert not (await stage.gateway.event("Lead")).get("user_data")
    assert len(stage.gateway.events("Lead")) == 1


@pytest.mark.usefixtures("forms")
async def test_a_part_that_did_not_come_is_asked_for_again(stage: Stage, visitor: Visitor) -> None:
    """What happened until then was kept."""
    stage.gateway.lost_parts = 1
    page = await visitor.open()
    await page.evaluate(AGREE)
    await fill(page)

    for _ in range(100):
        await page.click("[name=first]")
        await visitor.settle(page)
        if stage.gateway.events("Lead"):
            break
        await page.wait_for_timeout(100)
    assert (await stage.gateway.event("Lead"))["user_data"] == {"em": "ada@example.com", "fn": "Ada"}


@pytest.mark.parametrize("sources", ["'nonce-n0nce'", "'nonce-n0nce' 'strict-dynamic'"])
@pytest.mark.parametrize("sealed", [False, True])
async def test_a_part_inherits_the_page_s_trust_in_the_tag(
    stage: Stage, visitor: Visitor, sources: str, sealed: bool
) -> None:
    """A nonce, with or without `strict-dynamic`; Trusted Types that name no policy: a part is no sink of theirs."""
    lines: list[str] = []
    stage.gateway.parts.append("debug")
    stage.settings.update({"mode": "api_only", "debug": {"key": "", "notes": True}})
    if sealed:
        stage.settings["seals"] = {"notes": seal("notes")}
    types = "require-trusted-types-for 'script'; trusted-types 'none'"
    connect = f"connect-src {stage.gateway_address} 'self'"
    stage.shop.headers = {"Content-Security-Policy": f"default-src 'none'; script-src {sources}; {connect}; {types}"}
    stage.shop.stub = "nonce=n0nce"
    stage.shop.tag += " nonce=n0nce"
    visitor.context.on("console", lambda line: lines.append(line.text))
    await visitor.open()

    await eventually(lambda: "\n".join(lines), lambda said: "[tandem] PageView" in said)


async def test_a_part_that_is_not_what_the_pinned_tag_says_does_not_run(stage: Stage, visitor: Visitor) -> None:
    """Nothing of it: the Pixel hears of nobody, and the server leg goes on."""
    stage.gateway.parts.append("veil")
    stage.settings["seals"] = {"hash": seal("fields")}
    page = await visitor.open()
    await page.evaluate(MARY)
    await eventually(lambda: fetched(stage), bool)
    await page.evaluate("tandem('track', 'Lead')")

    assert (await stage.gateway.event("Lead"))["user_data"] == {"em": "mary@example.com"}
    await visitor.settle(page)
    assert not [told for told in stage.meta.memory.told if told["user"]]


async def test_of_several_platforms_the_one_on_the_page_has_its_adapter_fetched(stage: Stage, visitor: Visitor) -> None:
    """When it shows up, also late; a data layer that says nothing of consent is none."""
    stage.gateway.parts += ["cmp", "scout"]
    signs = {"tcf": "__tcfapi", "cookiebot": "Cookiebot", "gcm": "dataLayer"}
    stage.settings.update({"consent": "opt_in", "cmp": {"names": {}, "wait": 5000, "signs": signs}})
    stage.shop.head = "<script>dataLayer = [{event: 'page'}]</script>"
    page = await visitor.open()
    await page.evaluate("tandem('track', 'Lead')")
    await visitor.settle(page)
    assert (fetched(stage), visitor.asked()) == ([], [])

    await page.evaluate("Cookiebot = {consent: {marketing: true}, hasResponse: true}")
    assert (await stage.gateway.event("Lead"))["event_name"] == "Lead"
    assert fetched(stage) == ["cmp.cookiebot"]
    assert stage.gateway.messages[0]["consent"]["signal"] == "cookiebot"


async def test_while_an_adapter_is_on_its_way_its_platform_is_waited_for(stage: Stage, visitor: Visitor) -> None:
    """Not even a policy that asks nobody opens then, nor a platform of lower rank."""
    stage.gateway.parts += ["cmp", "scout", "cmp.usp"]
    signs = {"cookiebot": "Cookiebot", "usp": "__uspapi"}
    stage.settings.update({"consent": "opt_out", "cmp": {"names": {}, "wait": 0, "signs": signs}})
    stage.shop.head = (
        "<script>Cookiebot = {consent: {marketing: false}, hasResponse: true};"
        "__uspapi = (command, version, tell) => tell({uspString: '1YNN'}, true)</script>"
    )
    stage.gateway.parts_ready.clear()
    page = await visitor.open()
    await page.evaluate("tandem('track', 'Lead')")
    await visitor.settle(page)
    assert (stage.gateway.messages, await visitor.cookies()) == ([], {})

    stage.gateway.parts_ready.set()
    await eventually_on(page, "performance.now() > 800")
    await visitor.settle(page)
    assert (stage.gateway.events(), stage.meta.line.asked) == ([], [])


def seal(name: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256((BUILT / f"tag.{name}.js").read_bytes()).digest()).decode()


async def eventually_on(page: Page, expression: str) -> None:
    """Come back when that is true on the page. Asked from outside: a policy may forbid the page to evaluate."""
    for _ in range(200):
        if await page.evaluate(expression):
            return
        await page.wait_for_timeout(50)
    raise AssertionError(f"never true: {expression}")
