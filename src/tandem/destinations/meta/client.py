"""Meta as a destination: one request to the Conversions API, one verdict."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tandem.config.schema import Meta
from tandem.destinations.contract import Delivery, Later, Objection, Verdict
from tandem.destinations.meta import objections, payload
from tandem.destinations.meta.verdict import judge
from tandem.event.model import Event
from tandem.kit.clock import Clock, micros
from tandem.kit.secret import Secret
from tandem.kit.wire import Answer, Silence, Wire
from tandem.ledger.outbox import Requested

BATCH = 1_000
"""The most that Meta takes in one request."""

ANSWER_KEPT = 600
"""Characters of an answer that the ledger remembers."""


class MetaDestination:
    """Events to one dataset. The token travels in the Authorization header, so that it ends up in nobody's log."""

    batch = BATCH

    def __init__(self, settings: Meta, token: Secret, wire: Wire, clock: Clock) -> None:
        self.name = settings.destination
        self._settings = settings
        self._token = token
        self._wire = wire
        self._clock = clock
        self._url = f"{settings.endpoint.rstrip('/')}/{settings.api_version}/{settings.dataset_id}/events"

    def objection(self, event: Event, now: datetime) -> Objection | None:
        return objections.objection(event, now)

    async def deliver(self, events: Sequence[Event]) -> Delivery:
        body = payload.body(events, self._settings.test_event_code)
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self._token.reveal()}"}
        started = self._clock()
        try:
            answer = await self._wire.post(self._url, body, headers, timeout=self._settings.timeout)
        except Silence as silence:
            return self._delivery(started, None, Later(), str(silence))
        return self._delivery(started, answer.status, judge(answer, len(events)), _text(answer))

    def _delivery(self, started: datetime, status: int | None, verdict: Verdict, answer: str) -> Delivery:
        requested = Requested(
            destination=self.name,
            sent_at=started,
            took=micros(self._clock()) - micros(started),
            status=status,
            verdict=type(verdict).__name__.lower(),
            answer=answer,
        )
        return Delivery(requested, verdict)


def _text(answer: Answer) -> str:
    return answer.body.decode("utf-8", "replace")[:ANSWER_KEPT]
