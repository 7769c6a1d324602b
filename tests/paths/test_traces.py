"""Traces: what a collector of OpenTelemetry's is told of one purchase, through the gateway as it runs."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sqlite3
import time
from typing import Any, NamedTuple
from urllib.request import Request, urlopen

import pytest

from tandem.emulator.testing import MetaEmulator
from tandem.kit.sql import connect_readonly
from tests.support.collector import Collector, Seen, running_collector
from tests.support.gateway import DATASET, KEY, ORIGIN, Gateway, running_gateway
from tests.support.waiting import eventually

pytestmark = pytest.mark.slow

EMAIL, ORDER, SECRET = "leak.me@example.com", "ORDER-4711", "a-secret-of-the-collector"
CALLER_TRACE, CALLER_SPAN = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
"""The example of https://www.w3.org/TR/trace-context/#traceparent-header-field-values."""

MORE = """
[telemetry]
endpoint = "{endpoint}"
headers = {{ x-token = "file:token" }}
"""
MILLISECOND = 1_000_000


def post(gateway: Gateway, path: str, body: Any, **headers: str) -> None:
    named = {"content-type": "application/json", **headers}
    with urlopen(Request(gateway.url + path, json.dumps(body).encode(), named), timeout=10) as answer:
        assert answer.status in (200, 202)


def purchase(**more: Any) -> dict[str, Any]:
    order = {"value": 49.9, "currency": "EUR", "order_id": ORDER}
    return {"event_name": "Purchase", "event_id": f"order_{ORDER}", "custom_data": order, **more}


def from_tag(gateway: Gateway) -> None:
    page = purchase(event_time=int(time.time() * 1000), event_source_url=f"{ORIGIN}/thanks?mail={EMAIL}")
    post(gateway, "/e", {"v": 1, "consent": {"ads": "granted"}, "events": [page]}, origin=ORIGIN)


def from_backend(gateway: Gateway, event: dict[str, Any], ads: str = "granted") -> None:
    told = {**event, "user_data": {"email": EMAIL}, "consent": {"ads": ads}}
    caller = f"00-{CALLER_TRACE}-{CALLER_SPAN}-01"
    post(gateway, "/v1/events", told, authorization=f"Bearer {KEY}", traceparent=caller)


def fates(gateway: Gateway) -> int:
    """How many events have met theirs."""
    with (
        contextlib.suppress(sqlite3.OperationalError),
        contextlib.closing(connect_readonly(gateway.data / "ledger.db")) as ledger,
    ):
        (count,) = ledger.execute("SELECT count(*) FROM outbox WHERE settled_at IS NOT NULL").fetchone()
        return int(count)
    return 0


class Told(NamedTuple):
    spans: list[Seen]
    collector: Collector
    log: str

    def of(self, name: str) -> Seen:
        (span,) = self.every(name)
        return span

    def every(self, name: str) -> list[Seen]:
        """Of the purchase, in the order of time."""
        root = next(span for span in self.spans if span.name == "Purchase")
        found = [span for span in self.spans if span.name == name and span.trace == root.trace]
        return sorted(found, key=lambda span: span.start)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """What the collector has once the gateway has stopped. Meta was down at the first try of the purchase."""
    folder = tmp_path_factory.mktemp("gateway")
    (folder / "token").write_text(SECRET)
    with MetaEmulator.running() as meta, running_collector() as collector:
        with running_gateway(folder, meta.url, MORE.format(endpoint=collector.url)) as gateway:
            meta.faults({"next": 1, "status": 503})
            from_tag(gateway)
            from_backend(gateway, purchase())
            from_backend(gateway, {"event_name": "Lead", "event_id": "lead-1"}, ads="denied")
            asyncio.run(eventually(lambda: fates(gateway), lambda count: count == 2))
        return Told(collector.spans(), collector, (folder / "log").read_text())


def test_all_stations_of_a_purchase_are_one_trace_told_by_two_processes(told: Told) -> None:
    """Both messages, both settlements, both tries: one root, and every parent is there."""
    root = told.of("Purchase")
    spans = [span for span in told.spans if span.trace == root.trace]
    assert sorted(span.name for span in spans) == sorted(
        ["Purchase", "receive tag", "receive backend", *["append journal"] * 2, *["settle journal"] * 2]
        + [f"send meta:{DATASET}"] * 2
    )
    assert {span.service for span in spans} == {"tandem-acceptor", "tandem-worker"}
    assert [span.name for span in spans if not span.parent] == ["Purchase"]
    assert {span.parent for span in spans} - {""} <= {span.id for span in spans}
    assert len({span.id for span in spans}) == len(spans)
    for span in spans:
        print(span)
