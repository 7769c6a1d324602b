"""
How many events are lost when a visitor leaves in the middle of a checkout.

    python -m bench.closing [--times N] [--seed N] [--json]

A real Chromium tells a real acceptor of one Purchase per visit, and the visit ends at a random moment within 50 ms: the
tab is closed, or another page is gone to. The acceptor then dies by `kill -9`, and its journal is read. An event is
acknowledged when the browser has been answered 202 for it: of these not one may be missing. Of the others the share
that is missing is told. In the second round the tag's queue is on, and the visitor comes back once.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sqlite3
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
from playwright.async_api import Browser, BrowserContext, Page, Response, async_playwright

from bench.bare_chromium import chromium
from bench.servers import acceptor
from tandem.app import paths
from tandem.event import entry

WINDOW = 0.05
"""Seconds after the event within which the visitor leaves."""

AGREE = "tandem('consent', 'granted')"
PURCHASE = f"{AGREE}; tandem('track', 'Purchase', {{{{value: 9.9, currency: 'EUR', order_id: '{{}}'}}}})"
QUEUE = "[site.tag.queue]\n"


class Closed(msgspec.Struct, frozen=True, kw_only=True):
    """One round. `lost` is counted among those that were not acknowledged."""

    visits: int
    acknowledged: int
    acknowledged_and_missing: int
    lost: int

    @property
    def loss_rate(self) -> float:
        return self.lost / max(1, self.visits - self.acknowledged)


@contextmanager
def checkout() -> Iterator[tuple[str, list[str]]]:
    """A page with the tag on it: its origin, and a place for the gateway's address."""
    gateway: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-type", "text/html")
            self.end_headers()
            page = f"<!doctype html><title>Checkout</title><script src='{gateway[0]}/t.js'></script>".encode()
            # Visitors leave here, also in the middle of this.
            with suppress(ConnectionError):
                self.wfile.write(page)

        def log_message(self, *_: object) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}", gateway
        server.shutdown()


class Visits:
    """Visitors of one browser profile, and what the gateway has answered them."""

    def __init__(self, context: BrowserContext, origin: str) -> None:
        self.context, self.origin = context, origin
        self.acknowledged: set[str] = set()
        context.on("response", self._hear)

    def _hear(self, response: Response) -> None:
        if response.request.method == "POST" and response.status == 202:
            told = msgspec.json.decode(response.request.post_data or "{}")
            self.acknowledged |= {event["event_id"] for event in told.get("events", [])}

    async def open(self) -> Page:
        page = await self.context.new_page()
        await page.goto(self.origin)
        await page.wait_for_function("window.tandem && tandem.ready")
        return page

    async def leave_in_the_middle(self, number: int, chance: random.Random) -> None:
        page = await self.open()
        await page.evaluate(f"() => {{ {PURCHASE.format(number)} }}")
        await asyncio.sleep(chance.random() * WINDOW if number % 2 else 0)
        if number % 4 == 0:
            await page.goto("about:blank")
        await page.close()


async def leaving(browser: Browser, times: int, seed: int, *, queue: bool) -> Closed:
    with TemporaryDirectory() as name, checkout() as (origin, gateway):
        folder = Path(name)
        with acceptor(folder, origin, QUEUE if queue else "") as server:
            gateway.append(f"http://127.0.0.1:{server.port}")
            acknowledged = await _visits(browser, origin, times, seed, come_back=queue)
        kept = _journalled(paths.journal(folder / "data"))
    sent = {f"order_{number}" for number in range(times)}
    return Closed(
        visits=times,
        acknowledged=len(acknowledged),
        acknowledged_and_missing=len(acknowledged - kept),
        lost=len(sent - acknowledged - kept),
    )


async def _visits(browser: Browser, origin: str, times: int, seed: int, *, come_back: bool) -> set[str]:
    chance = random.Random(seed)
    context = await browser.new_context()
    visits = Visits(context, origin)
    for number in range(times):
        await visits.leave_in_the_middle(number, chance)
    told = visits.acknowledged & {f"order_{number}" for number in range(times)}
    if come_back:
        page = await visits.open()
        await page.evaluate(AGREE)
        await page.wait_for_function("() => !Object.keys(localStorage).some((name) => name.startsWith('tandem.'))")
    await asyncio.sleep(1)
    await context.close()
    return told


def _journalled(journal: Path) -> set[str]:
    """The event ids on disk."""
    with closing(sqlite3.connect(journal)) as connection:
        bodies = [entry.decode(body) for (body,) in connection.execute("SELECT body FROM entry")]
    return {each.event.event_id for each in bodies if isinstance(each, entry.Taken)}


async def measure(times: int, seed: int) -> dict[str, Closed]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        found = {
            "without a queue": await leaving(browser, times, seed, queue=False),
            "with [site.tag.queue]": await leaving(browser, times, seed, queue=True),
        }
        await browser.close()
    return found


def as_text(found: dict[str, Closed]) -> str:
    lines = [
        f"  {name}: {closed.visits} visits, {closed.acknowledged} acknowledged, of these missing "
        f"{closed.acknowledged_and_missing}; of the others lost {closed.lost} ({closed.loss_rate:.1%})"
        for name, closed in found.items()
    ]
    return "\n".join(["A tab closed, or left, within 50 ms of a Purchase:", *lines])


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.closing")
    parser.add_argument("--times", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    wanted = parser.parse_args(arguments)
    found = asyncio.run(measure(wanted.times, wanted.seed))
    print(msgspec.json.encode(found).decode() if wanted.json else as_text(found))
    return 1 if any(closed.acknowledged_and_missing for closed in found.values()) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
