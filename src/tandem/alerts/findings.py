"""What needs a person, and what that person should do. Pure: from what was seen to what is said of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Literal

import msgspec

from tandem.alerts import sources
from tandem.alerts.sources import source_findings
from tandem.config.alerts import Alerts
from tandem.ledger.privacy import PrivacyRow
from tandem.ledger.reports.lanes import LaneRow

Kind = Literal["paused", "deadline", "dead_letters", "quiet", "disk", "set_aside", "privacy"] | sources.Kind

PATIENCE = timedelta(hours=1)
"""How long a destination may be down or busy: it usually comes back by itself."""


BY_ITSELF = timedelta(hours=1)
"""How long an erasure may take that nobody has to make: one that takes longer is held up."""


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """One look at the gateway."""

    now: datetime
    lanes: Sequence[LaneRow]
    latest: datetime | None
    """When the newest event was received; None before the first."""
    set_aside: int
    is_cramped: bool
    """The disk has less left than it should."""
    sources: Sequence[sources.Watched] = ()
    requests: Sequence[PrivacyRow] = ()
    """What persons asked for through a shop or a CRM, the open ones."""


class Finding(msgspec.Struct, frozen=True):
    """`kind` and `subject` tell it from others; the text may change while it lasts."""

    kind: Kind
    subject: str
    text: str


def findings(seen: Seen, settings: Alerts) -> list[Finding]:
    return [
        *(finding for lane in seen.lanes if not lane.removed_at for finding in _lane(lane, seen.now, settings)),
        *_quiet(seen, settings),
        *_storage(seen),
        *_requests(seen),
        *(Finding(*told) for each in seen.sources for told in source_findings(each, seen.now, settings.source_refused)),
    ]


def _lane(lane: LaneRow, now: datetime, settings: Alerts) -> Iterator[Finding]:
    name = lane.destination
    if lane.pause and (lane.pause.cause not in ("down", "limit") or now - lane.pause.begun_at > PATIENCE):
        why = f"{lane.pause.cause}: {lane.pause.detail}"
        cure = "None is lost; mend it, and the sending resumes by itself. docs/delivery.md names the causes."
        yield Finding("paused", name, f"Nothing is sent to {name} ({why}). {lane.waiting} events wait. {cure}")
    if lane.near_deadline:
        cure = "Meta takes no event older than seven days. See what holds them up: `tandem status`."
        yield Finding("deadline", name, f"{lane.near_deadline} events for {name} are lost within two days. {cure}")
    if lane.dead > settings.dead_letters:
        cure = "`tandem dead` lists why, `tandem replay` sends them again once mended."
        yield Finding("dead_letters", name, f"{name} refused {lane.dead} events for what is in them. {cure}")


def _quiet(seen: Seen, settings: Alerts) -> Iterator[Finding]:
    quiet = timedelta(hours=settings.quiet_hours)
    if quiet and seen.latest is not None and seen.now - seen.latest > quiet:
        cure = "Is the tag on the pages, and does the shop reach the gateway?"
        yield Finding("quiet", "", f"No event has come for more than {settings.quiet_hours:g} hours. {cure}")


def _storage(seen: Seen) -> Iterator[Finding]:
    if seen.is_cramped:
        cure = "Senders are told to come back later. Make room on the disk of the data folder."
        yield Finding("disk", "", f"The disk is nearly full. {cure}")
    if seen.set_aside:
        cure = "They are kept as they are. Please report it."
        yield Finding("set_aside", "", f"{seen.set_aside} entries of the journal could not be settled. {cure}")


def _requests(seen: Seen) -> Iterator[Finding]:
    """Those that need a person: an erasure does only when it is held up."""
    waiting = [each for each in seen.requests if each.wish != "erase" or seen.now - each.at > BY_ITSELF]
    for source in dict.fromkeys(each.source for each in waiting):
        due = [each.due_at for each in waiting if each.source == source]
        many = "A person's request" if len(due) == 1 else f"{len(due)} requests of persons"
        cure = "What each is about, and what to do, tandem privacy says."
        yield Finding("privacy", source, f"{many} came by way of {source}: answer by {min(due):%Y-%m-%d}. {cure}")
