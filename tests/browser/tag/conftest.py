from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext

from tests.browser.tag import stage as stages
from tests.browser.tag.visitor import Visitor


@pytest_asyncio.fixture(loop_scope="session")
async def stage() -> AsyncIterator[stages.Stage]:
    if not stages.BUNDLE.exists():
        pytest.fail("The tag is not built: run `npm run build`.", pytrace=False)
    async with stages.set_up() as stage:
        yield stage
    assert not stage.gateway.complaints, "\n".join(stage.gateway.complaints)


@pytest_asyncio.fixture(loop_scope="session")
async def visitor(context: BrowserContext, stage: stages.Stage) -> AsyncIterator[Visitor]:
    """Whose pages no error of the tag ever reaches."""
    visitor = Visitor(context, stage)
    yield visitor
    assert not visitor.errors
