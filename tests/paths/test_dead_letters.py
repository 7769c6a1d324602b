"""A dead letter is found, explained, mended and sent again, while the gateway runs and while it does not."""

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

REFUSAL = {"answer": {"code": 100, "message": "something is wrong with it"}}


def post(gateway: Gateway, *event_ids: str) -> None:
    events = [
        {
            "event_name": "Lead",
            "event_id": each,
            "user_data": {"email": f"{each}@example.com"},
            "custom_data": {"flaw": "x"},
            "consent": {"ads": "granted", "signal": "cookiebot"},
        }
        for each in event_ids
    ]
    headers = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"}
    urlopen(Request(f"{gateway.url}/v1/events", json.dumps(events).encode(), headers), timeout=10).close()


def fate(gateway: Gateway, event_id: str) -> Any:
    (trace,) = told(gateway.folder, "trace", event_id)
    return trace["fates"][0]


async def test_a_letter_is_replayed_while_the_gateway_runs_and_counts_once(meta: MetaEmulator, tmp_path: Path) -> None:
    with running_gateway(tmp_path, meta.url) as gateway:
        meta.faults(REFUSAL)
        post(gateway, "lead-1")
        await eventually(lambda: (gateway.data / "ledger.db").exists() and told(tmp_path, "dead"), bool)
        (group,) = told(tmp_path, "dead")
        assert (group["count"], group["example_event_id"]) == (1, "lead-1")
        dry = told(tmp_path, "replay", "--event-id", "lead-1", "--remove", "custom_data.flaw")
        assert (dry["dry_run"], dry["report"]["goes"]) == (True, 1)
        assert meta.received() == []
        done = told(tmp_path, "replay", "--event-id", "lead-1", "--remove", "custom_data.flaw", "--go")
        assert done["report"]["goes"] == 1
        received = await eventually(meta.received, bool)
        assert [each["event_id"] for each in received] == ["lead-1"]
        await eventually(lambda: fate(gateway, "lead-1")["state"], lambda state: state == "delivered")
        assert told(tmp_path, "dead") == []
        life = tandem(tmp_path, "trace", "lead-1").stdout
        assert "sent again to meta:1234567890 by " in life
        assert "mended: remove custom_data.flaw" in life


async def test_a_letter_is_replayed_while_nothing_runs_and_sent_at_the_next_start(
    meta: MetaEmulator, tmp_path: Path
) -> None:
    with running_gateway(tmp_path, meta.url) as gateway:
        meta.faults(REFUSAL)
        post(gateway, "lead-1")
        await eventually(lambda: (gateway.data / "ledger.db").exists() and told(tmp_path, "dead"), bool)
        gateway.stop()
        assert told(tmp_path, "replay", "--go")["report"]["goes"] == 1
        assert fate(gateway, "lead-1")["waits_for"] == "due"
        gateway.start()
        received = await eventually(meta.received, bool)
        assert [each["event_id"] for each in received] == ["lead-1"]


async def test_the_trace_tells_an_events_life_in_words(meta: MetaEmulator, tmp_path: Path) -> None:
    """Who told of it, the consent, the names of its keys, each attempt with its answer, its fate; nobody's data."""
    with running_gateway(tmp_path, meta.url) as gateway:
        meta.faults(REFUSAL)
        post(gateway, "lead-1")
        await eventually(lambda: (gateway.data / "ledger.db").exists() and told(tmp_path, "dead"), bool)
        text = tandem(tmp_path, "trace", "lead-1").stdout
        for words in (
            "from backend, journal entry",
            "consent: granted, said cookiebot",
            "identity: em",
            "status 400, never",
            "something is wrong with it",
            "dead letter, rejected",
            "tandem replay",
        ):
            assert words in text
        assert "example.com" not in text
        unknown = tandem(tmp_path, "trace", "lead-2")
        assert unknown.returncode == 1
        assert "lead-2" in unknown.stderr
