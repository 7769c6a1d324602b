"""Answers as Meta gives them, for a wire that follows a script."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from tandem.config.delivery import Delivery
from tandem.config.schema import Consent, Meta
from tandem.delivery.lane import Lane
from tandem.destinations.meta.client import MetaDestination
from tandem.kit.secret import Secret
from tandem.kit.wire import Answer, Wire
from tandem.kit.wire_fakes import Posted, ScriptedWire
from tests.support.books import Books
from tests.support.clock import StandingClock
from tests.support.settings import TOKEN

Script = Callable[[Posted], Answer]


def lane(books: Books, wire: Wire, clock: StandingClock, roll: float = 0.5, **settings: Any) -> Lane:
    """One lane to Meta, as the worker makes it. Keep it: its breaker, fuse and pace live in it."""
    meta = MetaDestination(Meta(dataset_id="1234567890", token=""), Secret(TOKEN), wire, clock)
    words = {"settings": Delivery(**settings), "owner": "the worker"}
    return Lane(destination=meta, ledger=books.ledger, consent=Consent(), clock=clock, roll=lambda: roll, **words)


def ids(request: Posted) -> list[str]:
    return [each["event_id"] for each in json.loads(request.body)["data"]]


def failing(code: int, subcode: int | None = None, status: int = 400, **headers: str) -> Script:
    body = {"error": {"message": "no", "code": code, "error_subcode": subcode}}
    return lambda _: Answer(status, {k.replace("_", "-"): v for k, v in headers.items()}, json.dumps(body).encode())


def taking(request: Posted, **headers: str) -> Answer:
    told = {"events_received": len(ids(request)), "messages": []}
    return Answer(200, {k.replace("_", "-"): v for k, v in headers.items()}, json.dumps(told).encode())


def refusing(offenders: Iterable[str], code: int = 100, subcode: int | None = 2804050) -> Script:
    """All or nothing, and never a word on which one it was."""
    bad = set(offenders)
    return lambda request: failing(code, subcode)(request) if bad & set(ids(request)) else taking(request)


def always(answer: Script) -> ScriptedWire:
    return ScriptedWire(iter(lambda: answer, None))
