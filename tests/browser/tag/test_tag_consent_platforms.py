"""Each consent platform, as it behaves by its documentation: the visitor's answer there is the answer here."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page

from tests.browser.tag.platforms import NAMES, OWN, Platforms, open_platforms
from tests.support.waiting import eventually

pytestmark = pytest.mark.browser

SIGNAL = {"usercentrics_v2": "usercentrics"}
"""The signal is the adapter's name; the stand-in's is another where one adapter reads two versions."""

A_WHILE = 700
"""Milliseconds: longer than a platform takes to load here and two looks of the tag."""

AT_ONCE = 5
"""Visitors in the browser at the same time: most of what they do is wait."""

STORED = "() => [localStorage.length, sessionStorage.length]"

Journey = Callable[[Platforms, BrowserContext, str], Awaitable[None]]
Walk = Callable[[Journey, str], Awaitable[None]]


async def who_agrees_withdraws_and_agrees_again(platforms: Platforms, context: BrowserContext, name: str) -> None:
    held, after, again = (f"{name}-{word}" for word in ("held", "after", "again"))
    page = await platforms.visit(context, name)
    await track(page, held)
    assert await traces(platforms, page, held) == []

    await page.evaluate("visitor.accept()")
    assert await eventually(lambda: platforms.legs(held), lambda seen: len(seen) == 2) == {"browser", "server"}
    assert await eventually(lambda: platforms.signal(held), bool) == SIGNAL.get(name, name)
    [pair] = platforms.meta.pairs(event_id=held)
    assert pair["browser"]["event_id"] == pair["server"]["event_id"] == held

    fbp = next(cookie["value"] for cookie in await context.cookies() if cookie["name"] == "_fbp")
    await page.evaluate("visitor.refuse()")
    await eventually(lambda: platforms.withdrawn(fbp), bool)
    await track(page, after)
    assert await traces(platforms, page, after) == []

    await page.evaluate("visitor.reopen(); visitor.accept()")
    await page.wait_for_function("document.cookie.includes('_fbp')")
    await track(page, again)
    await eventually(lambda: platforms.legs(again), lambda seen: len(seen) == 2)
    assert platforms.legs(after) == set()


async def who_refuses(platforms: Platforms, context: BrowserContext, name: str) -> None:
    before, after = f"{name}-before-no", f"{name}-after-no"
    page = await platforms.visit(context, name)
    await track(page, before)
    await page.evaluate("visitor.refuse(); visitor.reopen()")
    await track(page, after)
    platforms.order(after)

    assert await traces(platforms, page, before, after) == []
    assert await eventually(lambda: platforms.fate(after), lambda seen: seen is not None) == ("refused", "no_consent")


async def who_answered_on_an_earlier_page(platforms: Platforms, context: BrowserContext, name: str) -> None:
    yes, no = f"{name}-yes-before", f"{name}-no-before"
    refused = await platforms.visit(context, name, "&answered=denied")
    await track(refused, no)
    assert await traces(platforms, refused, no) == []
    await context.clear_cookies()

    agreed = await platforms.visit(context, name, "&answered=granted")
    await track(agreed, yes)
    await eventually(lambda: platforms.legs(yes), lambda seen: len(seen) == 2)
    assert platforms.legs(no) == set()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def walk(
    tmp_path_factory: pytest.TempPathFactory, chromium: Browser, request: pytest.FixtureRequest
) -> AsyncIterator[Walk]:
    """Sends every visitor of a journey off when the first is asked about: most of what they do is wait."""
    items = [item for item in request.session.items if item.path == Path(__file__)]
    names = sorted({item.callspec.params["name"] for item in items if isinstance(item, pytest.Function)})
    turn = asyncio.Semaphore(AT_ONCE)
    under_way: dict[tuple[Journey, str], asyncio.Task[None]] = {}
    async with open_platforms(tmp_path_factory.mktemp("platforms")) as platforms:

        async def go(journey: Journey, name: str) -> None:
            async with turn, await chromium.new_context() as context:
                await journey(platforms, context, name)

        async def result(journey: Journey, name: str) -> None:
            for each in names:
                if (journey, each) not in under_way:
                    under_way[journey, each] = asyncio.ensure_future(go(journey, each))
            await under_way[journey, name]

        yield result
        if under_way:
            await asyncio.wait(under_way.values())


each_platform = pytest.mark.parametrize("name", NAMES)


@each_platform
async def test_a_yes_counts_an_action_once_a_withdrawal_ends_it_and_a_yes_again_begins_anew(
    walk: Walk, name: str
) -> None:
    """Nothing before the answer; then both legs with the platform as signal; after the withdrawal nothing is left."""
    await walk(who_agrees_withdraws_and_agrees_again, name)


@each_platform
async def test_a_no_leaves_nothing_of_the_visitor_and_the_ledger_says_why_the_order_did_not_go(
    walk: Walk, name: str
) -> None:
    """Whatever is tracked before or after it; a banner opened again without an answer changes nothing."""
    await walk(who_refuses, name)


@each_platform
async def test_who_answered_on_an_earlier_page_need_not_answer_again(walk: Walk, name: str) -> None:
    """A yes is known as soon as the platform is there; so is a no."""
    await walk(who_answered_on_an_earlier_page, name)


async def track(page: Page, event_id: str) -> None:
    await page.evaluate("id => tandem('track', 'Lead', {}, {eventID: id})", event_id)


async def traces(platforms: Platforms, page: Page, *event_ids: str) -> list[Any]:
    """What the tag has left behind of these events, and of the visit."""
    await page.wait_for_timeout(A_WHILE)
    cookies = {cookie["name"] for cookie in await page.context.cookies()} - OWN
    heard = [leg for event_id in event_ids for leg in platforms.legs(event_id)]
    return [*cookies, *heard, *filter(None, await page.evaluate(STORED))]
