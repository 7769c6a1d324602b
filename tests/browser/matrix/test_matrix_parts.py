from __future__ import annotations

import base64
import hashlib

import pytest

from tests.browser.matrix.table import lacking, lacks
from tests.browser.matrix.visitor import Visitor, until
from tests.browser.tag.forms_pages import LEAD
from tests.browser.tag.stage import BUILT, Stage
from tests.support.browsers.seam import Tab

pytestmark = pytest.mark.browser

NO_CHECK = "does not check what a script imports"
TYPED = """const field = document.querySelector('[name=mail]')
field.focus()
field.value = 'ada@example.com'
field.dispatchEvent(new Event('change', { bubbles: true }))"""


def with_forms(stage: Stage) -> None:
    """A site that has forms read, one of which is a lead."""
    stage.gateway.parts.append("forms")
    leads = [{"selector": "#contact", "event": "Lead"}]
    stage.settings["forms"] = {"fields": {}, "names": {}, "opt_out": True, "leads": leads, "partial": ""}
    stage.shop.tail = LEAD.replace("<script>", "<script nonce=r4nd0m>")


async def send_form(tab: Tab) -> None:
    await tab.run(TYPED)
    await tab.press("button")


async def test_a_form_before_its_part_has_come(visitor: Visitor) -> None:
    """A form that is completed and sent before what reads it has come: its lead is told then, once, and whole."""
    stage = visitor.stage
    with_forms(stage)
    stage.gateway.parts_ready.clear()
    tab = await visitor.open()
    await send_form(tab)
    await visitor.settle(tab)
    assert stage.gateway.events("Lead") == []

    stage.gateway.parts_ready.set()
    server, _ = await visitor.both("Lead")
    assert server["user_data"] == {"em": "ada@example.com"}
    assert [path for path in visitor.asked() if "/part/" in path] == ["/t/part/fields.js"]


async def test_a_part_under_a_strict_csp(visitor: Visitor) -> None:
    """A part that comes later, where a nonce, `strict-dynamic` and Trusted Types that name nobody rule: it comes."""
    stage = visitor.stage
    with_forms(stage)
    stage.settings["mode"] = "api_only"
    stage.shop.stub = "nonce=r4nd0m"
    stage.shop.tag = f"{stage.shop.stub} {stage.shop.tag}"
    stage.shop.headers["Content-Security-Policy"] = (
        "default-src 'none'; script-src 'nonce-r4nd0m' 'strict-dynamic'; base-uri 'none'; object-src 'none'; "
        f"connect-src 'self' {stage.gateway_address}; require-trusted-types-for 'script'; trusted-types 'none'"
    )
    tab = await visitor.open()
    await send_form(tab)

    assert (await stage.gateway.event("Lead"))["user_data"] == {"em": "ada@example.com"}


@lacking(webkit=NO_CHECK)
async def test_a_part_that_a_pinned_tag_does_not_know(visitor: Visitor) -> None:
    """A part that is not what a pinned tag says it is: it does not run, and the rest goes on."""
    stage = visitor.stage
    with_forms(stage)
    stage.settings["seals"] = {"fields": seal("hash")}
    tab = await visitor.open()
    await send_form(tab)
    await until(tab, "performance.getEntriesByType('resource').some(({ name }) => name.endsWith('/fields.js'))")
    await tab.run("tandem('track', 'Contact')")
    await stage.gateway.event("Contact")

    if lacks(test_a_part_that_a_pinned_tag_does_not_know, visitor.browser):
        await stage.gateway.event("Lead")
    else:
        await visitor.settle(tab)
        assert stage.gateway.events("Lead") == []


def seal(name: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256((BUILT / f"tag.{name}.js").read_bytes()).digest()).decode()
