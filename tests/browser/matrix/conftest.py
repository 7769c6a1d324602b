"""Each promise of this folder is kept by three browsers: a test that asks for a `visitor` runs once in each."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.browser.matrix.table import BROWSERS
from tests.browser.matrix.visitor import Visitor
from tests.browser.tag import stage as stages
from tests.support.browsers.pool import Pool, browsers
from tests.support.browsers.seam import Browser, Profile

HERE = Path(__file__).parent
TIMEOUT = 300
"""Seconds: a machine drives one WebKitGTK at a time, and a test may stand behind those of the other workers."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.timeout(TIMEOUT))


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def pool() -> AsyncIterator[Pool]:
    async with browsers() as pool:
        yield pool


@pytest_asyncio.fixture(loop_scope="session", params=BROWSERS)
async def browser(request: pytest.FixtureRequest, pool: Pool) -> Browser:
    return await pool.get(request.param)


@pytest_asyncio.fixture(loop_scope="session")
async def profile(browser: Browser) -> AsyncIterator[Profile]:
    async with browser.profile() as profile:
        yield profile


@pytest_asyncio.fixture(loop_scope="session")
async def stage() -> AsyncIterator[stages.Stage]:
    if not stages.BUNDLE.exists():
        pytest.fail("The tag is not built: run `npm run build`.", pytrace=False)
    async with stages.set_up() as stage:
        yield stage
    assert not stage.gateway.complaints, "\n".join(stage.gateway.complaints)


@pytest.fixture
def visitor(browser: Browser, profile: Profile, stage: stages.Stage) -> Visitor:
    return Visitor(browser.name, profile, stage)
