"""What the tag costs a page's main thread: a few pages; `make bench-tag` opens more, beside other scripts."""

from __future__ import annotations

import asyncio

import pytest

from bench.main_thread import Turn, measure
from bench.pages import served
from bench.tag import CORE, EMPTY, PROMISE, least, scripts

pytestmark = [pytest.mark.browser, pytest.mark.slow]


async def some_turns() -> dict[str, list[Turn]]:
    async with served() as pages:
        pages.scripts = {name: code for name, code in scripts(pages.url).items() if name in (CORE, EMPTY)}
        return await measure(pages, rounds=2, slower=1)


def test_the_core_takes_no_more_of_a_page_s_main_thread_than_is_promised() -> None:
    """Processor time, not time on the clock, as of a processor four times slower."""
    found = asyncio.run(some_turns())

    assert least(found[CORE], found[EMPTY]) <= PROMISE
