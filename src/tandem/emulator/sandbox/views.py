"""How events, actions and refusals are shown as JSON. Personal data in clear is taken out on the way."""

from __future__ import annotations

from typing import Any

import msgspec

from tandem.emulator import redact
from tandem.emulator.actions import Action
from tandem.emulator.difference import first_difference, lines
from tandem.emulator.fields import fields_of
from tandem.emulator.received import Received
from tandem.emulator.rules import Rules

Shown = dict[str, Any]


class Views:
    """Writes what the assertion API answers."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules

    def leg(self, event: Received) -> Shown:
        """One event, in common words."""
        return {
            "number": event.number,
            "received_at": event.at,
            "source": event.source,
            "transport": event.arrival.transport,
            "dataset": event.arrival.dataset,
            "event_name": event.event_name,
            "event_id": event.event_id,
            "fields": self.shown(fields_of(event, self._rules)),
        }

    def received(self, event: Received, complaints: list[Shown]) -> Shown:
        """One event with its payload as received and what is wrong with it although it was accepted."""
        return self.leg(event) | {"raw": self.shown(event.payload()), "complaints": complaints}

    def pair(self, action: Action) -> Shown:
        """One counted thing: its legs, which of them survived, how far apart they came, where they first differ."""
        browser, server = action.leg("browser"), action.leg("server")
        return {
            "number": action.number,
            "dataset": action.first.arrival.dataset,
            "event_name": action.first.event_name,
            "event_id": action.first.event_id,
            "received_at": action.first.at,
            "survivor": action.survivor,
            "gap_seconds": abs(server.at - browser.at) if browser and server else None,
            "repeat_of": action.repeat_of,
            "repeats_merged": action.merged,
            "met_by": action.met_by,
            "browser": self.leg(browser) if browser else None,
            "server": self.leg(server) if server else None,
            "difference": self._difference(browser, server),
        }

    def comparison(self, action: Action) -> list[Shown]:
        """Every field of both legs, line by line."""
        browser, server = action.leg("browser"), action.leg("server")
        if browser and server:
            compared = lines(fields_of(browser, self._rules), fields_of(server, self._rules))
        else:
            alone = fields_of(action.first, self._rules)
            compared = lines(alone, alone)
        return [self.shown(line) for line in compared]

    def counted(self, action: Action) -> Shown:
        """The event of an action that counts."""
        event = action.kept
        return {
            "action": action.number,
            "event_name": event.event_name,
            "event_id": event.event_id,
            "source": event.source,
            "dataset": event.arrival.dataset,
            "received_at": event.at,
        }

    def shown(self, value: Any) -> Any:
        """Any record as plain data without personal data in clear."""
        return redact.payload(msgspec.to_builtins(value), self._rules.identity.hash_required)

    def _difference(self, browser: Received | None, server: Received | None) -> Any:
        if not (browser and server):
            return None
        return self.shown(first_difference(fields_of(browser, self._rules), fields_of(server, self._rules)))
