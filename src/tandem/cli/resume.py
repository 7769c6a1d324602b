"""`tandem resume`: a destination that stands still is sent to again at once."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from tandem.app import paths
from tandem.app.errands import NotDone, resume_here_or_there
from tandem.app.resume import Resumed
from tandem.cli.asked import bar, when, who
from tandem.config.load import load
from tandem.config.schema import BadSettings, Loaded
from tandem.kit.clock import system_clock
from tandem.ledger.reports.lanes import lanes
from tandem.ledger.reports.snapshot import snapshot
from tandem.upkeep.errands import Resume


def resume(destination: str = "", *, json: bool = False, config: Path = Path("tandem.toml")) -> None:
    """
    Send again, at once, to what stands still: after a blown fuse, or when something has been mended.

    Without this, one event a minute is tried, and the first that is taken ends the pause. If what was wrong still is,
    the sending pauses again; after a blown fuse, up to `fuse` more events are refused before, and wait again then.

    Parameters
    ----------
    destination
        The one, e.g. meta:1234567890; without it, all that stand still.
    json
        Write the report as JSON.
    config
        The settings.
    """
    loaded = load(config)
    try:
        with bar("resuming", quiet=json) as tell:
            done = [
                resume_here_or_there(loaded, Resume(destination=name, asked_by=who()), tell)
                for name in _meant(loaded, destination)
            ]
    except NotDone as problem:
        sys.exit(f"tandem: {problem}")
    print(msgspec.json.format(msgspec.json.encode(done)).decode() if json else "\n".join(_told(done)))


def _meant(loaded: Loaded, destination: str) -> list[str]:
    """Raises `BadSettings` for a destination that the books do not know."""
    with snapshot(paths.ledger(loaded.data)) as ledger:
        known = lanes(ledger, system_clock())
    if not destination:
        return [lane.destination for lane in known if lane.pause]
    if destination not in {lane.destination for lane in known}:
        names = ", ".join(lane.destination for lane in known) or "none"
        raise BadSettings(f"there is no destination {destination}. There are: {names}.")
    return [destination]


def _told(done: Sequence[Resumed]) -> Iterator[str]:
    if not done:
        yield "Nothing stands still."
    for each in done:
        if each.cause is None or each.since is None:
            yield f"{each.destination} did not stand still."
        else:
            yield f"{each.destination} is sent to again. It stood still since {when(each.since)} UTC ({each.cause})."
