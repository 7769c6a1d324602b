"""Where an endpoint is watched: it is sent events, and an emulator of Meta takes what comes of them."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

import msgspec

from tandem.conformance.post import Event, Reply, post
from tandem.emulator.rules import Rules, load_rules
from tandem.emulator.testing import MetaEmulator

COMPANION = "fb.1.1700000000000.1098115397"
"""A browser id that goes with every event: whatever becomes of the value in question, Meta finds none too thin."""

BROWSER = "Mozilla/5.0 (X11; Linux x86_64) conformance"
PAGE = "https://www.example.com/conformance"
ALL = "1000000"
PAUSE = 0.2


def forgiving() -> Rules:
    """Meta's rules without those on unhashed and thin identity: one wrong value must not hide the next."""
    rules = load_rules()
    identity = msgspec.structs.replace(rules.identity, hash_required=frozenset(), too_thin=())
    return msgspec.structs.replace(rules, identity=identity)


class Arrived(msgspec.Struct, frozen=True):
    """What Meta was sent, by event id: the events it took, and why it refused others."""

    taken: Mapping[str, Event]
    refused: Mapping[str, str]

    def __len__(self) -> int:
        return len(self.taken.keys() | self.refused.keys())


class Stage:
    """
    `run` makes the ids of this run its own, `clock` answers Unix seconds. `patience` is how many seconds without any
    arrival mean that nothing more will come.
    """

    def __init__(
        self,
        url: str,
        meta: MetaEmulator,
        *,
        run: str,
        headers: Mapping[str, str] | None = None,
        patience: float = 5.0,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.url, self.meta, self.run = url, meta, run
        self._headers = dict(headers or {})
        self._patience, self._clock = patience, clock

    def event(self, event_name: str, event_id: str, user_data: Mapping[str, str], **more: Any) -> Event:
        """An event as every endpoint under test is sent it: Meta's words, identity readable."""
        person = {"fbp": COMPANION, "client_user_agent": BROWSER, **user_data}
        common = {"event_time": int(self._clock()), "action_source": "website", "event_source_url": PAGE}
        return {"event_name": event_name, "event_id": event_id, **common, "user_data": person, **GRANTED, **more}

    def send(self, event: Event) -> Reply:
        return post(self.url, self._headers, event)

    def arrived(self, event_ids: Collection[str]) -> Arrived:
        """What has come of these, as soon as all are there or nothing has come for a while."""
        seen, deadline = self._look(event_ids), time.monotonic() + self._patience
        while len(seen) < len(event_ids) and time.monotonic() < deadline:
            time.sleep(PAUSE)
            now = self._look(event_ids)
            if len(now) > len(seen):
                seen, deadline = now, time.monotonic() + self._patience
        return seen

    def _look(self, event_ids: Collection[str]) -> Arrived:
        taken = {str(leg["event_id"]): leg["raw"] for leg in self.meta.received(source="server", limit=ALL)}
        return Arrived(_only(taken, event_ids), _only(_refused(self.meta.rejected()), event_ids))


GRANTED = {"consent": {"ads": "granted"}}
"""An endpoint that asks for consent is told yes; another may ignore it."""


def _refused(rejected: Iterable[dict[str, Any]]) -> dict[str, str]:
    return {str((batch["event"] or {}).get("event_id")): str(batch["rule"]) for batch in rejected}


def _only(found: Mapping[str, Any], wanted: Collection[str]) -> dict[str, Any]:
    return {event_id: what for event_id, what in found.items() if event_id in wanted}
