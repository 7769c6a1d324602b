"""Rows on their way through the backend's door: in lists, patiently, each with the answer it got."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

import msgspec

from tandem.event.errors import Refusal
from tandem.event.outcome import Reason
from tandem.event.person import Unusable
from tandem.kit.backoff import Roll, wait
from tandem.kit.secret import Secret
from tandem.kit.wire import Answer, Silence, Wire
from tandem.sources.upload.row import Ready

TRIES = 10
"""Of one list, until the upload gives up; it can be taken up again."""

TIMEOUT = 60.0
LONGEST_REST = 300.0
"""Seconds, whatever `Retry-After` says."""

BUSY = (408, 429, 500, 502, 503, 504)

Sleep = Callable[[float], Awaitable[None]]


class GaveUp(RuntimeError):
    """The gateway does not take what is sent; the text says why. What it took stays taken."""


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """What the door says of one event."""

    status: str
    reason: Reason | None = None
    field: str = ""
    problem: str = ""
    cure: str = ""
    dropped: tuple[Unusable, ...] = ()

    @property
    def refusal(self) -> Refusal | None:
        return Refusal(self.reason, self.field, self.problem, self.cure) if self.reason else None


class _Results(msgspec.Struct, frozen=True):
    results: list[Result]


class Courier:
    """Posts to one gateway, with one key."""

    def __init__(self, url: str, key: Secret, wire: Wire, *, roll: Roll, sleep: Sleep = asyncio.sleep) -> None:
        self._url = f"{url.rstrip('/')}/v1/events"
        self._headers = {"authorization": f"Bearer {key.reveal()}", "content-type": "application/json"}
        self._wire, self._roll, self._sleep = wire, roll, sleep

    async def post(self, rows: Sequence[Ready]) -> list[Result]:
        """One result for each row. Raises `GaveUp`."""
        body = b"[" + b",".join(row.document for row in rows) + b"]"
        problem = ""
        for attempt in range(1, TRIES + 1):
            try:
                answer = await self._wire.post(self._url, body, self._headers, timeout=TIMEOUT)
            except Silence as silence:
                problem, rest = str(silence), wait(attempt, self._roll).total_seconds()
            else:
                if answer.status not in BUSY:
                    return _results(answer, len(rows))
                problem, rest = f"it answers {answer.status}", self._rest(answer, attempt)
            await self._sleep(rest)
        raise GaveUp(f"the gateway took nothing in {TRIES} tries: {problem}. Upload the file again to go on.")

    def _rest(self, answer: Answer, attempt: int) -> float:
        """Seconds: as the gateway wishes, else longer from try to try."""
        wish = answer.headers.get("retry-after", "").strip()
        if wish.isdigit():
            return min(float(wish), LONGEST_REST)
        return wait(attempt, self._roll, ceiling=timedelta(seconds=LONGEST_REST)).total_seconds()


def _results(answer: Answer, rows: int) -> list[Result]:
    if answer.status == 401:
        raise GaveUp("the gateway does not know the key: `tandem key` makes one, its SHA-256 goes into `keys`.")
    try:
        results = msgspec.json.decode(answer.body, type=_Results).results
    except msgspec.DecodeError:
        raise GaveUp(f"something that is no gateway answers there, with {answer.status}: see --to.") from None
    if len(results) != rows:
        raise GaveUp("the gateway answers for another number of rows: is it of this version?")
    return results
