"""Meta as a destination: one request to the Conversions API, one verdict."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Sequence
from datetime import datetime, timedelta
from functools import partial

from tandem.config.schema import Meta
from tandem.destinations.contract import Delivery, Later, Objection, Verdict
from tandem.destinations.meta import objections, payload
from tandem.destinations.meta.usage import usage
from tandem.destinations.meta.verdict import judge
from tandem.event.extras import Envelope
from tandem.event.model import Event
from tandem.kit.clock import Clock
from tandem.kit.compress import gzip
from tandem.kit.secret import Secret
from tandem.kit.signals import note
from tandem.kit.wire import Answer, Silence, Wire
from tandem.ledger.outbox import Requested

BATCH = 1_000
"""The most that Meta takes in one request."""

ANSWER_KEPT = 600
"""Characters of an answer that the ledger remembers."""

Until = Callable[[str, str, timedelta, datetime], datetime]
"""`ledger.trial.Trial.until`: when the present use of a test event code ends."""


def from_now(destination: str, code: str, life: timedelta, now: datetime) -> datetime:
    """An `Until` without memory: every use is the first."""
    return now + life


class MetaDestination:
    """Events to one dataset. The token travels in the Authorization header, so that it ends up in nobody's log."""

    batch = BATCH

    def __init__(
        self,
        settings: Meta,
        token: Secret,
        wire: Wire,
        clock: Clock,
        *,
        until: Until = from_now,
        roll: Callable[[], float] = lambda: 1.0,
        stopwatch: Callable[[], float] = time.monotonic,
    ) -> None:
        """
        `roll` answers a number from 0 to 1: below `canary-share`, a request goes to the version on trial. `stopwatch`
        answers seconds, and measures how long an answer took whatever becomes of the clock meanwhile.
        """
        self.name = settings.destination
        self._settings = settings
        self._token = token
        self._wire = wire
        self._clock = clock
        self._until = until
        self._roll = roll
        self._stopwatch = stopwatch
        self._told: dict[str, bool] = {}

    def objection(self, event: Event, now: datetime) -> Objection | None:
        return objections.objection(event, now)

    def parcel(self, event: Event) -> Hashable:
        """What a request says of all its events, they must have in common."""
        return event.envelope

    async def deliver(self, events: Sequence[Event]) -> Delivery:
        started = self._clock()
        version = self._version()
        body = payload.body(events, self._test_code(events[0].envelope, started))
        if self._settings.gzip:
            body = gzip(body)
        requested = partial(self._requested, started, self._stopwatch(), version, len(body))
        try:
            answer = await self._post(version, body)
        except Silence as silence:
            return Delivery(requested(None, Later(), str(silence)), Later())
        verdict = judge(answer, len(events))
        return Delivery(requested(answer.status, verdict, _text(answer)), verdict, usage(answer.headers))

    async def _post(self, version: str, body: bytes) -> Answer:
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self._token.reveal()}"}
        if self._settings.gzip:
            headers["Content-Encoding"] = "gzip"
        return await self._wire.post(self._url(version), body, headers, timeout=self._settings.timeout)

    def _url(self, version: str) -> str:
        return f"{self._settings.endpoint.rstrip('/')}/{version}/{self._settings.dataset_id}/events"

    def _version(self) -> str:
        on_trial = self._settings.canary_version
        return on_trial if on_trial and self._roll() < self._settings.canary_share else self._settings.api_version

    def _test_code(self, envelope: Envelope | None, now: datetime) -> str:
        """The code to send, the request's own before the settings', or none once its time is over."""
        code = (envelope and envelope.test_event_code) or self._settings.test_event_code
        if not code:
            return ""
        end = self._until(self.name, code, timedelta(minutes=self._settings.test_event_minutes), now)
        is_on = now < end
        if self._told.get(code) != is_on:
            note("meta.test_event_code", destination=self.name, code=code, sent=is_on, until=end.isoformat())
            self._told[code] = is_on
        return code if is_on else ""

    def _requested(
        self,
        started: datetime,
        began: float,
        version: str,
        size: int,
        status: int | None,
        verdict: Verdict,
        answer: str,
    ) -> Requested:
        return Requested(
            destination=self.name,
            sent_at=started,
            took=round((self._stopwatch() - began) * 1_000_000),
            status=status,
            verdict=type(verdict).__name__.lower(),
            answer=answer,
            version=version,
            size=size,
        )


def _text(answer: Answer) -> str:
    return answer.body.decode("utf-8", "replace")[:ANSWER_KEPT]
