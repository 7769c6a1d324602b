"""
A shop's backend and its pages, which send without a pause and write down every yes.

They are as the world is: what was not answered is sent again or given up, some of what was answered is sent again too,
both legs tell of the same event, in any order, and one id is used under two names.
"""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import aiohttp
import msgspec

from torture.ground import KEY, ORIGIN, Ground

Key = tuple[str, str]
"""Event name and event id: what may be counted once."""

NAMES = ("Lead", "Contact", "Purchase", "Subscribe")

DENIED_EVERY = 30
"""Of so many events one has no consent."""


class Told(msgspec.Struct, frozen=True):
    """One event as the world knows it. The number decides everything, so that both legs agree."""

    sender: str
    number: int

    @property
    def key(self) -> Key:
        """Two numbers in a row share an id, under two names."""
        return NAMES[self.number % len(NAMES)], f"{self.sender}_{self.number // 2}"

    @property
    def may_be_sent(self) -> bool:
        return self.number % DENIED_EVERY != 0

    def from_backend(self) -> dict[str, Any]:
        name, event_id = self.key
        return {
            "event_name": name,
            "event_id": event_id,
            "user_data": {"external_id": f"person-{event_id}"},
            "custom_data": {"value": 12.5, "currency": "EUR", "order_id": event_id},
            "consent": {"ads": "granted" if self.may_be_sent else "denied"},
        }

    def from_tag(self, now: int) -> dict[str, Any]:
        """`now` in Unix milliseconds, of a page whose clock is right."""
        name, event_id = self.key
        data = {"value": 12.5, "currency": "EUR", "order_id": event_id}
        person = {"external_id": f"person-{event_id}"}
        return {"event_name": name, "event_id": event_id, "event_time": now, "custom_data": data, "user_data": person}


class Promises:
    """
    Every event that was offered, and every yes, by name and id. A yes is written into a file at once: what was
    promised is known whatever becomes of this process.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("a", encoding="utf-8", buffering=1)
        self.offered: dict[Key, bool] = {}
        self.acknowledged: set[Key] = set()
        self.requests = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def offer(self, events: Sequence[Told]) -> None:
        self.requests += 1
        self.offered.update({event.key: event.may_be_sent for event in events})

    def keep(self, answer: Mapping[str, Any]) -> None:
        """The gateway said yes to these: it names them."""
        taken = [result for result in answer["results"] if result["status"] == "accepted"]
        keys = [(str(result["event_name"]), str(result["event_id"])) for result in taken]
        self._file.write(json.dumps(keys) + "\n")
        self.acknowledged.update(keys)


class Sender:
    """One shop. `run` goes on until it is cancelled."""

    def __init__(self, number: int, seed: int, ground: Ground, promises: Promises) -> None:
        self._name = f"s{number}"
        self._roll = random.Random(f"sender {number} {seed}")
        self._ground = ground
        self._promises = promises
        self._next = 0
        self._again: list[list[Told]] = []

    async def run(self) -> None:
        limit = aiohttp.ClientTimeout(total=10)
        async with aiohttp.ClientSession(timeout=limit) as session:
            while True:
                events = self._choose()
                if not await self._say(session, events) and self._roll.random() < 0.8:
                    self._again.append(events)
                await asyncio.sleep(self._roll.uniform(0.005, 0.06))

    def _choose(self) -> list[Told]:
        """Mostly new ones; else some that were said before, in whatever order."""
        if self._again and self._roll.random() < 0.3:
            return self._again.pop(self._roll.randrange(len(self._again)))
        new = [Told(self._name, self._next + offset) for offset in range(self._roll.randint(1, 6))]
        self._next += len(new)
        if self._roll.random() < 0.2:
            self._again.append(new)
        self._roll.shuffle(new)
        return new

    async def _say(self, session: aiohttp.ClientSession, events: list[Told]) -> bool:
        """Whether the answer was a yes to all of them."""
        self._promises.offer(events)
        try:
            if self._roll.random() < 0.25:
                return await self._say_by_tag(session, events)
            return await self._post(session, "/v1/events", [each.from_backend() for each in events], _BACKEND)
        except (aiohttp.ClientError, TimeoutError):
            await asyncio.sleep(0.1)
            return False

    async def _say_by_tag(self, session: aiohttp.ClientSession, events: list[Told]) -> bool:
        """One post for each visitor: those who agreed, and those who did not."""
        now = int(self._ground.clock().timestamp() * 1000)
        well = True
        for may in (True, False):
            said = [each.from_tag(now) for each in events if each.may_be_sent is may]
            body = {"v": 1, "consent": {"ads": "granted" if may else "denied"}, "events": said}
            well = (not said or await self._post(session, "/e", body, _PAGE)) and well
        return well

    async def _post(self, session: aiohttp.ClientSession, path: str, body: Any, headers: Mapping[str, str]) -> bool:
        async with session.post(self._ground.url + path, data=json.dumps(body), headers=headers) as answer:
            if answer.status != 202:
                await asyncio.sleep(0.05)
                return False
            told = await answer.json()
            self._promises.keep(told)
            return not told["refused"]


_BACKEND = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"}
_PAGE = {"Origin": ORIGIN, "Content-Type": "text/plain", "User-Agent": "Mozilla/5.0 (X11; Linux x86_64)"}
