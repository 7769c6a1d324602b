"""
The ids of traces and spans: worked out, not drawn, so that every process names the same event alike and none has to
tell the other. https://www.w3.org/TR/trace-context/#trace-id: 16 bytes for a trace, 8 for a span.

The key is the gateway's own, chance, and stays with its data. Without it, whoever reads traces could try order numbers
one after the other until an id fits.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime

import msgspec

from tandem.kit.clock import micros

_CHANCE = 1 << 64


class Namer(msgspec.Struct, frozen=True):
    """Names traces under one key, and says which of them are kept: `share`, above 0 and up to 1."""

    key: bytes
    share: float
    known: frozenset[str] = frozenset()
    """The events of the sites' dictionaries. Every other name is a sender's own word, and may say anything."""

    def shown(self, event_name: str) -> str:
        return event_name if event_name in self.known else "custom event"

    def of_event(self, site: str, event_name: str, event_id: str) -> int:
        """The trace of one conversion: whoever tells of it, of the same one."""
        return self._trace("event", site, event_name, event_id)

    def of_order(self, site: str, order_id: str) -> int:
        """The trace of what sources tell of one order, whatever events become of it."""
        return self._trace("order", site, order_id)

    def keeps(self, trace: int) -> bool:
        """By the trace alone: what OpenTelemetry calls TraceIdRatioBased, by the last 64 bits of the id."""
        return trace % _CHANCE < round(self.share * _CHANCE)

    def _trace(self, *names: str) -> int:
        digest = hmac.digest(self.key, msgspec.json.encode(names), hashlib.sha256)
        return int.from_bytes(digest[:16], "big")


def root_of(trace: int) -> int:
    return _span(trace, "root")


def receipt_of(trace: int, source: str, received_at: datetime) -> int:
    """Of one message among those of its trace."""
    return _span(trace, "receive", source, micros(received_at))


def append_of(trace: int, source: str, received_at: datetime) -> int:
    return _span(trace, "append", source, micros(received_at))


def settlement_of(trace: int, entry: int) -> int:
    return _span(trace, "settle", entry)


def sending_of(trace: int, request: int) -> int:
    return _span(trace, "send", request)


def refusal_of(trace: int, destination: str, settled_at: datetime) -> int:
    return _span(trace, "refuse", destination, micros(settled_at))


def _span(trace: int, *what: str | int) -> int:
    digest = hashlib.sha256(msgspec.json.encode((f"{trace:032x}", *what))).digest()
    return int.from_bytes(digest[:8], "big")
