"""The visit itself: a real Chromium goes through the steps, and every request it makes is written down."""

from __future__ import annotations

import os
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import msgspec
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, Request, Route, sync_playwright

from tandem.emulator.testing import MetaEmulator
from tools.real_pixel.shop import FENCE, running_shop
from tools.real_pixel.visit import LANDING, STEPS, WITHOUT_JAVASCRIPT, Expected, Step, page

LIBRARY_HOST, EVENT_HOST = "connect.facebook.net", "www.facebook.com"
PATIENCE = 30.0
"""Seconds for an event to arrive."""

LOOK = 50
"""Milliseconds between two looks, in which the browser's requests are answered."""


PAST_THE_FENCE = """path => new Promise((done) => {
  const image = new Image()
  image.onload = image.onerror = () => done()
  image.src = `${path}?${performance.now()}`
})"""
"""An image, as most events are: the browser begins them in the order in which the page asks."""


class NoBrowser(Exception):
    """There is no Chromium that starts."""


class Asked(msgspec.Struct, frozen=True):
    """A request to one of Meta's hosts, which the emulator answered in its place."""

    url: str
    status: int


class Went(NamedTuple):
    """What became of one step: the events that did not come in time, and those that came before they might."""

    step: str
    missing: tuple[Expected, ...]
    early: tuple[Expected, ...]


class Visit(NamedTuple):
    """`version` is what the library says of itself, None when it never took over. `elsewhere`: other hosts, refused."""

    version: str | None
    steps: tuple[Went, ...]
    asked: tuple[Asked, ...]
    elsewhere: tuple[str, ...]
    warnings: tuple[str, ...]


def visited(library: bytes, meta: MetaEmulator) -> Visit:
    """Go through all steps with this library, as long as it does anything at all. Raises `NoBrowser`."""
    with running_shop(page(f"{meta.url}/tr/")) as origin, _chromium() as browser:
        guide = Guide(browser.new_context(), library, meta, origin)
        steps = [guide.opened()]
        if guide.version:
            steps += [*map(guide.said, STEPS[1:]), guide.came_without_javascript(browser)]
            guide.waited_for_the_rest()
        return Visit(guide.version, tuple(steps), tuple(guide.asked), tuple(guide.elsewhere), tuple(guide.warnings))


class Guide:
    """Leads one browser, and stands where Meta's hosts would."""

    def __init__(self, context: BrowserContext, library: bytes, meta: MetaEmulator, origin: str) -> None:
        self._library, self._meta, self._origin = library, meta, origin
        self._started: list[Request] = []
        self._early: set[Expected] = set()
        self.version: str | None = None
        self.asked: list[Asked] = []
        self.elsewhere: list[str] = []
        self.warnings: list[str] = []
        self._page = self._prepared(context)

    def opened(self) -> Went:
        """The page loads the library, which takes over what the base code has queued."""
        self._page.goto(self._origin + LANDING)
        self.version = self._page.evaluate("fbq.callMethod ? String(fbq.version) : null")
        missing = self._awaited(STEPS[0], Counter()) if self.version else STEPS[0].expects
        return Went(STEPS[0].name, missing, ())

    def said(self, step: Step) -> Went:
        before = self._came()
        self._page.evaluate(f"() => {{ {step.says} }}")
        self._page.evaluate(PAST_THE_FENCE, FENCE)
        early = tuple(event for event in step.held if self._is_under_way(event))
        self._early.update(early)
        return Went(step.name, self._awaited(step, before), early)

    def came_without_javascript(self, browser: Browser) -> Went:
        """Another visitor, whose browser reads the `<noscript>` part."""
        before = self._came()
        with_images_only = self._prepared(browser.new_context(java_script_enabled=False))
        with_images_only.goto(f"{self._origin}/")
        return Went(WITHOUT_JAVASCRIPT.name, self._awaited(WITHOUT_JAVASCRIPT, before), ())

    def waited_for_the_rest(self) -> None:
        """What was sent of its own accord has arrived as well."""
        self._until(lambda: len(arrived(self._meta)) >= len(self._started))

    def _prepared(self, context: BrowserContext) -> Page:
        context.route(lambda url: not url.startswith((self._origin, self._meta.url)), self._stand_in)
        context.on("request", self._note_event)
        context.on("console", self._note_warning)
        return context.new_page()

    def _note_event(self, request: Request) -> None:
        if _is_event(urlsplit(request.url).path):
            self._started.append(request)

    def _note_warning(self, said: ConsoleMessage) -> None:
        if said.type == "warning":
            self.warnings.append(said.text)

    def _stand_in(self, route: Route) -> None:
        url = urlsplit(route.request.url)
        if url.hostname == LIBRARY_HOST and url.path.endswith("/fbevents.js"):
            route.fulfill(body=self._library, content_type="text/javascript; charset=utf-8")
        elif url.hostname in (LIBRARY_HOST, EVENT_HOST):
            self._answer_in_the_place_of_meta(route, f"{url.path}?{url.query}")
        else:
            self.elsewhere.append(f"{url.scheme}://{url.netloc}{url.path}")
            route.abort()

    def _answer_in_the_place_of_meta(self, route: Route, what: str) -> None:
        answer = route.fetch(url=self._meta.url + what)
        self.asked.append(Asked(route.request.url.partition("?")[0], answer.status))
        route.fulfill(response=answer)

    def _is_under_way(self, event: Expected) -> bool:
        begun = any(_tells_of(request, str(event.event_id)) for request in self._started)
        return begun or bool(self._meta.received(event_id=str(event.event_id)))

    def _awaited(self, step: Step, before: Counter[Expected]) -> tuple[Expected, ...]:
        """Wait for the step's events; answers those that did not come."""
        self._until(lambda: not self._missing(step, before))
        return tuple(self._missing(step, before))

    def _missing(self, step: Step, before: Counter[Expected]) -> list[Expected]:
        """What came too early is not waited for once more."""
        came = self._came()
        return [event for event in step.expects if came[event] <= before[event] and event not in self._early]

    def _came(self) -> Counter[Expected]:
        return Counter(Expected(e["event_name"], e["event_id"], e["dataset"]) for e in self._meta.received())

    def _until(self, so: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not so() and time.monotonic() < deadline:
            self._page.wait_for_timeout(LOOK)


def arrived(meta: MetaEmulator) -> list[Any]:
    """The requests that told of an event, newest first."""
    return [request for request in meta.requests() if _is_event(request["path"]) and request["method"] != "OPTIONS"]


def _is_event(path: str) -> bool:
    return path.rstrip("/") == "/tr"


def _tells_of(request: Request, event_id: str) -> bool:
    """Whether the id stands in the address, or in a body that the browser shows."""
    return event_id in request.url or event_id.encode() in (request.post_data_buffer or b"")


@contextmanager
def _chromium() -> Iterator[Browser]:
    """The one that TANDEM_CHROMIUM names, else the system's, else Playwright's own."""
    path = os.environ.get("TANDEM_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        except Error as problem:
            raise NoBrowser(f"no Chromium starts; `make setup` and tools/chromium.sh bring one\n{problem}") from problem
        yield browser
        browser.close()
