"""
Carries reports to the gateway in the background, so that no visitor waits for it.

Promises   Each try of one report posts the same bytes. Tries are bounded. A log line names the order, never a person.
Limits     Reports under way end with the process: a real shop would keep them in its database.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Literal

import msgspec

from tandem.demo.shop.reports import Report, encode
from tandem.demo.shop.settings import ShopSettings
from tandem.kit.backoff import Roll, wait
from tandem.kit.wire import Silence, Wire

log = logging.getLogger(__name__)

BUSY = (408, 425, 429)
"""Answers below 500 that still mean "later" (RFC 9110, 8470, 6585)."""


class Progress(msgspec.Struct, frozen=True):
    """How far one report came. `answer` says what the last try met: a status, or why there was none."""

    state: Literal["under way", "accepted", "refused", "given up"] = "under way"
    tries: int = 0
    answer: str = ""


class Courier:
    def __init__(self, wire: Wire, settings: ShopSettings, roll: Roll) -> None:
        self._wire = wire
        self._settings = settings
        self._roll = roll
        self._rounds: set[asyncio.Task[None]] = set()
        self._progress: dict[str, Progress] = {}

    def progress(self, name: str) -> Progress | None:
        """What became of a report; None when there was none."""
        return self._progress.get(name)

    def send(self, name: str, report: Report) -> None:
        """Start the round of one report and return at once. `name` is for the log, e.g. `order 000123`."""
        self._progress[name] = Progress()
        going = asyncio.create_task(self._round(name, encode(report)))
        self._rounds.add(going)
        going.add_done_callback(self._rounds.discard)

    async def close(self) -> None:
        """Give up what is still under way."""
        for going in (left := tuple(self._rounds)):
            going.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        if left:
            log.warning("The shop closed with %d reports to the gateway still under way.", len(left))

    async def _round(self, name: str, body: bytes) -> None:
        met = Progress()
        while met.state == "under way" and met.tries < self._settings.tries:
            await self._pause(met.tries)
            met = await self._try(body, met.tries + 1)
            self._progress[name] = met
            if met.state == "under way":
                log.warning("The gateway did not take %s (try %d): %s.", name, met.tries, met.answer)
        self._conclude(name, met)

    async def _pause(self, tries: int) -> None:
        if tries:
            await asyncio.sleep(wait(tries, self._roll, first=self._settings.first_wait).total_seconds())

    async def _try(self, body: bytes, tries: int) -> Progress:
        headers = {"Authorization": f"Bearer {self._settings.key.reveal()}", "Content-Type": "application/json"}
        url = f"{self._settings.gateway}/v1/events"
        try:
            answer = await self._wire.post(url, body, headers, timeout=self._settings.timeout)
        except Silence as silence:
            return Progress("under way", tries, str(silence))
        if answer.status >= 500 or answer.status in BUSY:
            return Progress("under way", tries, f"status {answer.status}")
        return Progress("accepted" if answer.status < 300 else "refused", tries, f"status {answer.status}")

    def _conclude(self, name: str, met: Progress) -> None:
        if met.state == "accepted":
            log.info("The gateway took %s at try %d.", name, met.tries)
        elif met.state == "refused":
            log.error("The gateway refused %s for good: %s. Its dashboard says why.", name, met.answer)
        else:
            self._progress[name] = Progress("given up", met.tries, met.answer)
            log.error("Given up on %s after %d tries: %s.", name, met.tries, met.answer)
