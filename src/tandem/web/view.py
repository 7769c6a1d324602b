"""What the dashboard looks at, and with what knowledge."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from tandem.event.site import Site
from tandem.kit import built
from tandem.kit.clock import Clock
from tandem.ledger.reports.recovered import BrowserLegs
from tandem.web.captured import Captured
from tandem.web.test_codes import Named

LONGEST_WINDOW = 90 * 24
"""Hours. Conversions are remembered for 90 days."""


class View(msgspec.Struct, frozen=True, kw_only=True):
    """One dashboard, for as long as its process lives."""

    ledger: Path
    journal: Path
    vitals: Path
    """The folder of the processes' signs of life."""
    clock: Clock
    stop: asyncio.Event
    """Set when the process is to end: streams end then, so that nobody waits for them."""
    reserve: int = 0
    """Bytes that the disk should have left: below, senders are told to come back later."""
    errands: Path
    """Where the worker is asked to do something."""
    sites: Mapping[str, Site] = {}
    """By name: their rules are asked before a dead letter goes again."""
    processes: tuple[str, ...] = ("acceptor", "worker")
    """Whose signs of life are looked for."""
    destinations: tuple[str, ...] = ()
    """Names of the destinations in the settings."""
    sources: tuple[str, ...] = ()
    """Names of the sources in the settings."""
    browser_legs: BrowserLegs = frozenset()
    test_codes: Named = frozenset()
    """The test event codes in the settings."""
    captured: tuple[Captured, ...] = ()
    """What each site's tag captures."""
    built: Callable[[str], bytes] = built.read
    """Where the page's files come from. Raises `NotBuilt`."""
    poll: float = 0.5
    """Seconds between two looks at whether the ledger has changed."""

    def window(self, hours: int) -> tuple[datetime, datetime]:
        """The last hours, up to now."""
        now = self.clock()
        return now - timedelta(hours=hours), now
