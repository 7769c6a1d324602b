"""What the settings say of where to look: for the dashboard's pages, and for the commands that tell the same."""

from __future__ import annotations

import asyncio

from tandem.app import paths
from tandem.app.sites import sites
from tandem.config.schema import Loaded
from tandem.kit.ballast import MEBIBYTE
from tandem.kit.clock import system_clock
from tandem.ledger.reports.recovered import BrowserLegs
from tandem.web.captured import captured
from tandem.web.test_codes import Named
from tandem.web.view import View


def view_of(loaded: Loaded, stop: asyncio.Event) -> View:
    """All of it. A page under way ends when `stop` is set."""
    return View(
        ledger=paths.ledger(loaded.data),
        journal=paths.journal(loaded.data),
        vitals=paths.vitals(loaded.data),
        reserve=loaded.settings.limits.disk_reserve * MEBIBYTE,
        errands=paths.errands(loaded.data),
        sites=sites(loaded),
        clock=system_clock,
        stop=stop,
        destinations=tuple(name for site in sites(loaded).values() for name in site.destinations),
        sources=tuple(source.name for site in loaded.settings.site for source in site.source),
        browser_legs=browser_legs(loaded),
        test_codes=test_codes(loaded),
        captured=tuple(map(captured, loaded.settings.site)),
    )


def browser_legs(loaded: Loaded) -> BrowserLegs:
    """The events that each site sends through the browser as well; a site without the Pixel sends none."""
    return frozenset(
        (settings.name, name)
        for settings in loaded.settings.site
        if settings.mode != "api-only"
        for name, definition in sites(loaded)[settings.name].dictionary.items()
        if "browser" in definition.legs
    )


def test_codes(loaded: Loaded) -> Named:
    """By destination, the test event codes of the settings."""
    metas = (meta for site in loaded.settings.site for meta in site.meta)
    return frozenset((meta.destination, meta.test_event_code) for meta in metas if meta.test_event_code)
