"""Spans on the wire: what a collector gets, and what becomes of Tandem when there is none."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from tandem.kit import signals
from tandem.traces.otlp import Otlp
from tandem.traces.span import Link, Span
from tests.support.clock import NOON
from tests.support.collector import running_collector
from tests.support.demo import free_ports

ROOT = Span(
    name="Purchase",
    kind="internal",
    trace=0x0AF7651916CD43DD8448EB211C80319C,
    id=0xB7AD6B7169203331,
    parent=None,
    start=NOON,
    end=NOON + timedelta(milliseconds=3),
    attributes={"tandem.site": "shop"},
)
TRY = Span(
    name="send meta:1",
    kind="client",
    trace=ROOT.trace,
    id=0x00F067AA0BA902B7,
    parent=ROOT.id,
    start=NOON,
    end=NOON - timedelta(hours=1),
    attributes={"http.response.status_code": 503},
    links=(Link(1, 2),),
    failed=True,
)
REPOSITORY = Path(__file__).resolve().parents[3]
NOON_NANOSECONDS = int(NOON.timestamp()) * 1_000_000_000


def opened(url: str, **headers: str) -> Otlp:
    return Otlp(f"{url}/v1/traces", headers, "tandem-worker", "1.2.3")


def counted(signal: str) -> int:
    return sum(row.count for row in signals.counted() if row.signal == signal)


def test_a_collector_gets_what_was_told_under_the_ids_that_were_given() -> None:
    """Sent when it is closed at the latest. An end before its beginning, as when the clock is put back, is no span."""
    with running_collector() as collector:
        otlp = opened(collector.url, **{"x-token": "a secret"})
        otlp.tell(ROOT)
        otlp.tell(TRY)
        otlp.close(seconds=20)
        root, attempt = collector.spans()
    assert collector.paths == ["/v1/traces"]
    assert collector.headers[0]["x-token"] == "a secret"
    assert collector.headers[0]["content-encoding"] == "gzip"
    assert (root.service, root.name, root.kind) == ("tandem-worker", "Purchase", "internal")
    assert (root.trace, root.id, root.parent) == ("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", "")
    assert (root.start, root.end) == (NOON_NANOSECONDS, NOON_NANOSECONDS + 3_000_000)
    assert (attempt.trace, attempt.id, attempt.parent) == (root.trace, "00f067aa0ba902b7", root.id)
    assert (attempt.start, attempt.end) == (NOON_NANOSECONDS, NOON_NANOSECONDS)
    assert attempt.attributes == {"http.response.status_code": 503}
    assert attempt.links == ((f"{1:032x}", f"{2:016x}"),)
    assert (root.failed, attempt.failed) == (False, True)


@pytest.mark.parametrize("refusal", [401, 404, 307])
async def test_a_collector_that_refuses_is_told_of_once(refusal: int) -> None:
    """Not with every batch; and once more when it takes spans again. A redirect is no yes: nobody follows it."""
    lost, found = counted("traces.not_taken"), counted("traces.taken")
    with running_collector() as collector:
        collector.status = refusal
        otlp = opened(collector.url)
        for batch in (1, 2):
            await _sent(otlp)
            assert len(collector.paths) == batch
        assert counted("traces.not_taken") - lost == 1
        collector.status = 200
        await _sent(otlp)
        assert counted("traces.taken") - found == 1
        otlp.close(seconds=20)


def test_no_proxy_stands_between_tandem_and_this_machine() -> None:
    """Whatever HTTP_PROXY says: nobody listens at the proxy that it names here."""
    code = """
import sys
from tests.stations.traces.test_otlp import ROOT, opened
otlp = opened(sys.argv[1])
otlp.tell(ROOT)
otlp.close(seconds=20)
"""
    with running_collector() as collector:
        proxied = {**os.environ, "HTTP_PROXY": f"http://127.0.0.1:{free_ports(1)}", "NO_PROXY": "", "no_proxy": ""}
        subprocess.run([sys.executable, "-c", code, collector.url], cwd=REPOSITORY, env=proxied, check=True, timeout=60)
        assert [span.name for span in collector.spans()] == ["Purchase"]


def test_no_collector_holds_up_no_stop() -> None:
    """Closing gives up while the library still tries, and telling never waited; its thread ends with this process."""
    code = """
import sys, threading
from tests.stations.traces.test_otlp import ROOT, opened
otlp = opened(sys.argv[1])
for _ in range(5_000):
    otlp.tell(ROOT)
otlp.close(seconds=0.2)
print(*(thread.name for thread in threading.enumerate()))
"""
    command = [sys.executable, "-c", code, f"http://127.0.0.1:{free_ports(1)}"]
    stopped = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True, timeout=60)
    assert "traces-close" in stopped.stdout


async def _sent(otlp: Otlp) -> None:
    otlp.tell(ROOT)
    await asyncio.to_thread(otlp.flush)
