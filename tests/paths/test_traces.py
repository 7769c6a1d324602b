"""Traces: what a collector of OpenTelemetry's is told of one purchase, through the gateway as it runs."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import sqlite3
import time
from pathlib import Path
from typing import Any, NamedTuple
from urllib.request import Request, urlopen

import pytest

from tandem.emulator.testing import MetaEmulator
from tandem.kit.sql import connect_readonly
from tests.support.collector import Collector, Seen, running_collector
from tests.support.command import tandem
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
BROWSER = "Mozilla/5.0 (of a test)"


def post(gateway: Gateway, path: str, body: Any, **headers: str) -> None:
    named = {"content-type": "application/json", **headers}
    with urlopen(Request(gateway.url + path, json.dumps(body).encode(), named), timeout=10) as answer:
        assert answer.status in (200, 202)


def purchase(**more: Any) -> dict[str, Any]:
    order = {"value": 49.9, "currency": "EUR", "order_id": ORDER}
    return {"event_name": "Purchase", "event_id": f"order_{ORDER}", "custom_data": order, **more}


def from_tag(gateway: Gateway) -> None:
    page = purchase(event_time=int(time.time() * 1000), event_source_url=f"{ORIGIN}/thanks?mail={EMAIL}")
    headers = {"origin": ORIGIN, "user-agent": BROWSER, "x-forwarded-for": "203.0.113.9"}
    post(gateway, "/e", {"v": 1, "consent": {"ads": "granted"}, "events": [page]}, **headers)


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
    life: str
    """What `tandem trace` prints."""

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
            life = tandem(folder, "trace", f"order_{ORDER}").stdout
        return Told(collector.spans(), collector, (folder / "log").read_text(), life)


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


def test_what_the_worker_settled_stands_beneath_what_the_acceptor_kept(told: Told) -> None:
    """From the receipt at the door to the entry in the books, across two processes and a file."""
    by_id = {span.id: span for span in told.spans}
    for settled, source in zip(told.every("settle journal"), ("tag", "backend"), strict=True):
        appended = by_id[settled.parent]
        received = by_id[appended.parent]
        assert (settled.service, appended.service) == ("tandem-worker", "tandem-acceptor")
        assert (received.name, received.parent) == (f"receive {source}", told.of("Purchase").id)
        assert received.start <= appended.start <= appended.end <= settled.end
    assert [span.attributes["tandem.outcome"] for span in told.every("settle journal")] == ["opened", "merged"]


def test_a_retry_is_a_span_of_its_own(told: Told) -> None:
    """The first try met a Meta that was down, the second was taken."""
    first, second = told.every(f"send meta:{DATASET}")
    assert first.kind == second.kind == "client"
    assert first.end <= second.start
    assert (first.failed, second.failed) == (True, False)
    answers = [span.attributes["http.response.status_code"] for span in (first, second)]
    assert answers == [503, 200]
    assert [span.attributes["tandem.verdict"] for span in (first, second)] == ["later", "delivered"]
    assert (first.attributes["error.type"], second.attributes["http.request.resend_count"]) == ("503", 1)
    assert first.attributes["server.address"] == "127.0.0.1"


def test_the_trace_of_a_backends_own_request_is_linked(told: Told) -> None:
    """A link, and no parent: the worker cannot know it, and both processes must say the same."""
    assert told.of("receive backend").links == ((CALLER_TRACE, CALLER_SPAN),)
    assert told.of("receive tag").links == ()


def test_what_consent_withheld_says_so(told: Told) -> None:
    (refused,) = [span for span in told.spans if span.name.startswith("refuse")]
    assert (refused.attributes["tandem.reason"], refused.failed) == ("no_consent", False)
    assert refused.trace != told.of("Purchase").trace


def test_nothing_in_the_spans_tells_who_bought_or_what(told: Told) -> None:
    """Neither in clear nor hashed: no address, no order, no event id, no key, no token, no browser."""
    hashed = hashlib.sha256(EMAIL.encode()).hexdigest()
    bodies = b"".join(told.collector.bodies)
    assert b"tandem.event_name" in bodies, "there is something to look into"
    for planted in (EMAIL, hashed, ORDER, "lead-1", KEY, "EMULATED-token", SECRET, "49.9", BROWSER, "203.0.113.9"):
        assert planted.encode() not in bodies, planted


def test_the_collectors_secret_is_sent_to_it_and_told_to_nobody(told: Told) -> None:
    assert {headers["x-token"] for headers in told.collector.headers} == {SECRET}
    assert SECRET not in told.log


def test_the_trace_of_an_event_is_found_by_its_id(told: Told) -> None:
    """`tandem trace` names it, though neither id nor order stands in any span."""
    assert f"OpenTelemetry trace {told.of('Purchase').trace}\n" in told.life


def test_every_attribute_is_explained(told: Told) -> None:
    """In the table of docs/traces.md."""
    page = (Path(__file__).resolve().parents[2] / "docs" / "traces.md").read_text(encoding="utf-8")
    assert {name for span in told.spans for name in span.attributes if f"`{name}`" not in page} == set()
