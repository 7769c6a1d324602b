"""`tandem trace`: one event's life."""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec

from tandem.app import paths
from tandem.app.traces import told_of
from tandem.app.view import browser_legs
from tandem.cli.life import life
from tandem.config.load import load
from tandem.kit.clock import system_clock
from tandem.ledger.reports.events import numbers
from tandem.ledger.reports.snapshot import snapshot
from tandem.ledger.reports.trace import trace as report


def trace(
    event_id: str,
    *,
    site: str = "",
    event: str = "",
    json: bool = False,
    config: Path = Path("tandem.toml"),
) -> None:
    """
    Print what became of one event, from each message that told of it to each destination's answer.

    Parameters
    ----------
    event_id
        Its event_id, or the number of its order.
    site
        Of this site alone.
    event
        Of this event name alone, where several events share an id.
    json
        Write everything as JSON.
    config
        The settings.
    """
    now, loaded = system_clock(), load(config)
    legs = browser_legs(loaded)
    with snapshot(paths.ledger(loaded.data)) as ledger:
        found = numbers(ledger, event_id, site=site or None, event_name=event or None)
        traces = [each for number in found if (each := report(ledger, number, now, legs)) is not None]
    if not traces:
        sys.exit(
            f"tandem: no event of the books has the id or the order {event_id}. An id is compared letter by letter;"
            " an event that was refused at the door was never taken, and its sender was told why."
        )
    if json:
        print(msgspec.json.format(msgspec.json.encode(traces)).decode())
    else:
        print("\n\n".join(life(each, told_of(each.event, loaded)) for each in traces))
