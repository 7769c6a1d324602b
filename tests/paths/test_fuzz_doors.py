"""
Whatever comes through the public doors: no fault of ours, nothing personal readable anywhere, nothing hashed twice.

`TANDEM_FUZZ=100000` sends as many events instead of a few thousand.
"""

from __future__ import annotations

import http.client
import json
import os
import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tandem.demo.ready import wait_until_ready
from tandem.emulator.testing import MetaEmulator
from tests.support.demo import free_ports
from tests.support.gateway import KEY, ORIGIN, Gateway, running_gateway
from tests.support.graph_requests import Request, graph_requests
from tests.support.odd_events import (
    CROWD,
    FBP,
    HASHES,
    SENTINEL,
    TURN,
    TWICE,
    WITNESS,
    as_json,
    broken,
    consents,
    crowds,
    leaks,
    odd_text,
    spoilt,
)
from tests.support.waiting import eventually

pytestmark = [pytest.mark.slow, pytest.mark.timeout(7200)]

EVENTS = int(os.environ.get("TANDEM_FUZZ", "3000"))
fuzzed = settings(
    max_examples=EVENTS // (3 * CROWD - 1) + 1,  # a few more than whole bodies would take: some are cut short
    deadline=None,
    suppress_health_check=list(HealthCheck),
)

NOW = int(time.time())
"""An event must be of these days; that is all that depends on the clock."""

seconds = st.integers(NOW - 6 * 86_400, NOW)


@st.composite
def backend_bodies(draw: st.DrawFn) -> bytes:
    events = draw(crowds(seconds))
    return as_json([draw(spoilt({**event, "consent": draw(consents)})) for event in events])


@st.composite
def tag_bodies(draw: st.DrawFn) -> bytes:
    message = {
        "v": 1,
        "consent": draw(consents),
        "visit": draw(st.dictionaries(st.sampled_from(["fbp", "fbc"]), st.just(FBP) | leaks | odd_text)),
        "events": [draw(spoilt(event)) for event in draw(crowds(seconds.map((1000).__mul__)))],
    }
    return as_json(draw(spoilt(message, once_in=8)))


GRAPH_GRANTED = '[site.consent]\ngraph = "granted"'

agents = st.sampled_from(["Mozilla/5.0", f"robot (+mailto:ada0.{SENTINEL}@mail.example.org)", ""])


READABLE = re.compile(rf"{SENTINEL}|\(email\)|\(clear text", re.IGNORECASE)
"""Somebody's data, or what the emulator shows in its place."""

PRODUCTS_TOO = frozenset(f".custom_data.{name}" for name in ("country", "ct", "st", "zp", "ge", "fi"))
"""Meta's names of match keys that mean other things in an order's data. The emulator shows no value under them."""


class Doors:
    """One connection to the gateway, opened anew when the gateway has closed it."""

    def __init__(self, gateway: Gateway) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", gateway.port, timeout=20)
        self.statuses: dict[int, int] = {}
        self.sent = 0

    def post(self, path: str, body: bytes, turn: str, headers: dict[str, str]) -> None:
        """Fails when the gateway answers with a fault of its own, or not at all."""
        body = body.replace(TURN.encode(), turn.encode())
        try:
            status, text = self._ask(path, body, headers)
        except (http.client.HTTPException, OSError):  # an idle connection may be closed at any time
            self._connection.close()
            status, text = self._ask(path, body, headers)
        for each in _statuses(status, text):
            assert each < 500, text
            self.statuses[each] = self.statuses.get(each, 0) + 1
        assert not READABLE.search(text), text
        self.sent += body.count(b"event_name")

    def _ask(self, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
        self._connection.request("POST", path, body, headers)
        answer = self._connection.getresponse()
        return answer.status, answer.read().decode()


def _statuses(status: int, text: str) -> list[int]:
    """Of a batch, the status of every call in it."""
    return [call["code"] for call in json.loads(text)] if text.startswith("[") else [status]


class Downstream:
    """Everything the emulator received, read in pieces while the fuzz goes on."""

    def __init__(self, meta: MetaEmulator) -> None:
        self._meta, self._last = meta, 0
        self.readable: dict[str, str] = {}
        self.hashes: set[str] = set()

    def read(self) -> int:
        """Reads what is new, and returns how many events there were in all."""
        newest = next((event["number"] for event in self._meta.received(limit="1")), 0)
        for event in self._meta.received(limit=str(newest - self._last)) if newest > self._last else ():
            texts = [(place, text) for place, text in _texts(event["raw"]) if place not in PRODUCTS_TOO]
            self.readable |= {place: text for place, text in texts if READABLE.search(text)}
            self.hashes.update(text for _, text in _texts(event["raw"]["user_data"]))
        self._last = newest
        return newest


@pytest.fixture(scope="module")
def meta() -> Iterator[MetaEmulator]:
    """In a process of its own: beside hypothesis it would answer too late, and be sent everything again."""
    port = free_ports(1)
    process = subprocess.Popen([sys.executable, "-m", "tandem", "emulate", "--port", str(port), "--quiet"])
    try:
        wait_until_ready([f"http://127.0.0.1:{port}/sandbox/counted"])
        yield MetaEmulator(f"http://127.0.0.1:{port}")
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture(scope="module")
def gateway(meta: MetaEmulator, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    with running_gateway(tmp_path_factory.mktemp("fuzz"), meta.url, GRAPH_GRANTED) as running:
        yield running


async def test_nothing_that_comes_through_the_doors_breaks_us_or_shows_anyone(
    gateway: Gateway, meta: MetaEmulator
) -> None:
    """No 5xx; no personal data readable at Meta, on disk, in the log or in an answer; no hash of a hash."""
    doors, downstream, turns = Doors(gateway), Downstream(meta), count(1)

    @fuzzed
    @given(broken(backend_bodies()), broken(tag_bodies()), graph_requests(seconds), agents)
    def knock(backend: bytes, tag: bytes, graph: Request, agent: str) -> None:
        turn = str(next(turns))
        sender = {"User-Agent": agent, "Authorization": f"Bearer {KEY}"}
        doors.post("/v1/events", backend, turn, sender)
        doors.post("/e", tag, turn, {"User-Agent": agent, "Origin": ORIGIN})
        doors.post(graph.path, graph.body, turn, {**sender, "Content-Type": graph.kind})
        downstream.read()

    knock()
    await eventually(lambda: _settled(gateway), lambda is_settled: is_settled, patience=120)
    received = downstream.read()

    print(
        f"{doors.sent} events, answers {doors.statuses}, {received} received by Meta, {_delivered(gateway)} delivered"
    )
    assert received >= _delivered(gateway) > 0
    assert set(HASHES) & downstream.hashes, "nobody was recognised: the test proves nothing"
    assert downstream.readable == {}
    assert not downstream.hashes & TWICE
    assert meta.rejected() == []
    assert _holding(gateway.folder, WITNESS)
    assert _holding(gateway.folder, SENTINEL) == []


def _texts(value: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Every text with its place, names of fields included."""
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield f"{place} (a name)", name
            yield from _texts(inner, f"{place}.{name}")
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner, f"{place}[]")


def _holding(folder: Path, needle: str) -> list[str]:
    """The files in which it can be read, in small letters or capitals."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return [path.name for path in files if needle.lower().encode() in path.read_bytes().lower()]


def _settled(gateway: Gateway) -> bool:
    """Everything in the journal has reached the ledger, and nothing that may be sent is waiting or under way."""
    (last,) = _ask(gateway, "journal.db", "SELECT coalesce(max(id), 0) FROM entry")
    (bookmark,) = _ask(gateway, "ledger.db", "SELECT entry FROM bookmark")
    (due,) = _ask(gateway, "ledger.db", DUE)
    return last == bookmark and due == 0


DUE = """
SELECT count(*) FROM outbox JOIN conversion ON id = conversion
WHERE state = 'waiting' AND (ads = 'granted' OR conversion IN (SELECT conversion FROM lease))
"""


def _delivered(gateway: Gateway) -> int:
    (count,) = _ask(gateway, "ledger.db", "SELECT count(*) FROM outbox WHERE state = 'delivered'")
    return int(count)


def _ask(gateway: Gateway, name: str, sql: str) -> tuple[Any, ...]:
    with closing(sqlite3.connect(f"file:{gateway.data / name}?mode=ro", uri=True)) as connection:
        return tuple(connection.execute(sql).fetchone())
