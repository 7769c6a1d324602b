"""Wires for tests, shipped so that a plugin's tests need no mocks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import msgspec

from tandem.kit.wire import Answer, Silence


class Posted(msgspec.Struct, frozen=True):
    """One request that a fake was handed. A question has no body."""

    url: str
    body: bytes
    headers: Mapping[str, str]


class SilentWire:
    """Nobody answers."""

    async def post(self, url: str, body: bytes, headers: Mapping[str, str], *, timeout: float) -> Answer:  # noqa: ASYNC109
        raise Silence(f"no answer within {timeout:g} s")

    async def get(self, url: str, headers: Mapping[str, str], *, timeout: float) -> Answer:  # noqa: ASYNC109
        raise Silence(f"no answer within {timeout:g} s")


class ScriptedWire:
    """Answers from a script, in order, and remembers what it was handed. An `Exception` in the script is raised."""

    def __init__(self, script: Iterable[Answer | Exception | Callable[[Posted], Answer]]) -> None:
        self._script = iter(script)
        self.posted: list[Posted] = []
        self.asked: list[Posted] = []

    async def post(self, url: str, body: bytes, headers: Mapping[str, str], *, timeout: float) -> Answer:  # noqa: ASYNC109
        request = Posted(url, body, headers)
        self.posted.append(request)
        return self._answer(request)

    async def get(self, url: str, headers: Mapping[str, str], *, timeout: float) -> Answer:  # noqa: ASYNC109
        request = Posted(url, b"", headers)
        self.asked.append(request)
        return self._answer(request)

    def _answer(self, request: Posted) -> Answer:
        step = next(self._script)
        if isinstance(step, Exception):
            raise step
        return step(request) if callable(step) else step
