"""
The gateway's doors in OpenAPI 3.1: what a developer needs to send events, and to understand the answers.
"""

from __future__ import annotations

import json

from tandem.app.doors_schemas import Part, components, ref
from tandem.app.graph_openapi import BATCH, EDGE, graph_batch, graph_door
from tandem.app.visit_openapi import visit_door
from tandem.config.schema import Limits
from tandem.doors.reply import STATUS
from tandem.event.outcome import Reason
from tandem.web.openapi import DOORS
from tandem.web.reasons import explanations

PURCHASE: Part = {
    "event_name": "Purchase",
    "event_id": "order_1001",
    "event_source_url": "https://www.example.com/thank-you",
    "custom_data": {"order_id": "1001", "value": 129.95, "currency": "EUR"},
    "user_data": {"em": "ada@example.com", "client_user_agent": "Mozilla/5.0"},
    "consent": {"ads": "granted", "signal": "manual"},
}
"""A purchase as a shop's backend reports it; without `event_time` it happened now."""

VISIT: Part = {
    "v": 1,
    "consent": {"ads": "granted", "signal": "manual"},
    "events": [{"event_name": "Lead", "event_id": "lead_77", "event_time": 1_780_000_000_000, "pixel": "loading"}],
}


AT_EVERY_DOOR = (Reason.MALFORMED, Reason.TOO_SLOW, Reason.TOO_LARGE, Reason.NO_ROOM)


def document(endpoint: str, limits: Limits) -> Part:
    """`endpoint` is how the world reaches the gateway, e.g. https://gw.example.com."""
    paths = {
        "/v1/events": {"post": _backend_door(endpoint, limits)},
        EDGE: {"post": graph_door(endpoint, limits)},
        BATCH: {"post": graph_batch(endpoint)},
        "/e": {"post": _tag_door(endpoint, limits)},
        "/v": {"post": visit_door()},
        "/t.js": {"get": _script(endpoint)},
        "/health": {"get": _health("/health", "getHealth", "Is the gateway up?", endpoint)},
        "/healthz": {"get": _health("/healthz", "getHealthz", "Is it up, and is the journal written?", endpoint)},
        "/readyz": {"get": _health("/readyz", "getReadyz", "Does it take events now?", endpoint)},
    }
    server = {"servers": [{"url": endpoint, "description": "The gateway"}]}
    return {"paths": {path: {**item, **server} for path, item in paths.items()}, "components": components()}


def _backend_door(endpoint: str, limits: Limits) -> Part:
    events = {"type": "array", "items": ref("BackendEvent"), "minItems": 1, "maxItems": limits.events}
    body = _content("application/json", {"anyOf": [ref("BackendEvent"), events]}, PURCHASE)
    return {
        "tags": [DOORS],
        "operationId": "postEvents",
        "summary": "Send events from a server",
        "description": (
            f"One event, or a list of up to {limits.events:,} and {limits.backend_bytes:,} bytes. Each gets a result "
            "of its own, in the order sent: a bad one costs nobody else's. Repeat a request as often as you like "
            "with the same event_id, it counts once."
        ),
        "security": [{"bearer": []}],
        "requestBody": {"required": True, "content": body},
        "responses": _responses(
            Reason.MALFORMED, Reason.UNKNOWN_KEY, Reason.TOO_SLOW, Reason.TOO_LARGE, Reason.NO_ROOM
        ),
        "x-codeSamples": [{"lang": "Shell", "label": "curl", "source": curl(endpoint)}],
    }


def curl(endpoint: str) -> str:
    """The example as a command. It sends what `PURCHASE` says."""
    return (
        f"curl -X POST {endpoint}/v1/events \\\n"
        '  -H "Authorization: Bearer $TANDEM_KEY" \\\n'
        '  -H "Content-Type: application/json" \\\n'
        f"  -d '{json.dumps(PURCHASE, indent=2)}'"
    )


def _tag_door(endpoint: str, limits: Limits) -> Part:
    return {
        "tags": [DOORS],
        "operationId": "postTagMessage",
        "summary": "What the tag sends",
        "description": (
            f"The tag does this for you. Up to {limits.tag_bytes:,} bytes, from a page whose origin the site lists. "
            "The body is JSON under the type text/plain, so that a browser asks no preflight."
        ),
        "requestBody": {"required": True, "content": _content("text/plain", ref("TagMessage"), VISIT)},
        "responses": _responses(
            Reason.MALFORMED, Reason.UNKNOWN_ORIGIN, Reason.TOO_SLOW, Reason.TOO_LARGE, Reason.NO_ROOM
        ),
    }


def _script(endpoint: str) -> Part:
    return {
        "tags": [DOORS],
        "operationId": "getTag",
        "summary": "The tag",
        "description": "The script for your pages, with the site's configuration in it. /t/NAME.js for a named site.",
        "responses": {
            "200": {"description": "The script", "content": {"text/javascript": {"schema": {"type": "string"}}}},
            "304": {"description": "You have this version already."},
        },
        "x-codeSamples": [
            {"lang": "HTML", "label": "In your pages", "source": f'<script async src="{endpoint}/t.js"></script>'}
        ],
    }


def _health(path: str, name: str, summary: str, endpoint: str) -> Part:
    schema = {"type": "object", "properties": {"status": {"const": "ok"}}, "required": ["status"]}
    return {
        "tags": [DOORS],
        "operationId": name,
        "summary": summary,
        "responses": {
            "200": {"description": "Yes.", "content": {"application/json": {"schema": schema}}},
            **({} if path == "/health" else {"503": {"description": "Not now. `tandem status` says why."}}),
        },
        "x-codeSamples": [{"lang": "Shell", "label": "curl", "source": f"curl {endpoint}{path}"}],
    }


def _responses(*refusals: Reason) -> Part:
    words = {each.reason: each for each in explanations()}
    refused = {
        str(STATUS.get(reason, 400)): _answer(f"{words[reason].meaning} {words[reason].cure}", [ref("Turned")])
        for reason in refusals
    }
    refused["400"] = _answer("Not readable, or every event in it was refused.", [ref("Results"), ref("Turned")])
    return {
        "202": _answer("On disk, whatever happens next. `results` says so for each event.", [ref("Results")]),
        **refused,
        "500": _answer("A fault in Tandem. Send it again, with the same event_id.", [ref("Unkept")]),
        "503": _answer("The disk is full or failing. Send it again later, with the same event_id.", [ref("Unkept")]),
    }


def _answer(description: str, schemas: list[Part]) -> Part:
    schema = schemas[0] if len(schemas) == 1 else {"anyOf": schemas}
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def _content(media_type: str, schema: Part, example: Part) -> Part:
    return {media_type: {"schema": schema, "example": example}}
