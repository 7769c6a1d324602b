"""
One Chromium for all browser tests of a run.

Tests here are `async def` and share one event loop, on which Chromium lives; fixtures that they use are made with
`@pytest_asyncio.fixture(loop_scope="session")`. `chromium` is the browser, `context` a fresh profile for each test.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Playwright, async_playwright, expect

HERE = Path(__file__).parent
NAMES = ("chromium", "chromium-browser", "google-chrome")
SWITCHES = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
GOOD_BYE = 10.0
"""Seconds for closing a visitor's browser."""

expect.set_options(timeout=30_000)
"""Milliseconds to wait for what a page shall show: a page that met a slow answer rests before it asks again."""

MISSING = """No Chromium found. Do one of these:
  apt-get install chromium
  .venv/bin/playwright install chromium
  TANDEM_CHROMIUM=/path/to/chromium make test-browser"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """
    Chromium is bound to the loop it was started on: every test in this folder runs on that one.

    A browser that starves on a busy machine gets a second chance, and the run's summary tells of it as RERUN. Nothing
    else does: what is not about browsers has to hold at once.
    """
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.flaky(reruns=1))
            if pytest_asyncio.is_async_test(item):
                item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


def find_chromium(playwright: Playwright) -> str:
    """The one that TANDEM_CHROMIUM names, else the system's, else Playwright's own."""
    own = playwright.chromium.executable_path
    named = os.environ.get("TANDEM_CHROMIUM")
    found = named or next(filter(None, map(shutil.which, NAMES)), None) or own
    if not Path(found).exists():
        pytest.fail(f"{found} does not exist.\n{MISSING}" if named else MISSING, pytrace=False)
    return found


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        path = find_chromium(playwright)
        browser = await playwright.chromium.launch(executable_path=path, args=list(SWITCHES))
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def context(chromium: Browser) -> AsyncIterator[BrowserContext]:
    """A visitor's browser with nothing in it."""
    context = await chromium.new_context()
    yield context
    # A page that is just leaving can hold up the driver's own good-bye; the browser is closed at the end in any case.
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(GOOD_BYE):
            await context.close()
