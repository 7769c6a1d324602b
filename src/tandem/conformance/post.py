"""One request to the endpoint under test, and what it says at once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

import msgspec

Event = dict[str, Any]

_direct = build_opener(ProxyHandler({}))
"""No proxy stands between us and what we test, whatever the machine's settings are for the world outside."""

SECONDS = 20.0


class Reply(msgspec.Struct, frozen=True):
    """`problem` says why the event was not taken; `payloads` are the events for Meta, when the answer shows them."""

    problem: str | None = None
    payloads: tuple[Event, ...] = ()


def post(url: str, headers: Mapping[str, str], event: Event) -> Reply:
    """Send one event. Never raises for what the endpoint does."""
    request = Request(url, json.dumps(event).encode(), {"Content-Type": "application/json", **headers})  # noqa: S310
    try:
        with _direct.open(request, timeout=SECONDS) as answer:
            return Reply(payloads=_payloads(answer.read()))
    except HTTPError as refusal:
        return Reply(problem=f"the endpoint answered {refusal.code}")
    except OSError as problem:
        return Reply(problem=f"the endpoint did not answer: {problem}")


def answers(url: str) -> bool:
    """Whether anything listens there, even if it does not like what it is asked."""
    try:
        with _direct.open(url, timeout=SECONDS):  # the operator's own address
            return True
    except HTTPError:
        return True
    except OSError:
        return False


def _payloads(body: bytes) -> tuple[Event, ...]:
    """The `data` of a body for Meta's events edge, when the answer is one."""
    try:
        data = json.loads(body)["data"]
    except (ValueError, TypeError, LookupError):
        return ()
    return tuple(event for event in data if isinstance(event, dict)) if isinstance(data, list) else ()
