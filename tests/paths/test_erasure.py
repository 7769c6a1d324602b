"""A person asks to be forgotten, while the gateway runs and while it does not: no byte of the data folder remains."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest

from tandem.emulator.testing import MetaEmulator
from tests.support.command import tandem, told
from tests.support.events import sha256
from tests.support.gateway import KEY, ORIGIN, Gateway, running_gateway
from tests.support.waiting import eventually

pytestmark = pytest.mark.slow

ADA, BOB = "ada@example.com", "bob@example.com"
ADDRESS, BROWSER = "203.0.113.77", "Mozilla/5.0 of Ada"


def post(gateway: Gateway, path: str, body: Any, **headers: str) -> None:
    named = {"Content-Type": "application/json", **{name.replace("_", "-"): told for name, told in headers.items()}}
    urlopen(Request(f"{gateway.url}{path}", json.dumps(body).encode(), named), timeout=10).close()


def order(gateway: Gateway, number: str, email: str) -> None:
    event = {
        "event_name": "Purchase",
        "event_id": f"order_{number}",
        "user_data": {"email": email, "client_ip_address": ADDRESS, "client_user_agent": BROWSER},
        "custom_data": {"order_id": number, "value": 49.90, "currency": "EUR"},
        "consent": {"ads": "granted"},
    }
    post(gateway, "/v1/events", event, authorization=f"Bearer {KEY}", origin=ORIGIN)


def files_with(gateway: Gateway, text: str) -> list[str]:
    """Every byte of every file."""
    return sorted(
        path.name for path in gateway.data.rglob("*") if path.is_file() and text.encode() in path.read_bytes()
    )


def fates(gateway: Gateway) -> dict[str, tuple[str, str | None]]:
    with closing(sqlite3.connect(gateway.data / "ledger.db", timeout=10)) as ledger:
        rows = ledger.execute("SELECT event_id, state, reason FROM outbox JOIN conversion ON id = conversion")
        return {event_id: (state, reason) for event_id, state, reason in rows}


def settled(gateway: Gateway) -> set[str]:
    try:
        return set(fates(gateway))
    except sqlite3.OperationalError:
        return set()


async def _with_a_backlog(gateway: Gateway, meta: MetaEmulator) -> None:
    """Ada's and Bob's orders wait: the token is broken."""
    meta.faults({"answer": {"code": 190}, "lasting": 3600})
    order(gateway, "1001", ADA)
    order(gateway, "1002", BOB)
    await eventually(lambda: settled(gateway), lambda seen: len(seen) == 2)
    assert files_with(gateway, sha256(ADA))


async def test_while_it_runs_nothing_of_the_person_remains_and_nothing_of_them_is_sent(
    meta: MetaEmulator, tmp_path: Path
) -> None:
    """Everybody else's order is sent as soon as it can be."""
    with running_gateway(tmp_path, meta.url) as gateway:
        await _with_a_backlog(gateway, meta)
        report = told(tmp_path, "erase", "--email", ADA)
        assert (report["conversions"], report["stopped"], report["remains"], report["clean"]) == (1, 1, [], True)
        assert report["journal_entries"] == 1
        assert files_with(gateway, sha256(ADA)) == []
        assert files_with(gateway, sha256(BOB))
        assert fates(gateway)["order_1001"] == ("refused", "erased")
        meta.reset()
        gateway.kill("worker")
        received = await eventually(meta.received, bool)
        assert [each["event_id"] for each in received] == ["order_1002"]


async def test_while_nothing_runs_it_is_the_same(meta: MetaEmulator, tmp_path: Path) -> None:
    """The facts of the order stay, and a record that names nobody."""
    with running_gateway(tmp_path, meta.url) as gateway:
        await _with_a_backlog(gateway, meta)
        gateway.stop()
        done = tandem(tmp_path, "erase", "--email", ADA)
        assert done.returncode == 0, done.stderr
        assert "nothing remains" in done.stdout
        assert files_with(gateway, sha256(ADA)) == []
        with closing(sqlite3.connect(gateway.data / "ledger.db")) as ledger:
            facts = ledger.execute("SELECT order_id, value, body FROM conversion ORDER BY id").fetchall()
            assert facts[0] == ("1001", "49.9", None)
            assert ledger.execute("SELECT count(*) FROM erasure").fetchone() == (1,)


async def test_whoever_is_not_named_is_asked_for(tmp_path: Path) -> None:
    """A bare command erases nobody."""
    Gateway(tmp_path, "http://127.0.0.1:9")
    done = tandem(tmp_path, "erase")
    assert done.returncode == 1
    assert "--email" in done.stderr
