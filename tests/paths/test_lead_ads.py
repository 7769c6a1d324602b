"""A form sent inside Facebook: named by a webhook, looked up, counted once with its person hashed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest

from tandem.emulator.testing import MetaEmulator
from tests.support.events import sha256
from tests.support.gateway import Gateway, running_gateway
from tests.support.hooks import hmac_of
from tests.support.waiting import eventually, stays

APP_SECRET = "the secret of the app"
EMAIL, PHONE = "lead.person@example.com", "+4915155500199"

SOURCE = """
[[site.source]]
name = "leads"
kind = "lead-ads"
secrets = ["{secret}", "a verify token"]
url = "{url}"
token = "{token}"
[site.source.options]
consent-checkbox = "ads"
"""


@pytest.fixture
def gateway(tmp_path: Path, meta: MetaEmulator) -> Iterator[Gateway]:
    more = SOURCE.format(secret=APP_SECRET, url=meta.url, token="EAApagetoken")
    with running_gateway(tmp_path, meta.url, more) as running:
        yield running


def filled_in(meta: MetaEmulator, *, ticked: bool = True) -> dict[str, Any]:
    answers = {"email": EMAIL, "phone_number": PHONE, "favourite_colour": "green"}
    return dict(meta.lead(answers, boxes={"ads": ticked}))


def webhook(gateway: Gateway, lead: dict[str, Any]) -> None:
    """As Meta posts it; the signature is `openssl`'s."""
    change = {"field": "leadgen", "value": {**lead, "page_id": "9"}}
    body = json.dumps({"object": "page", "entry": [{"id": "9", "time": 1, "changes": [change]}]}).encode()
    headers = {"x-hub-signature-256": f"sha256={hmac_of(body, APP_SECRET.encode()).hex()}"}
    urlopen(Request(f"{gateway.url}/hooks/leads", body, headers), timeout=10).close()


def clear_text(gateway: Gateway) -> list[str]:
    """Every file of the gateway, its log among them, in which the person stands in clear."""
    places = [path for path in gateway.folder.rglob("*") if path.is_file()]
    needles = (EMAIL.encode(), PHONE.encode(), b"EAApagetoken")
    return [path.name for path in places if path.name != "tandem.toml" and any(n in path.read_bytes() for n in needles)]


async def test_a_lead_is_counted_once_with_its_number_and_its_hashed_person(
    gateway: Gateway, meta: MetaEmulator
) -> None:
    """However often Meta tells of it; and nobody stands in any file in clear."""
    lead = filled_in(meta)
    for _ in range(3):
        webhook(gateway, lead)
    assert await eventually(lambda: meta.counted("Lead"), lambda count: count == 1)
    (told,) = [each["raw"] for each in meta.received(event_name="Lead")]
    assert (told["event_id"], told["action_source"]) == (f"lead_{lead['leadgen_id']}", "system_generated")
    assert str(told["user_data"]["lead_id"]) == lead["leadgen_id"]
    assert told["user_data"]["em"] == [sha256(EMAIL)]
    assert told["user_data"]["ph"] == [sha256(PHONE.removeprefix("+"))]
    assert told["custom_data"]["event_source"] == "crm"
    assert await stays(lambda: meta.counted("Lead"), 1, seconds=1)
    assert clear_text(gateway) == []


async def test_a_bad_day_of_metas_costs_no_lead(gateway: Gateway, meta: MetaEmulator) -> None:
    """Down, busy, cut off in the middle: it is asked again."""
    meta.faults({"edge": "lead", "status": 503}, {"edge": "lead", "drop": True})
    webhook(gateway, filled_in(meta))
    assert await eventually(lambda: meta.counted("Lead"), lambda count: count == 1, patience=40)
    (told,) = [each["raw"] for each in meta.received(event_name="Lead")]
    assert told["user_data"]["em"] == [sha256(EMAIL)]


async def test_a_worker_that_is_killed_before_it_asked_asks_when_it_is_back(
    gateway: Gateway, meta: MetaEmulator
) -> None:
    meta.faults({"edge": "lead", "delay_ms": 3_000})
    lead = filled_in(meta)
    webhook(gateway, lead)
    await eventually(lambda: list(meta.get("/sandbox/faults")["faults"]), lambda left: not left)
    gateway.kill("worker")
    assert await eventually(lambda: meta.counted("Lead"), lambda count: count == 1, patience=40)


async def test_a_box_that_was_not_ticked_is_respected(gateway: Gateway, meta: MetaEmulator) -> None:
    webhook(gateway, filled_in(meta, ticked=False))
    webhook(gateway, filled_in(meta))
    assert await eventually(lambda: meta.counted("Lead"), lambda count: count == 1)
    assert await stays(lambda: meta.counted("Lead"), 1, seconds=1)


async def test_a_lead_whose_webhook_was_lost_counts_once(tmp_path: Path, meta: MetaEmulator) -> None:
    """The form is asked for its leads; a webhook that comes after all counts nothing more."""
    more = SOURCE.format(secret=APP_SECRET, url=meta.url, token="EAApagetoken")
    asking = 'poll-minutes = 0.01\n[site.source.options]\nforms = ["330000000000001"]'
    lead = filled_in(meta)
    with running_gateway(tmp_path, meta.url, more.replace("[site.source.options]", asking)) as gateway:
        assert await eventually(lambda: meta.counted("Lead"), lambda count: count == 1)
        webhook(gateway, lead)
        assert await stays(lambda: meta.counted("Lead"), 1)
    (told,) = [each["raw"] for each in meta.received(event_name="Lead")]
    assert told["user_data"]["em"] == [sha256(EMAIL)]
