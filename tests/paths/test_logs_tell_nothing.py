"""What people give of themselves, and what proves who may send, stands in no log and in no file."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tandem.emulator.testing import MetaEmulator
from tests.support.gateway import DATASET, KEY, ORIGIN, Gateway, running_gateway
from tests.support.hooks import SECRET, signed
from tests.support.waiting import eventually

pytestmark = pytest.mark.slow

EMAIL, PHONE, NAME = "leak.me@example.com", "+4915112345678", "Leakinghausen"
PERSON = {"em": EMAIL, "ph": PHONE, "ln": NAME}
TOKEN = "EMULATED-token-of-tests"
POSTBACK = "a-token-of-the-network"

MORE = f"""
[[site.source]]
name = "till"
kind = "orders"
secrets = ["{SECRET}"]
[[site.source]]
name = "network"
kind = "postback"
secrets = ["{POSTBACK}"]
"""


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Gateway, MetaEmulator]]:
    folder = tmp_path_factory.mktemp("gateway")
    with MetaEmulator.running() as meta, running_gateway(folder, meta.url, MORE) as running:
        yield running, meta


def send(gateway: Gateway, path: str, body: Any, **headers: str) -> tuple[int, str]:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        with urlopen(Request(gateway.url + path, content, named), timeout=10) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as refused:
        return refused.code, refused.read().decode()


def lead(number: int, **more: Any) -> dict[str, Any]:
    told = {"event_name": "Lead", "event_id": f"lead-{number}", "user_data": PERSON, "consent": {"ads": "granted"}}
    return {**told, **more}


def everything(gateway: Gateway) -> Iterator[tuple[int, str]]:
    """Good and bad, at every door."""
    now = int(time.time())
    backend = {"authorization": f"Bearer {KEY}"}
    yield send(gateway, "/v1/events", lead(1), **backend)
    yield send(gateway, "/v1/events", lead(2, event_name=EMAIL), **backend)
    yield send(gateway, "/v1/events", lead(3, custom_data={"value": EMAIL, "currency": NAME}), **backend)
    yield send(gateway, "/v1/events", {EMAIL: 1}, **backend)
    yield send(gateway, "/v1/events", f'{{"event_name": "{EMAIL}'.encode(), **backend)
    yield send(gateway, "/v1/events", lead(4), authorization=f"Bearer {EMAIL}")
    page = {**lead(5), "event_time": now * 1000, "event_source_url": f"{ORIGIN}/?email={EMAIL}&phone=%2B4915112345678"}
    page.pop("consent")
    yield send(gateway, "/e", {"v": 1, "consent": {"ads": "granted"}, "events": [page]}, origin=ORIGIN)
    yield send(gateway, "/e", {"v": 1, "consent": {"ads": EMAIL}}, origin=ORIGIN)
    yield send(gateway, "/e", {"v": 1}, origin=f"https://{EMAIL}")
    graph = {**lead(6), "event_time": now, "action_source": "website"}
    graph.pop("consent")
    yield send(gateway, f"/v26.0/{DATASET}/events", {"data": [graph], "access_token": KEY})
    yield send(gateway, f"/v26.0/{DATASET}/events?access_token={TOKEN}", {"data": EMAIL})
    fact = {"order_id": "1", "kind": "paid", "at": now, "user_data": PERSON, "consent": {"ads": "granted"}}
    for told in (fact, {**fact, "kind": EMAIL}, {**fact, "order_id": EMAIL}):
        body, headers = signed(told, datetime.now(UTC))
        yield send(gateway, "/hooks/till", body, **headers)
    yield send(gateway, "/hooks/till", EMAIL.encode())
    yield send(gateway, f"/hooks/network?token={POSTBACK}&cid={EMAIL}&payout={NAME}", b"")
    yield send(gateway, f"/hooks/network?token={SECRET}&cid=1", b"")
    yield send(gateway, f"/{EMAIL}", b"")


async def test_no_log_no_file_and_no_answer_holds_a_person_or_a_secret(
    gateway: tuple[Gateway, MetaEmulator],
) -> None:
    """Not at the doors, not in the journal or the ledger, not in a line of any process; also when it all goes wrong."""
    running, meta = gateway
    answers = list(everything(running))
    assert {status // 100 for status, _ in answers} == {2, 4}, "some were taken and some refused, and nothing broke"
    await eventually(lambda: len(meta.received(limit="100")), lambda received: received >= 2)
    running.stop()
    files = {path: path.read_bytes() for path in running.folder.rglob("*") if path.is_file()}
    files.pop(running.folder / "tandem.toml")
    told = b"".join(body.encode() for _, body in answers)
    for planted in (EMAIL, PHONE, PHONE[1:], NAME, KEY, TOKEN, SECRET, POSTBACK, NAME.lower()):
        assert planted.encode() not in told, f"{planted} in an answer"
        found = [path.name for path, content in files.items() if planted.encode() in content]
        assert found == [], f"{planted} in {found}"
    assert b"delivery.answered" in (running.folder / "log").read_bytes(), "there is a log to look into"
