"""The emulator's parts, put together once and handed to every route."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from aiohttp import web

from tandem.emulator.edge.judge import Judge
from tandem.emulator.memory import Memory
from tandem.emulator.pulse import Pulse
from tandem.emulator.rules import Rules
from tandem.emulator.schedule import Faults
from tandem.emulator.usage import Usage


@dataclass(frozen=True, slots=True, kw_only=True)
class Meta:
    """
    One emulated Meta. `clock` answers Unix seconds, `trace` makes an `fbtrace_id`.

    `tokens` and `datasets` restrict who may send and to what; None means any. `app_secret` makes the edge ask for
    an `appsecret_proof`; empty means that it does not. `locale` is the language of the tokens' owner.
    """

    rules: Rules
    judge: Judge
    memory: Memory
    faults: Faults
    pulse: Pulse
    usage: Usage
    clock: Callable[[], float]
    trace: Callable[[], str]
    tokens: Collection[str] | None
    datasets: Collection[str] | None
    app_secret: str
    locale: str


META = web.AppKey("meta", Meta)
