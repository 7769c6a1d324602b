"""A destination that stands still is sent to again by command, while the gateway runs and while it does not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest

from tandem.emulator.testing import MetaEmulator
from tests.support.command import tandem, told
from tests.support.gateway import KEY, Gateway, running_gateway
from tests.support.waiting import eventually

pytestmark = pytest.mark.slow

NO_TOKEN = {"answer": {"code": 190, "message": "the token has expired"}, "next": 1}


def post(gateway: Gateway, event_id: str) -> None:
    told = {
        "event_name": "Lead",
        "event_id": event_id,
        "user_data": {"email": "ada@example.com"},
        "consent": {"ads": "granted", "signal": "cookiebot"},
    }
    headers = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"}
    urlopen(Request(f"{gateway.url}/v1/events", json.dumps([told]).encode(), headers), timeout=10).close()


def pause(gateway: Gateway) -> Any:
    """Why nothing is sent; None while there are no books yet, or nothing stands still."""
    if not (gateway.data / "ledger.db").exists():
        return None
    seen = json.loads(tandem(gateway.folder, "status", "--json").stdout)
    return next((lane["pause"]["cause"] for lane in seen["books"]["lanes"] if lane["pause"]), None)


async def paused(meta: MetaEmulator, gateway: Gateway) -> None:
    """Its token is refused once. It is tried again after a minute, by which time no test is waiting any more."""
    meta.faults(NO_TOKEN)
    post(gateway, "lead-1")
    await eventually(lambda: pause(gateway), lambda cause: cause == "token", patience=30)


async def test_what_stands_still_is_sent_to_at_once_while_the_gateway_runs(meta: MetaEmulator, tmp_path: Path) -> None:
    with running_gateway(tmp_path, meta.url) as gateway:
        await paused(meta, gateway)
        (done,) = told(tmp_path, "resume")
        assert done["cause"] == "token"
        received = await eventually(meta.received, bool)
        assert [each["event_id"] for each in received] == ["lead-1"]
        assert pause(gateway) is None
        assert tandem(tmp_path, "resume").stdout == "Nothing stands still.\n"


async def test_it_is_resumed_while_nothing_runs_too(meta: MetaEmulator, tmp_path: Path) -> None:
    """One that there is not is answered with those that there are."""
    with running_gateway(tmp_path, meta.url) as gateway:
        await paused(meta, gateway)
        gateway.stop()
        unknown = tandem(tmp_path, "resume", "meta:1")
        assert unknown.returncode != 0
        assert "there is no destination meta:1. There are: meta:1234567890." in unknown.stderr
        said = tandem(tmp_path, "resume", "meta:1234567890")
        assert "is sent to again. It stood still since" in said.stdout
        assert pause(gateway) is None
