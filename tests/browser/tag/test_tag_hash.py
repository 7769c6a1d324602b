"""Customer data that the browser hashes before Meta's Pixel is told of it."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Page

from tests.browser.tag.stage import Stage
from tests.browser.tag.visitor import Visitor

pytestmark = pytest.mark.browser

LEAD = "tandem('track', 'Lead')"
MARY = {"fn": " Mary ", "em": "John_Smith@gmail.com", "ph": "(650)555-1212"}

# Meta's worked examples: developers.facebook.com, customer information parameters.
HASHED = {
    "fn": "6915771be1c5aa0c886870b6951b03d7eafc121fea0e80a5ea83beb7c449f4ec",
    "em": "62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f",
}


@pytest.fixture(autouse=True)
def hashing(stage: Stage) -> None:
    stage.gateway.parts.append("veil")
    stage.settings["consent"] = "opt_in"


async def user_told(stage: Stage, page: Page) -> Any:
    """Whom the Pixel names, with the first of several events that names anybody: hashing takes the browser a moment."""
    for number in range(1, 200):
        await page.evaluate(LEAD)
        await stage.meta.memory.until(lambda wanted=number: len(stage.meta.heard("Lead")) >= wanted)  # type: ignore[misc]
        if user := stage.meta.heard("Lead")[-1]["user"]:
            return user
    return None


async def test_the_pixel_hears_hashes_and_the_gateway_what_was_said(stage: Stage, visitor: Visitor) -> None:
    """A number without country code is left to the gateway, which may know the site's region."""
    page = await visitor.open()
    await page.evaluate(f"tandem('consent', 'granted'); tandem('identify', {MARY})")
    assert await user_told(stage, page) == HASHED
    assert (await stage.gateway.event("Lead"))["user_data"] == {**MARY, "fn": "Mary"}
    assert "John_Smith" not in str(stage.meta.memory.told)


async def test_until_the_hashes_are_there_the_pixel_hears_of_nobody(stage: Stage, visitor: Visitor) -> None:
    """An event in the same breath goes without them; the gateway's leg has them."""
    page = await visitor.open()
    await page.evaluate(f"tandem('consent', 'granted'); tandem('identify', {MARY}); {LEAD}")

    assert (await stage.gateway.event("Lead"))["user_data"]["em"] == MARY["em"]
    assert not (await stage.meta.event("Lead"))["user"]


async def test_nothing_is_fetched_before_the_answer_nor_after_a_refusal(stage: Stage, visitor: Visitor) -> None:
    page = await visitor.open()
    await page.evaluate(f"tandem('identify', {MARY})")
    await visitor.settle(page)
    assert visitor.asked() == []

    await page.evaluate(f"tandem('consent', 'denied'); tandem('identify', {MARY})")
    await visitor.settle(page)
    assert "/t/part/hash.js" not in visitor.asked()
