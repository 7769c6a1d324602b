"""
The main thread of a page: the processor time that a script costs it, from the moment a page asks for the script until
the script has come, has run, and the page is idle again.
"""

from __future__ import annotations

import sys

import msgspec

from bench.bare_chromium import BareChromium, BarePage, bare_chromium, chromium
from bench.pages import Pages

LOOP = 200_000
"""Turns of the loop that all is compared with."""

COUNT = "(turns) => { let sum = 0; for (let turn = 0; turn < turns; turn++) sum = (sum * 31 + turn) | 0; return sum }"
RUN = """(src) => new Promise((interactive) => {
  const script = document.createElement('script')
  script.onload = () => requestIdleCallback(interactive)
  document.head.append(Object.assign(script, { src }))
})"""


class Turn(msgspec.Struct, frozen=True):
    """Processor time of the page's main thread, in milliseconds."""

    script: float
    loop: float
    quick: float
    """Of the script in a page that is not slowed down."""


async def measure(pages: Pages, rounds: int, slower: float) -> dict[str, list[Turn]]:
    """In rotation, so that a busy moment of the machine falls on all of them; a first round warms up."""
    found: dict[str, list[Turn]] = {name: [] for name in pages.scripts}
    async with bare_chromium(chromium() or sys.exit("No Chromium: name one in TANDEM_CHROMIUM.")) as browser:
        for round_ in range(rounds + 1):
            for name in pages.scripts:
                turn = await once(browser, pages, name, slower)
                found[name] += [turn] if round_ else []
    return found


async def once(browser: BareChromium, pages: Pages, name: str, slower: float) -> Turn:
    loop, script = await costs(browser, pages, name, slower)
    _, quick = await costs(browser, pages, name, 1)
    return Turn(script, loop, quick)


async def costs(browser: BareChromium, pages: Pages, name: str, slower: float) -> tuple[float, float]:
    """Of the loop, then of the script, on a page of its own."""
    async with browser.page(pages.url) as page:
        await page.slow_down(slower)
        return await cost(page, f"({COUNT})({LOOP})"), await cost(page, f"({RUN})('{pages.address(name)}')")


async def cost(page: BarePage, run: str) -> float:
    """Milliseconds of processor time of the page's main thread: other processes do not count."""
    before = await page.busy()
    await page.run(run)
    return await page.busy() - before
