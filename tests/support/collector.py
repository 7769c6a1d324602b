"""A collector of OpenTelemetry's, as far as it takes spans: OTLP over HTTP, decoded by OpenTelemetry's own protobuf."""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, NamedTuple

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue
from opentelemetry.proto.trace.v1 import trace_pb2


class Seen(NamedTuple):
    """One span as the collector has it: ids in hex as on the wire, moments in Unix nanoseconds."""

    service: str
    name: str
    kind: str
    trace: str
    id: str
    parent: str
    start: int
    end: int
    attributes: Mapping[str, Any]
    links: tuple[tuple[str, str], ...]
    failed: bool


class Collector:
    """What was posted, in the order it came."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.bodies: list[bytes] = []
        """As decoded from gzip."""
        self.headers: list[Mapping[str, str]] = []
        self.paths: list[str] = []
        self.status = 200
        """What the next requests are answered with."""

    def spans(self) -> list[Seen]:
        return [span for body in list(self.bodies) for span in _spans(body)]

    def named(self, name: str) -> list[Seen]:
        return [span for span in self.spans() if span.name == name]

    def take(self, path: str, headers: Mapping[str, str], body: bytes) -> None:
        plain = gzip.decompress(body) if headers.get("content-encoding") == "gzip" else body
        ExportTraceServiceRequest.FromString(plain)  # raises for what is no such message
        self.paths.append(path)
        self.headers.append(headers)
        self.bodies.append(plain)


@contextmanager
def running_collector() -> Iterator[Collector]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            collector.take(self.path, {name.lower(): value for name, value in self.headers.items()}, body)
            self.send_response(collector.status)
            self.send_header("content-type", "application/x-protobuf")
            self.send_header("content-length", "0")
            self.end_headers()

        def log_request(self, *_: Any) -> None:
            """The standard handler would print it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    collector = Collector(f"http://127.0.0.1:{server.server_port}")
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield collector
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _spans(body: bytes) -> Iterator[Seen]:
    for of_process in ExportTraceServiceRequest.FromString(body).resource_spans:
        service = {each.key: _value(each.value) for each in of_process.resource.attributes}["service.name"]
        for scope in of_process.scope_spans:
            yield from (_seen(service, span) for span in scope.spans)


def _seen(service: str, span: trace_pb2.Span) -> Seen:
    return Seen(
        service=service,
        name=span.name,
        kind=trace_pb2.Span.SpanKind.Name(span.kind).removeprefix("SPAN_KIND_").lower(),
        trace=span.trace_id.hex(),
        id=span.span_id.hex(),
        parent=span.parent_span_id.hex(),
        start=span.start_time_unix_nano,
        end=span.end_time_unix_nano,
        attributes={each.key: _value(each.value) for each in span.attributes},
        links=tuple((link.trace_id.hex(), link.span_id.hex()) for link in span.links),
        failed=span.status.code == trace_pb2.Status.STATUS_CODE_ERROR,
    )


def _value(value: AnyValue) -> Any:
    return getattr(value, value.WhichOneof("value"))
