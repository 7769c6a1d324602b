"""Spans on their way to a collector, by OpenTelemetry's own SDK: batched, compressed, sent from a thread of the SDK."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

import requests
from opentelemetry.exporter.otlp.proto.http import Compression
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, SERVICE_VERSION, Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.sdk.trace.id_generator import IdGenerator
from opentelemetry.sdk.trace.sampling import ALWAYS_ON
from opentelemetry.trace import (
    Link,
    NonRecordingSpan,
    SpanContext,
    SpanKind,
    Status,
    StatusCode,
    TraceFlags,
    set_span_in_context,
)

from tandem.config.collector import HERE
from tandem.kit.clock import micros
from tandem.kit.signals import note
from tandem.traces.span import Span

TIMEOUT = 10.0
"""Seconds for one batch, its repetitions included."""

KINDS: Mapping[str, SpanKind] = {kind.name.lower(): kind for kind in SpanKind}

_SAMPLED = TraceFlags(TraceFlags.SAMPLED)


class Otlp:
    """
    Takes spans and returns at once; beyond the SDK's queue (2,048 unless `OTEL_BSP_MAX_QUEUE_SIZE` says otherwise) the
    oldest are dropped. What else the SDK reads from `OTEL_…` variables, such as `OTEL_RESOURCE_ATTRIBUTES`, holds.
    """

    def __init__(self, url: str, headers: Mapping[str, str], service: str, version: str) -> None:
        """`url` is the signal's own: …/v1/traces. `service` becomes `service.name`."""
        session = _session(url)
        exporter = OTLPSpanExporter(
            url, headers=headers, timeout=TIMEOUT, compression=Compression.Gzip, session=session
        )
        self._ids = _Given()
        self._provider = TracerProvider(
            sampler=ALWAYS_ON,  # what is not kept never comes here
            resource=Resource.create({SERVICE_NAME: service, SERVICE_VERSION: version}),
            id_generator=self._ids,
            shutdown_on_exit=False,
        )
        self._provider.add_span_processor(BatchSpanProcessor(_Told(exporter)))
        self._tracer = self._provider.get_tracer("tandem", version)

    def tell(self, span: Span) -> None:
        """From one thread only: the ids are handed to the SDK on the side."""
        self._ids.trace, self._ids.span = span.trace, span.id
        parent = None if span.parent is None else NonRecordingSpan(_context(span.trace, span.parent))
        begun = self._tracer.start_span(
            span.name,
            context=set_span_in_context(parent) if parent else None,
            kind=KINDS[span.kind],
            attributes=dict(span.attributes),
            links=[Link(_context(link.trace, link.span, is_remote=True)) for link in span.links],
            start_time=micros(span.start) * 1_000,
        )
        if span.failed:
            begun.set_status(Status(StatusCode.ERROR))
        begun.end(micros(max(span.start, span.end)) * 1_000)

    def flush(self) -> None:
        """Send what waits, and wait for it."""
        self._provider.force_flush()

    def close(self, seconds: float) -> None:
        """What waits is sent, for `seconds` at most: a collector that is down holds up no stop."""
        closing = threading.Thread(target=self._provider.shutdown, name="traces-close", daemon=True)
        closing.start()
        closing.join(seconds)


class _Given(IdGenerator):
    """The ids that the next span shall have."""

    trace = span = 0

    def generate_trace_id(self) -> int:
        return self.trace

    def generate_span_id(self) -> int:
        return self.span


class _Told(SpanExporter):
    """Says once when the collector takes nothing any more, and once when it does again."""

    def __init__(self, exporter: SpanExporter) -> None:
        self._exporter = exporter
        self._log = _FirstLine()
        self._is_taken = True

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        self._log.line = ""
        result = self._exporter.export(spans)
        is_taken = result is SpanExportResult.SUCCESS
        if is_taken and not self._is_taken:
            note("traces.taken")
        elif self._is_taken and not is_taken:
            note("traces.not_taken", problem=self._log.line)
        self._is_taken = is_taken
        return result

    def shutdown(self) -> None:
        self._exporter.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        return self._exporter.force_flush(timeout_millis)


class _FirstLine(logging.Handler):
    """What the SDK logs first, of each export. It says something with every try, which would fill the log."""

    line = ""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        log = logging.getLogger("opentelemetry")
        log.propagate = False
        log.handlers = [self]

    def emit(self, record: logging.LogRecord) -> None:
        self.line = self.line or record.getMessage()


def _session(url: str) -> requests.Session:
    """It goes by the proxies that the environment names, but none leads to this machine itself."""
    session = requests.Session()
    session.trust_env = urlsplit(url).hostname not in HERE
    session.hooks["response"].append(_refuse_redirect)
    return session


def _refuse_redirect(response: requests.Response, **_: object) -> None:
    """The SDK would take it for a yes."""
    if 300 <= response.status_code < 400:
        raise requests.TooManyRedirects(f"the collector redirects: {response.status_code}")


def _context(trace: int, span: int, *, is_remote: bool = False) -> SpanContext:
    return SpanContext(trace, span, is_remote=is_remote, trace_flags=_SAMPLED)
