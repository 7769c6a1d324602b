"""The package: a page that bundles the tag itself, instead of loading it from the gateway."""

from __future__ import annotations

import json

import pytest

from tests.browser.tag.stage import BUILT, Stage
from tests.browser.tag.visitor import Visitor, part_has_come

pytestmark = pytest.mark.browser


def module(stage: Stage, then: str) -> str:
    package = f"{stage.gateway_address}/npm"
    return (
        f"<script type=module>import {{ install }} from '{package}/index.js'; import '{package}/parts/routes.js';"
        f"const tandem = install({json.dumps(stage.settings)}); {then}</script>"
    )


async def test_a_page_that_bundles_the_tag_sends_both_legs_and_has_its_parts(stage: Stage, visitor: Visitor) -> None:
    """Installed twice, each event still goes once; parts join before anything else."""
    stage.shop.stub = stage.shop.tag = "type=text/plain"
    again = f"install({json.dumps(stage.settings)}); tandem('track', 'Lead')"
    stage.shop.tail = module(stage, again)
    page = await visitor.open()
    server, browser = await stage.gateway.event("Lead"), await stage.meta.event("Lead")
    assert server["event_id"] == browser["eventID"]
    await page.evaluate("history.pushState({}, '', '/cart')")
    await stage.meta.memory.until(lambda: len(stage.meta.heard("PageView")) == 2)

    assert len(stage.gateway.events("Lead")) == len(stage.meta.heard("Lead")) == 1


async def test_a_bundled_part_fetches_what_it_needs_from_the_gateway(stage: Stage, visitor: Visitor) -> None:
    """Of the forms part the bundle holds what listens; what reads comes when a visitor touches a field."""
    stage.shop.stub = stage.shop.tag = "type=text/plain"
    stage.settings["forms"] = {"fields": {}, "names": {}, "opt_out": True, "leads": [], "partial": ""}
    stage.shop.tail = "<input type=email>" + module(stage, "").replace("routes.js", "forms.js")
    page = await visitor.open()
    await page.fill("input", "ada@example.com")
    await page.keyboard.press("Tab")
    await part_has_come(page, "fields")
    await page.evaluate("tandem('track', 'Lead')")

    assert (await stage.gateway.event("Lead"))["user_data"] == {"em": "ada@example.com"}
    assert [path for path in visitor.asked() if "/part/" in path] == ["/t/part/fields.js"]


async def test_the_package_and_the_snippet_on_one_page_are_one_tag(stage: Stage, visitor: Visitor) -> None:
    stage.shop.tail = module(stage, "tandem('track', 'Lead')")
    page = await visitor.open()
    await stage.meta.event("Lead")
    await stage.gateway.event("Lead")
    await visitor.settle(page)

    assert len(stage.gateway.events("Lead")) == len(stage.meta.heard("PageView")) == 1


def test_the_package_names_files_that_are_there() -> None:
    """As `exports` says; with types; and nothing in it needs another package."""
    package = json.loads((BUILT / "npm" / "package.json").read_text(encoding="utf-8"))
    entry = package["exports"]["."]
    assert all((BUILT / "npm" / path).is_file() for path in entry.values())
    assert (BUILT / "npm" / "parts" / "routes.js").is_file()
    assert "dependencies" not in package
