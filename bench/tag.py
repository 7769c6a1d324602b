"""
What the tag costs a page's main thread: milliseconds from the start of its script until it is ready, in Chromium slowed
down four times, beside a script of the same size that does nothing.

    .venv/bin/python -m bench.tag [--rounds N] [--slower N]

Each turn has a fresh browser profile, hence a script that is compiled anew. `after the yes` includes the visitor's ids,
the Pixel's stand-in and the first message. Promised: 15 ms for the core.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
from collections.abc import Mapping
from statistics import median
from typing import get_args

import msgspec
from playwright.async_api import Browser, CDPSession, Route, async_playwright

from tandem.config.part import Part
from tandem.config.schema import Consent, Meta, Site
from tandem.config.tag import Tag
from tandem.doors.composition import composed
from tandem.doors.script import Script, tag_settings
from tandem.event.dictionary import build

PROMISE = 15.0
APART = ("shopify", "datalayer")
"""Never on a page with all the others: of a sandbox, and instead of the observer."""

EMPTY = "empty"
"""What a turn costs by itself."""

SHOP = "http://localhost/"
RUN = """async (code) => {
  const script = document.createElement('script')
  script.textContent = code
  document.head.appendChild(script)
  await 0
}"""


def main() -> None:
    asked = argparse.ArgumentParser(description="What the tag costs a page's main thread.")
    asked.add_argument("--rounds", type=int, default=11)
    asked.add_argument("--slower", type=float, default=4)
    options = asked.parse_args()
    found = asyncio.run(measure(scripts(), options.rounds, options.slower))
    empty = median(found.pop(EMPTY))
    print(
        f"Main thread until the tag is ready, ms, Chromium {options.slower:g} times slower, median of {options.rounds}"
    )
    print(f"turns, less the {empty:.2f} ms of an empty script:\n")
    for name, times in found.items():
        print(f"  {name:32}{median(times) - empty:7.2f}   best {min(times) - empty:6.2f}")
    ready = median(found["core, before the answer"])
    print(f"\nPromised for the core: {PROMISE:g} ms; measured: {ready - empty:.2f} ms.")


def scripts() -> dict[str, str]:
    """The code of each turn, by what it is."""
    made = {EMPTY: "void 0"}
    for size, tag in {"core": Tag(), "everything": everything()}.items():
        code = as_served(tag, Consent())
        made[f"{size}, not run"] = f"void function(){{{code}}}"
        made[f"{size}, before the answer"] = code
        made[f"{size}, after the yes"] = f"{code};tandem('consent','granted')"
    return made


def everything() -> Tag:
    """All parts as they are by default, of those that need no setting."""
    kinds = {field.name: next(iter(get_args(field.type)), None) for field in msgspec.structs.fields(Tag)}
    parts: dict[str, Part] = {}
    for name, kind in kinds.items():
        if name in APART or not (isinstance(kind, type) and issubclass(kind, Part)):
            continue
        if not any(field.required for field in msgspec.structs.fields(kind)):
            parts[name] = kind()
    return Tag(**parts)  # type: ignore[arg-type]


def as_served(tag: Tag, consent: Consent) -> str:
    meta = Meta(dataset_id="1234567890", token="none", pixel_script=f"{SHOP}library.js")
    site = Site(name="shop", origins=(), tag=tag, consent=consent, meta=(meta,))
    return Script(tag_settings(site, build({}), SHOP.rstrip("/")), composed(site)).body.decode()


async def measure(codes: Mapping[str, str], rounds: int, slower: float) -> dict[str, list[float]]:
    """In rotation, so that a busy moment of the machine falls on all of them; a first round warms up."""
    found: dict[str, list[float]] = {name: [] for name in codes}
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        for turn in range(rounds + 1):
            for name, code in codes.items():
                took = await once(browser, code, slower)
                found[name] += [took] if turn else []
        await browser.close()
    return found


async def once(browser: Browser, code: str, slower: float) -> float:
    context = await browser.new_context()
    await context.route("**/*", _answer)
    page = await context.new_page()
    await page.goto(SHOP)
    session = await context.new_cdp_session(page)
    await session.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    await session.send("Performance.enable")
    await page.evaluate(RUN, "void 0")
    await page.evaluate("new Promise((idle) => requestIdleCallback(idle))")
    before = await busy(session)
    await page.evaluate(RUN, code)
    took = await busy(session) - before
    await context.close()
    return took


async def busy(session: CDPSession) -> float:
    """Milliseconds of processor time of the page's main thread until now: other processes do not count."""
    metrics = (await session.send("Performance.getMetrics"))["metrics"]
    return 1000 * float(next(metric["value"] for metric in metrics if metric["name"] == "ThreadTime"))


async def _answer(route: Route) -> None:
    html = route.request.resource_type == "document"
    await route.fulfill(status=200, content_type="text/html" if html else "text/javascript", body="")


def chromium() -> str | None:
    """The one that TANDEM_CHROMIUM names, else the system's, else Playwright's own."""
    return os.environ.get("TANDEM_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")


if __name__ == "__main__":
    main()
