"""What a door answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from tandem.event.errors import Refusal
from tandem.event.outcome import Reason

Headers = list[tuple[str, str]]

JSON: Headers = [("content-type", "application/json"), ("cache-control", "no-store")]

STATUS = {
    Reason.TOO_LARGE: 413,
    Reason.TOO_SLOW: 408,
    Reason.UNKNOWN_ORIGIN: 403,
    Reason.UNKNOWN_KEY: 401,
    Reason.BAD_SIGNATURE: 401,
    Reason.NO_ROOM: 429,
}
"""The status of a refused request; 400 for every other reason."""

RETRY_AFTER = "60"
"""Seconds after which a sender may ask whether there is room again."""

_encode = msgspec.json.Encoder().encode


class Reply(msgspec.Struct, frozen=True):
    status: int
    body: bytes = b""
    headers: Sequence[tuple[str, str]] = ()


def json_reply(status: int, content: Any, headers: Sequence[tuple[str, str]] = ()) -> Reply:
    return Reply(status, _encode(content), [*JSON, *headers])


def refused(refusal: Refusal, headers: Sequence[tuple[str, str]] = ()) -> Reply:
    """A whole request is turned away: `{"error": {reason, field, problem, cure}}`."""
    later = [("retry-after", RETRY_AFTER)] if refusal.reason is Reason.NO_ROOM else []
    return json_reply(STATUS.get(refusal.reason, 400), {"error": refusal}, [*later, *headers])


def try_later(problem: str, headers: Sequence[tuple[str, str]] = ()) -> Reply:
    """Nothing is wrong with the request; we cannot promise to remember it."""
    error = {"reason": "not_durable", "problem": problem, "cure": "Send it again, with the same event_id."}
    return json_reply(503, {"error": error}, [("retry-after", "5"), *headers])


def not_now(problem: str) -> Reply:
    """Whether the message is its sender's own cannot be said yet."""
    error = {"reason": "not_now", "problem": problem, "cure": "Send the same message again."}
    return json_reply(503, {"error": error}, [("retry-after", RETRY_AFTER)])


WELL = json_reply(200, {"status": "ok"})
UNWELL = json_reply(503, {"status": "not ready"}, [("retry-after", "5")])

NOT_FOUND = json_reply(
    404,
    {
        "error": {
            "reason": "not_found",
            "problem": "there is no such door",
            "cure": "The doors are GET /t.js, GET /p.gif, POST /e, POST /v, POST /v1/events, POST "
            "/v26.0/{dataset}/events, POST /hooks/{source}, GET /health, GET /healthz and GET /readyz.",
        }
    },
)
