"""
The table of docs/browsers.md: every promise of this folder, and the browsers that keep it.

A promise is a test; its docstring is what stands in the table. What a browser does not have at all is said beside the
test, which then sees that it is indeed not there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TypeVar

BROWSERS = ("chromium", "firefox", "webkit")
NAMES = {"chromium": "Chromium", "firefox": "Firefox", "webkit": "WebKitGTK"}
CHAPTERS = {
    "legs": "One event, two legs, one id",
    "consent": "Nothing before a yes, nothing after a no",
    "platforms": "Each consent platform, counted by the emulator of Meta",
    "existing": "Sites as they are: a Pixel of their own, a data layer, Shopify",
    "cookies": "Cookies that live, and pages without JavaScript",
    "policies": "Pages and visitors that forbid things",
    "parts": "What a page fetches when it needs it",
    "moments": "Pages that go, come back, or lose the line",
    "domains": "A click, a form and a purchase on three domains, counted by the emulator of Meta",
    "shop": "The demo shop, counted by the emulator of Meta",
}
"""Modules of this folder, `test_matrix_…`, in the order of the table. A `NOTE` of theirs stands above the promises."""

Promise = TypeVar("Promise", bound=Callable[..., object])


def lacking(**why: str) -> Callable[[Promise], Promise]:
    """Mark a promise that some browsers have nothing to keep with, and say what they do not have."""

    def mark(promise: Promise) -> Promise:
        promise.lacking = why  # type: ignore[attr-defined]
        return promise

    return mark


def lacks(promise: object, browser: str) -> str | None:
    """What that browser does not have."""
    why: dict[str, str] = getattr(promise, "lacking", {})
    return why.get(browser)


def rendered() -> str:
    """The chapters of docs/browsers.md, in Markdown."""
    return "\n".join(line for name, title in CHAPTERS.items() for line in _chapter(title, _module(name)))


def _module(name: str) -> ModuleType:
    return import_module(f"tests.browser.matrix.test_matrix_{name}")


def modules_here() -> set[str]:
    return {path.stem.removeprefix("test_matrix_") for path in Path(__file__).parent.glob("test_*.py")}


def _chapter(title: str, module: ModuleType) -> Iterator[str]:
    yield f"### {title}\n"
    if note := getattr(module, "NOTE", ""):
        yield f"{note}\n"
    yield f"| Promise | {' | '.join(NAMES.values())} |"
    yield f"|---|{'---|' * len(NAMES)}"
    for name, promise in vars(module).items():
        if name.startswith("test_"):
            kept = (lacks(promise, browser) or "yes" for browser in BROWSERS)
            yield f"| {' '.join((promise.__doc__ or '').split())} | {' | '.join(kept)} |"
    yield ""
