from __future__ import annotations

from collections.abc import AsyncIterator
from itertools import count

import pytest
import pytest_asyncio

from tests.browser.matrix.ground import Ground, open_ground
from tests.support.browsers.patience import at_last
from tests.support.browsers.seam import Profile, Tab
from tests.support.waiting import eventually, stays

pytestmark = pytest.mark.browser

NOTE = "Here the gateway stands on a path of the shop's own, as docs/cookies.md recommends."
OURS = {"_fbp", "_fbc", "_tandem_visit"}
TAKE_AWAY = """localStorage.clear()
for (const place of ['', `;domain=${location.hostname}`])
  for (const name of ['_fbp', '_fbc']) document.cookie = `${name}=;max-age=0;path=/${place}`"""
NINETY_DAYS = "Max-Age=7776000"
clicks = count(1)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def running(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Ground]:
    async with open_ground(tmp_path_factory.mktemp("ground")) as ground:
        yield ground


@pytest.fixture
def ground(running: Ground) -> Ground:
    running.meta.reset()
    running.front.passed.clear()
    running.front.lets_go.set()
    return running


async def test_cookies_that_a_browser_took_away_come_back(ground: Ground, profile: Profile) -> None:
    """What a browser takes away of scripts, as Safari does after seven days, comes back: first id and click."""
    tab = await ground.visit(profile, "telling", "?fbclid=IwAR0_CaseKept")
    first = await at_last(lambda: _ours(tab))
    await tab.run(TAKE_AWAY)
    assert (await tab.cookies()).keys() & OURS == {"_tandem_visit"}

    await ground.look(tab, "telling")
    assert await at_last(lambda: _ours(tab, first["_fbp"])) == first


async def test_cookies_of_who_only_looks_at_pages(ground: Ground, profile: Profile) -> None:
    """Of somebody who only looks at pages the cookies are repeated for 90 days once a day, and nothing else is sent."""
    tab = await ground.visit(profile, "telling")
    await at_last(lambda: _ours(tab))
    before = len(ground.front.passed)
    await ground.look(tab, "telling")
    assert await stays(lambda: ground.told(before), [], 1.0)

    for _ in range(2):
        await ground.look(tab, "telling-tomorrow")
    [again] = await eventually(lambda: ground.told(before), bool)
    assert again.message["events"] == []
    assert {cookie.partition("=")[0] for cookie in again.cookies} == {"_fbp", "_tandem_visit"}
    assert all(NINETY_DAYS in cookie for cookie in again.cookies)
    assert await stays(lambda: len(ground.told(before)), 1, 1.0)


async def test_an_answer_that_comes_after_a_no(ground: Ground, profile: Profile) -> None:
    """A no while an event is on its way: what comes back for the event later leaves no cookie behind."""
    tab = await ground.visit(profile, "telling", "?fbclid=IwAR0")
    await at_last(lambda: _ours(tab))
    ground.front.lets_go.clear()
    await tab.run("tandem('track', 'Contact')")
    await eventually(lambda: [each for each in ground.told() if each.message.get("events")], bool)
    await tab.run("tandem('consent', 'denied')")
    await at_last(lambda: _gone(tab))
    refusals = len(ground.told())
    ground.front.lets_go.set()

    await eventually(lambda: len(ground.told()), lambda number: number > refusals)
    await at_last(lambda: _gone(tab))


async def test_a_page_view_without_javascript(ground: Ground, profile: Profile) -> None:
    """Without JavaScript, where nobody need be asked: Meta counts one page view, by the server; no cookie is set."""
    click = f"IwAR0_CaseKept{next(clicks)}"
    tab = await profile.tab()
    await tab.open(f"{ground.address('telling-plain')}?fbclid={click}")

    # By its own click: what an earlier test left in the gateway may arrive late.
    [view] = await eventually(lambda: [each for each in ground.meta.received() if click in str(each)], bool)
    assert view["source"] == "server"
    assert view["raw"]["event_source_url"].startswith(ground.address("telling-plain"))
    assert view["raw"]["user_data"]["fbc"].endswith(f".{click}")
    assert await tab.cookies() == {}


async def test_no_page_view_of_who_must_be_asked(ground: Ground, profile: Profile) -> None:
    """Without JavaScript, where visitors must be asked first: nothing is counted or kept, and no cookie is set."""
    tab = await profile.tab()
    await tab.open(ground.address("asking-plain"))

    assert await stays(lambda: ground.meta.received(), [])
    assert await tab.cookies() == {}


async def _ours(tab: Tab, fbp: str = "") -> dict[str, str]:
    """Our cookies, once all of the gateway's are there, and the `_fbp` is the one that is looked for."""
    found = {name: value for name, value in (await tab.cookies()).items() if name in OURS}
    return found if "_tandem_visit" in found and (fbp or found["_fbp"]) == found.get("_fbp") else {}


async def _gone(tab: Tab) -> bool:
    return not (await tab.cookies()).keys() & OURS
