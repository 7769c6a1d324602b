"""
What a test asks of a browser, whichever it is.

Three stand behind it: Chromium by Playwright, Firefox by Marionette (the protocol that it speaks itself), WebKitGTK by
its WebDriver. Each is the program that Debian ships; none needs a driver from elsewhere.
"""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol

HASTE = 30.0
"""Seconds for one thing that a browser is asked."""


class NotDriven(AssertionError):
    """The browser did not do what it was asked; the text says what, and what it said."""


class Left(NotDriven):
    """The page went while it was asked. The one that came in its place may be."""


class Tab(Protocol):
    """One page that a visitor looks at."""

    async def open(self, url: str) -> None:
        """Come back when its HTML has been read: what it loads besides may still be coming."""

    async def run(self, body: str) -> Any:
        """What the body of an async function returns, run in the page; JSON."""

    async def press(self, selector: str) -> None:
        """Click, as a hand does, what the CSS selector finds first, as soon as it is there."""

    async def back(self) -> None: ...

    async def close(self) -> None: ...

    async def cookies(self) -> dict[str, str]:
        """Of the page's site, `HttpOnly` ones too."""


class Profile(Protocol):
    """A visitor's browser with nothing in it."""

    async def tab(self) -> Tab: ...

    async def opened(self) -> Tab:
        """The tab that a page has just opened by itself."""

    async def go_offline(self, offline: bool) -> None:
        """As `navigator.onLine` and its events say it; where the browser has no switch, the events alone."""


class Browser(Protocol):
    """Started once for many visitors."""

    name: str

    def profile(self) -> AbstractAsyncContextManager[Profile]: ...
