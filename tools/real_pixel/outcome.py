"""What became of a visit, as one record: each event with its parameters sorted, and the checks."""

from __future__ import annotations

from typing import Any

import msgspec

from tandem.emulator.rules import PixelRules
from tandem.emulator.testing import MetaEmulator
from tools.real_pixel.browser import Asked, Visit
from tools.real_pixel.checks import Check
from tools.real_pixel.visit import STEPS, WITHOUT_JAVASCRIPT

EXPECTED = {event.event_name for step in (*STEPS, WITHOUT_JAVASCRIPT) for event in step.expects}


class Event(msgspec.Struct, frozen=True):
    """
    One event as the emulator took it. Parameters by name; a bracketed one with its keys: `cd[currency,value]`.

    `read` have a meaning to the emulator, `ignored` are known and have none, `unknown` are in no contract.
    """

    event_name: str
    event_id: str | None
    dataset: str
    transport: str
    read: list[str]
    ignored: list[str]
    unknown: list[str]


class Outcome(msgspec.Struct, frozen=True):
    """`refused` are the errors of what the emulator did not take: there must be none."""

    sound: bool
    version: str | None
    checks: list[Check]
    events: list[Event]
    refused: list[str]
    asked: list[Asked]
    elsewhere: list[str]
    warnings: list[str]


def outcome(visit: Visit, meta: MetaEmulator, rules: PixelRules, checks: list[Check]) -> Outcome:
    """Gather it while the emulator still runs."""
    return Outcome(
        sound=all(check.holds for check in checks),
        version=visit.version,
        checks=checks,
        events=[_event(received, rules) for received in reversed(meta.received(source="browser"))],
        refused=[refusal["error"]["message"] for refusal in meta.rejected()],
        asked=list(visit.asked),
        elsewhere=sorted(set(visit.elsewhere)),
        warnings=list(visit.warnings),
    )


def _event(received: Any, rules: PixelRules) -> Event:
    sorted_: dict[str, list[str]] = {"read": [], "ignored": [], "unknown": []}
    for name, value in received["raw"].items():
        sorted_[_meaning(name, rules)].append(_shown(name, value))
    return Event(
        received["event_name"], received["event_id"], received["dataset"], received["transport"],
        *(sorted(names) for names in sorted_.values()),
    )  # fmt: skip


def _meaning(name: str, rules: PixelRules) -> str:
    if name in rules.params or name in rules.maps:
        return "read"
    return "ignored" if name in rules.ignored else "unknown"


def _shown(name: str, value: Any) -> str:
    return f"{name}[{','.join(sorted(value))}]" if isinstance(value, dict) else name
