"""The worker's eye on what needs a person."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from datetime import datetime

from tandem.alerts.findings import Seen
from tandem.alerts.sources import Watched
from tandem.alerts.tell import Ears
from tandem.alerts.watch import watch
from tandem.app import paths
from tandem.config.schema import Loaded
from tandem.kit.ballast import MEBIBYTE
from tandem.kit.clock import Clock, from_micros
from tandem.kit.wire import Wire
from tandem.ledger.privacy import open_requests
from tandem.ledger.reports.lanes import lanes
from tandem.ledger.reports.snapshot import snapshot
from tandem.ledger.reports.sources import source_rows
from tandem.ledger.sqlite import SqliteLedger

EVERY = 30.0
"""Seconds between two looks."""


async def turn(loaded: Loaded, ledger: SqliteLedger, wire: Wire, clock: Clock) -> None:
    ears = Ears(wire=wire, webhook=loaded.alert_webhook, command=loaded.settings.alerts.command)
    await watch(look(loaded, clock), loaded.settings.alerts, ledger, ears)
    await asyncio.sleep(EVERY)


def look(loaded: Loaded, clock: Clock) -> Seen:
    """By roll-ups and indexes: it costs nothing."""
    now = clock()
    with snapshot(paths.ledger(loaded.data)) as ledger:
        (latest,) = ledger.execute("SELECT max(received_at) FROM conversion").fetchone()
        (aside,) = ledger.execute("SELECT count(*) FROM set_aside").fetchone()
        seen = lanes(ledger, now)
        sources = watched(ledger, now, loaded)
        requests = open_requests(ledger)
    free = shutil.disk_usage(loaded.data).free
    return Seen(
        now=now,
        lanes=seen,
        latest=None if latest is None else from_micros(latest),
        set_aside=aside,
        is_cramped=free < loaded.settings.limits.disk_reserve * MEBIBYTE,
        sources=sources,
        requests=requests,
    )


def watched(ledger: sqlite3.Connection, now: datetime, loaded: Loaded) -> list[Watched]:
    """Every source that the settings name."""
    settings = {source.name: source for site in loaded.settings.site for source in site.source}
    return [
        Watched(
            row=row,
            silent_hours=settings[row.source].silent_hours,
            is_asked=bool(settings[row.source].token),
        )
        for row in source_rows(ledger, now, list(settings))
    ]
