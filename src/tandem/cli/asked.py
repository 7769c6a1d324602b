"""What the verbs for the operator have in common: who asks, moments as they are written, a bar while it takes."""

from __future__ import annotations

import getpass
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cyclopts import Parameter

from tandem.config.schema import BadSettings
from tandem.event.outcome import Reason
from tandem.ledger.reports.dead import Chosen
from tandem.upkeep.progress import Progress

_AGO = re.compile(r"(\d{1,5})([mhd])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


def who() -> str:
    """The name the system knows the operator by: it is written down with what was done."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "unknown"


def moment(text: str, now: datetime) -> datetime | None:
    """`6h`, `2d`, `30m` ago, or an ISO 8601 date or time (UTC unless it says otherwise); None when empty."""
    if not text:
        return None
    if ago := _AGO.fullmatch(text):
        return now - timedelta(**{_UNITS[ago[2]]: int(ago[1])})
    try:
        told = datetime.fromisoformat(text)
    except ValueError:
        raise BadSettings(f"{text} is no time: write 6h, 2d or 2026-11-22T12:00.") from None
    return told if told.tzinfo else told.replace(tzinfo=UTC)


@Parameter(name="*")
@dataclass(frozen=True, kw_only=True)
class Which:
    """Which dead letters: the options that list and replay have in common."""

    destination: str = ""
    """Of this destination alone, e.g. meta:1234567890."""
    reason: str = ""
    """rejected or our_fault."""
    event: str = ""
    """An event name, e.g. Purchase."""
    event_id: str = ""
    """One event."""
    since: str = ""
    """Received since then: 6h, 2d or 2026-11-22T12:00."""
    until: str = ""
    """Received before then."""
    said: str = ""
    """What was said of it begins with this, e.g. 100/2804010."""

    def chosen(self, now: datetime) -> Chosen:
        """Raises `BadSettings` for a reason there is none of."""
        if self.reason and self.reason not in set(Reason):
            listed = "docs/reasons.md lists them. Dead letters are rejected or our_fault."
            raise BadSettings(f"{self.reason} is no reason: {listed}")
        return Chosen(
            destination=self.destination or None,
            reason=Reason(self.reason) if self.reason else None,
            event_name=self.event or None,
            event_id=self.event_id or None,
            since=moment(self.since, now),
            until=moment(self.until, now),
            said=self.said or None,
        )


ALL = Which()


@contextmanager
def bar(what: str, *, quiet: bool = False) -> Iterator[Callable[[Progress], None]]:
    """A bar on a terminal; silence in a file or a pipe."""
    from rich.console import Console
    from rich.progress import Progress as Bar

    console = Console(stderr=True)
    with Bar(console=console, transient=True, disable=quiet or not console.is_terminal) as shown:
        task = shown.add_task(what, total=None)
        yield lambda progress: shown.update(task, completed=progress.done, total=progress.whole or None)


def when(at: datetime) -> str:
    """To the second, in UTC."""
    return f"{at:%Y-%m-%d %H:%M:%S}"
