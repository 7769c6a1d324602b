"""Carrying a plan out, and writing down when the gateway had an excuse."""

from __future__ import annotations

import asyncio
import json
import signal
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.request import ProxyHandler, Request, build_opener

import msgspec

from torture.ground import Ground
from torture.plan import FOR_GOOD, STANDING, Step

_direct = build_opener(ProxyHandler({}))

RECOVERY = 3.0
"""Seconds that a disturbance still excuses something after it has ended."""


class Disturbance(msgspec.Struct, frozen=True):
    """From when to when (seconds of the monotonic clock) the gateway may not have been able to note an answer."""

    what: str
    began: float
    ended: float


class Chaos:
    """The plan's hands. `happened` is what has been done so far, in words, with the second at which it was."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._begun = time.monotonic()
        self.disturbances: list[Disturbance] = []
        self.happened: list[str] = []
        self.refusals = 0
        """How many refusals for good have been ordered so far."""
        self.furthest = 0.0
        self._filled_at = 0.0
        self._acts: Mapping[str, Callable[[Step], Awaitable[None]]] = {
            "kill": self._kill,
            "pause": self._pause,
            "fault": self._fault,
            "revoke": self._revoke,
            "restore": self._restore,
            "fill": self._fill,
            "free": self._free,
            "step": self._step,
        }

    async def carry_out(self, steps: list[Step]) -> None:
        await self._order(*STANDING)
        for step in steps:
            await asyncio.sleep(step.wait)
            self._note(f"{step.what} {step.whom} {'' if step.how is None else step.how}")
            await self._acts[step.what](step)

    async def make_peace(self) -> None:
        """Everything that was broken is mended; and it is later than anything was put off to."""
        await self._free(Step(0, "free"))
        await asyncio.to_thread(self._ground.wait_until_open, "meta", "gateway")
        await self.clear_faults()
        self._note("peace")
        self.put_forward(self.furthest + PUT_OFF_AT_MOST)

    def put_forward(self, offset: float) -> None:
        self._ground.clock.step(offset)
        self.furthest = max(self.furthest, offset)

    async def clear_faults(self) -> None:
        await self._ask("DELETE")

    async def _kill(self, step: Step) -> None:
        began = time.monotonic()
        self._ground.tell(step.whom, signal.SIGKILL)
        if step.whom in ("gateway", "meta"):
            await asyncio.to_thread(self._ground.wait_for_end, step.whom)
            await asyncio.sleep(step.how or 0)
            self._ground.start(step.whom)
        if step.whom == "meta":
            await asyncio.to_thread(self._ground.wait_until_open, "meta")
            await self._order(*STANDING)
        self._disturbed(f"kill {step.whom}", began)

    async def _pause(self, step: Step) -> None:
        began = time.monotonic()
        self._ground.tell(step.whom, signal.SIGSTOP)
        await asyncio.sleep(step.how)
        self._ground.tell(step.whom, signal.SIGCONT)
        self._disturbed(f"pause {step.whom}", began)

    async def _fault(self, step: Step) -> None:
        self.refusals += step.how["next"] if step.how.get("answer") == FOR_GOOD else 0
        await self._order(step.how)

    async def _revoke(self, step: Step) -> None:
        await self.clear_faults()
        await self._order({"answer": step.how, "next": 100_000})

    async def _restore(self, _: Step) -> None:
        await self.clear_faults()
        await self._order(*STANDING)

    async def _fill(self, step: Step) -> None:
        self._filled_at = time.monotonic()
        await asyncio.to_thread(self._ground.disk.fill, step.how)

    async def _free(self, _: Step) -> None:
        await asyncio.to_thread(self._ground.disk.free)
        if self._filled_at:
            self._disturbed("full disk", self._filled_at)
        self._filled_at = 0.0

    async def _step(self, step: Step) -> None:
        self.put_forward(self._ground.clock.offset + step.how)

    def _disturbed(self, what: str, began: float) -> None:
        self.disturbances.append(Disturbance(what, began, time.monotonic() + RECOVERY))

    def _note(self, what: str) -> None:
        self.happened.append(f"{time.monotonic() - self._begun:7.2f} s  {what}".rstrip())

    async def _order(self, *faults: Mapping[str, Any]) -> None:
        await self._ask("POST", json.dumps(faults).encode())

    async def _ask(self, method: str, body: bytes | None = None) -> None:
        """Meta may be stopped or dead just now: then there is nobody to be told."""
        request = Request(f"{self._ground.meta_url}/sandbox/faults", body, method=method)
        try:
            await asyncio.to_thread(_direct.open, request, timeout=5)
        except OSError as problem:
            self._note(f"Meta was not told: {problem}")


PUT_OFF_AT_MOST = 2 * 3600.0
"""Seconds: longer than any wait between two tries, and than any pause that Meta may ask for."""
