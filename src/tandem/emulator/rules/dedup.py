"""When two events are one: `dedup.json`."""

from __future__ import annotations

import msgspec

from tandem.emulator.received import Repeats


class RepeatRule(msgspec.Struct, frozen=True):
    """What becomes of a second event of one source with the same id."""

    browser: Repeats
    server: Repeats


class IdentityMatch(msgspec.Struct, frozen=True):
    """A server event after a browser event of the same person: by which keys, within how many seconds."""

    keys: tuple[str, ...]
    window_seconds: int


class OrderMatch(msgspec.Struct, frozen=True):
    """The same order of the same person, for partners to whom Meta grants it. `person` tells people apart."""

    enabled: bool
    events: frozenset[str]
    window_seconds: int
    person: tuple[str, ...]


class OfflineRule(msgspec.Struct, frozen=True):
    """Events of a physical store are compared among themselves only."""

    action_source: str
    window_seconds: int
    repeats: Repeats


class InstallRule(msgspec.Struct, frozen=True):
    """An app is installed once in this many seconds on one `device`."""

    action_source: str
    events: frozenset[str]
    window_seconds: int
    device: tuple[str, ...]


class DedupRules(msgspec.Struct, frozen=True):
    """When two events are one: `dedup.json`. All limits include their last second."""

    window_seconds: int
    browser_favoured_seconds: int
    repeats: RepeatRule
    identity: IdentityMatch
    order_id: OrderMatch
    offline: OfflineRule
    install: InstallRule
    never: frozenset[str]
