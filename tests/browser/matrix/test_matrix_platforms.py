from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import pytest_asyncio

from tests.browser.matrix.platforms import NAMES, Platforms, open_platforms
from tests.browser.matrix.visitor import until
from tests.support.browsers.seam import Browser, Profile, Tab
from tests.support.waiting import eventually

pytestmark = pytest.mark.browser

NOTE = (
    "Each promise is kept with each of these, as its documentation has it: "
    f"{', '.join(NAMES)}. The gateway stands on a path of the shop's own."
)

SIGNAL = {"usercentrics_v2": "usercentrics"}
"""The signal is the adapter's name; the stand-in's is another where one adapter reads two versions."""

A_WHILE = 0.7
"""Seconds: longer than a platform takes to load here and two looks of the tag."""

AT_ONCE = 5
"""Visits in a browser at the same time: most of what they do is wait."""

Journey = Callable[[Platforms, Profile, str, str], Awaitable[None]]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Platforms]:
    async with open_platforms(tmp_path_factory.mktemp("platforms")) as platforms:
        yield platforms


@pytest.fixture
def platforms(running: Platforms) -> Platforms:
    running.meta.reset()
    return running


async def test_a_yes_a_withdrawal_and_a_yes_again(platforms: Platforms, profile: Profile, browser: Browser) -> None:
    """
    Before the answer nothing; a yes: Meta counts one event of two legs; the yes taken back: nothing more, and no cookie
    is left; a yes again, and one of an earlier page: each event counts once.
    """
    await walk(who_agrees_withdraws_and_agrees_again, platforms, profile, browser.name)
    assert platforms.meta.counted("Lead") == 3 * len(NAMES)


async def test_a_no(platforms: Platforms, profile: Profile, browser: Browser) -> None:
    """
    A no leaves no trace of the visitor, of before it, after it, or on the next page; the order that the shop's server
    tells is refused, and the ledger says why.
    """
    await walk(who_refuses, platforms, profile, browser.name)
    assert platforms.meta.counted() == 0


async def who_agrees_withdraws_and_agrees_again(platforms: Platforms, profile: Profile, name: str, visit: str) -> None:
    held, after, again, later = (f"{visit}-{word}" for word in ("held", "after", "again", "later"))
    tab, url = await platforms.visit(profile, name)
    await track(tab, held)
    assert await a_while_later(platforms, tab, held) == []

    await tab.run("visitor.accept()")
    await counts_once(platforms, held)
    assert await eventually(lambda: platforms.signal(held), bool) == SIGNAL.get(name, name)

    fbp = (await tab.cookies())["_fbp"]
    await tab.run("visitor.refuse()")
    await eventually(lambda: platforms.withdrawn(fbp), bool)
    await platforms.forgets(tab)
    await tab.run("window.marked = performance.now()")
    await track(tab, after)
    assert await a_while_later(platforms, tab, after) == []

    await tab.run("visitor.reopen(); visitor.accept()")
    await until(tab, "document.cookie.includes('_fbp')")
    await track(tab, again)
    await counts_once(platforms, again)
    await platforms.look(tab, f"{url}&answered=granted")
    await track(tab, later)
    await counts_once(platforms, later)
    assert platforms.legs(after) == []
    await tab.close()


async def who_refuses(platforms: Platforms, profile: Profile, name: str, visit: str) -> None:
    before, after, later = (f"{visit}-no-{word}" for word in ("before", "after", "later"))
    tab, url = await platforms.visit(profile, name)
    await track(tab, before)
    await tab.run("visitor.refuse(); visitor.reopen()")
    await track(tab, after)
    platforms.order(after)
    assert await a_while_later(platforms, tab, before, after) == []

    await platforms.look(tab, f"{url}&answered=denied")
    await track(tab, later)
    assert await a_while_later(platforms, tab, before, later) == []
    assert await eventually(lambda: platforms.fate(after), lambda seen: seen is not None) == ("refused", "no_consent")
    await tab.close()


async def counts_once(platforms: Platforms, event_id: str) -> None:
    """Both legs of it, under the one id that they were asked for by."""
    legs = await eventually(lambda: platforms.legs(event_id), lambda seen: len(seen) >= 2)
    assert legs == ["browser", "server"]


async def walk(journey: Journey, platforms: Platforms, profile: Profile, browser: str) -> None:
    """One visitor for each platform, in tabs of one browser. Fails with all that have come to something else."""
    turn = asyncio.Semaphore(AT_ONCE)
    await (await profile.tab()).open("about:blank")

    async def go(name: str) -> None:
        async with turn:
            try:
                await journey(platforms, profile, name, f"{browser}-{name}")
            except Exception as failure:
                failure.add_note(f"The platform was {name}.")
                raise

    failures = [end for end in await asyncio.gather(*map(go, NAMES), return_exceptions=True) if end]
    if failures:
        raise BaseExceptionGroup(f"{len(failures)} of {len(NAMES)} platforms", failures)


async def track(tab: Tab, event_id: str) -> None:
    await tab.run(f"tandem('track', 'Lead', {{}}, {{eventID: '{event_id}'}})")


async def a_while_later(platforms: Platforms, tab: Tab, *event_ids: str) -> list[str]:
    await asyncio.sleep(A_WHILE)
    return await platforms.traces(tab, *event_ids)
