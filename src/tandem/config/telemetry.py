"""What can be set for traces."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from tandem.config.group import Group
from tandem.kit.secret import Secret


class Telemetry(Group, frozen=True):
    """
    Each event's way as an OpenTelemetry trace: docs/traces.md. It takes `pip install 'tandem-gateway[otel]'`. Nothing
    in a trace tells who somebody is.
    """

    endpoint: str = ""
    """
    A collector that speaks OTLP over HTTP, without the path of its signal: "http://127.0.0.1:4318". Spans are posted to
    `/v1/traces` beneath it. Empty: no traces.
    """
    headers: dict[str, str] = {}  # noqa: RUF012 - msgspec copies it
    """
    What the collector wants to see with each request: `{ authorization = "env:OTLP_TOKEN" }`. Write `env:NAME` or
    `file:PATH` of a secret; a secret goes over https, or nowhere but this machine.
    """
    share: float = 1.0
    """
    Which part of the events is traced, above 0 and up to 1. Which ones is decided by chance, once for all spans of an
    event, in every process alike. Beyond some hundred events a second choose less than 1.
    """


class Collector(msgspec.Struct, frozen=True, kw_only=True):
    """Where spans go, as `config.collector` read it."""

    url: str
    """Of the signal itself: …/v1/traces."""
    headers: Mapping[str, Secret]
    share: float
