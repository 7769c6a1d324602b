"""
What the tag costs a page's main thread: processor time in Chromium slowed down four times, from the moment a page asks
for the script until the script has come, has run, and the page is idle again: interactive.

    .venv/bin/python -m bench.tag [--rounds N] [--slower N] [--beside NAME=FILE …]

Each turn is a fresh page of a fresh profile, so that every script is compiled anew. Told is the median with the
quartiles, less what the same page costs with an empty script; and how many loops that only count would have cost as
much in the same page, which compares machines, and runs on a busy one. `after the yes` includes the visitor's ids, the
Pixel's stand-in and the first message; `the browser's share` is what the same requests and cookies cost a script that
does nothing else. `--beside` measures other scripts in the same rounds: bench/README.md names some.

Chromium slows a thread down by the clock on the wall: where others want the processor it waits too long. The last
column is measured without, and multiplied: what a quiet machine would show.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from statistics import median, quantiles
from typing import get_args

import msgspec
from playwright.async_api import Browser, CDPSession, Page, Route, async_playwright

from tandem.config.part import Part
from tandem.config.schema import Consent, Meta, Site
from tandem.config.tag import Tag
from tandem.doors.composition import composed
from tandem.doors.script import Script, tag_settings
from tandem.event.dictionary import build

PROMISE = 15.0
"""Milliseconds, for the core before the visitor's answer."""

CORE = "core, before the answer"

EMPTY = "empty"
"""A script that does nothing: what a turn costs by itself."""

SHOP = "http://localhost/"
LOOP = 200_000
"""Turns of the loop that all is compared with."""

COUNT = "(turns) => { let sum = 0; for (let turn = 0; turn < turns; turn++) sum = (sum * 31 + turn) | 0; return sum }"
RUN = """(src) => new Promise((interactive) => {
  const script = document.createElement('script')
  script.onload = () => requestIdleCallback(interactive)
  document.head.append(Object.assign(script, { src }))
})"""


BROWSER = """document.cookie
for (const name of ['a', 'b', 'c']) document.cookie = `${name}=fb.1.1795348800000.1234567890;path=/;SameSite=Lax`
const script = document.createElement('script')
document.head.appendChild(Object.assign(script, { async: true, src: '/library.js' }))
const message = { method: 'POST', credentials: 'include', keepalive: true, body: 'x'.repeat(700) }
fetch('/e', { ...message, headers: { 'Content-Type': 'text/plain' } })"""
"""As often as the core after a yes: cookies read and written, a script asked for, a message sent; and nothing else."""


class Turn(msgspec.Struct, frozen=True):
    """Processor time of the page's main thread, in milliseconds."""

    script: float
    loop: float
    quick: float
    """Of the script in a page that is not slowed down."""


def main() -> None:
    asked = argparse.ArgumentParser(description="What the tag costs a page's main thread.")
    asked.add_argument("--rounds", type=int, default=15)
    asked.add_argument("--slower", type=float, default=4)
    asked.add_argument("--beside", action="append", default=[], metavar="NAME=FILE", help="another script")
    options = asked.parse_args()
    codes = scripts() | dict(map(_beside, options.beside))
    found = asyncio.run(measure(codes, options.rounds, options.slower))
    print(f"Main thread until interactive, Chromium {options.slower:g} times slower, {options.rounds} rounds.\n")
    print(f"{'':34}{'gzip B':>8}{'ms':>8}{'quartiles':>17}{'best':>8}{'loops':>8}{'CPU x ' + str(options.slower):>10}")
    empty = found.pop(EMPTY)
    idle = median(turn.script for turn in empty), median(turn.quick for turn in empty)
    for name, turns in found.items():
        print(_row(name, weight(codes[name]), turns, idle, options.slower))
    slow = median(turn.script for turn in found[CORE]) - idle[0]
    alone = (median(turn.quick for turn in found[CORE]) - idle[1]) * options.slower
    print(f"\nAll less an empty script: {idle[0]:.1f} ms, {idle[1]:.1f} ms not slowed down. A loop counts to {LOOP:,}.")
    print(f"Promised for the core: {PROMISE:g} ms; measured: {slow:.1f} ms, by its processor time {alone:.1f} ms.")


def _beside(named: str) -> tuple[str, str]:
    name, _, file = named.partition("=")
    return name, Path(file).read_text(encoding="utf-8")


def _row(name: str, size: int, turns: list[Turn], idle: tuple[float, float], slower: float) -> str:
    times = [turn.script - idle[0] for turn in turns]
    low, middle, high = quantiles(times, n=4)
    loops = median((turn.script - idle[0]) / turn.loop for turn in turns)
    quick = (median(turn.quick for turn in turns) - idle[1]) * slower
    return f"  {name:32}{size:8}{middle:8.1f}{low:9.1f} –{high:6.1f}{min(times):8.1f}{loops:8.2f}{quick:10.1f}"


def scripts() -> dict[str, str]:
    """The code of each turn, by what it is."""
    made = {EMPTY: "void 0", "the browser's share of a yes": BROWSER}
    for size, tag in {"core": Tag(), "everything": everything()}.items():
        code = as_served(tag, Consent())
        made[f"{size}, not run"] = f"void function(){{{code}}}"
        made[f"{size}, before the answer"] = code
        made[f"{size}, after the yes"] = f"{code};tandem('consent','granted')"
    return made


def everything() -> Tag:
    """All parts as they are by default that need no setting and can be on one page."""
    kinds = {field.name: next(iter(get_args(field.type)), None) for field in msgspec.structs.fields(Tag)}
    parts: dict[str, Part] = {}
    for name, kind in kinds.items():
        # A store's custom pixel has no page; the data layer's events are the observed Pixel's.
        if name in ("shopify", "datalayer") or not (isinstance(kind, type) and issubclass(kind, Part)):
            continue
        if not any(field.required for field in msgspec.structs.fields(kind)):
            parts[name] = kind()
    return Tag(**parts)  # type: ignore[arg-type]


def as_served(tag: Tag, consent: Consent) -> str:
    meta = Meta(dataset_id="1234567890", token="none", pixel_script=f"{SHOP}library.js")
    site = Site(name="shop", origins=(), tag=tag, consent=consent, meta=(meta,))
    return Script(tag_settings(site, build({}), SHOP.rstrip("/")), composed(site)).body.decode()


def weight(code: str) -> int:
    return len(gzip.compress(code.encode(), 9, mtime=0))


async def measure(codes: Mapping[str, str], rounds: int, slower: float) -> dict[str, list[Turn]]:
    """In rotation, so that a busy moment of the machine falls on all of them; a first round warms up."""
    found: dict[str, list[Turn]] = {name: [] for name in codes}
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        for round_ in range(rounds + 1):
            for name, code in codes.items():
                turn = await once(browser, code, slower)
                found[name] += [turn] if round_ else []
        await browser.close()
    return found


async def once(browser: Browser, code: str, slower: float) -> Turn:
    loop, script = await costs(browser, code, slower)
    _, quick = await costs(browser, code, 1)
    return Turn(script, loop, quick)


async def costs(browser: Browser, code: str, slower: float) -> tuple[float, float]:
    """Of the loop, then of the script, on a page of its own."""

    async def answer(route: Route) -> None:
        html = route.request.resource_type == "document"
        body = code if route.request.url == f"{SHOP}script.js" else ""
        await route.fulfill(status=200, content_type="text/html" if html else "text/javascript", body=body)

    async with await browser.new_context() as context:
        await context.route("**/*", answer)
        page = await context.new_page()
        await page.goto(SHOP)
        session = await context.new_cdp_session(page)
        await session.send("Emulation.setCPUThrottlingRate", {"rate": slower})
        await session.send("Performance.enable")
        await page.evaluate("new Promise((idle) => requestIdleCallback(idle))")
        return await cost(page, session, COUNT, LOOP), await cost(page, session, RUN, f"{SHOP}script.js")


async def cost(page: Page, session: CDPSession, run: str, given: object) -> float:
    """Milliseconds of processor time of the page's main thread: other processes do not count."""
    before = await busy(session)
    await page.evaluate(run, given)
    return await busy(session) - before


async def busy(session: CDPSession) -> float:
    metrics = (await session.send("Performance.getMetrics"))["metrics"]
    return 1000 * float(next(metric["value"] for metric in metrics if metric["name"] == "ThreadTime"))


def chromium() -> str | None:
    """The one that TANDEM_CHROMIUM names, else the system's, else Playwright's own."""
    return os.environ.get("TANDEM_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")


if __name__ == "__main__":
    main()
