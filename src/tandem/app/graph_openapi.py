"""The Graph-shaped door in OpenAPI: Meta's own shapes, so in outline; docs/graph-door.md tells the rest."""

from __future__ import annotations

from tandem.app.doors_schemas import Part, ref
from tandem.config.schema import Limits
from tandem.doors.graph_body import FORM, MULTIPART
from tandem.doors.graph_reply import Row, rows
from tandem.web.openapi import DOORS

EDGE = "/{version}/{dataset}/events"

RECEIVED: Part = {"events_received": 1, "messages": [], "fbtrace_id": "A1b2C3"}


def graph_door(endpoint: str, limits: Limits) -> Part:
    body = {
        "type": "object",
        "properties": {
            "data": {"type": "array", "items": ref("GraphEvent"), "minItems": 1, "maxItems": limits.events},
            "access_token": {"type": "string", "description": "A gateway key, unless it stands in the address."},
            "test_event_code": {"type": "string"},
            "partner_agent": {"type": "string"},
        },
        "required": ["data"],
    }
    return {
        "tags": [DOORS],
        "operationId": "postGraphEvents",
        "summary": "Send events as to Meta",
        "description": (
            "For senders made for Meta's Conversions API: another host name, and a gateway key in the token's place. "
            "The elements of `data` may be strings that hold an event. One bad event refuses the whole request."
        ),
        "security": [{"bearer": []}],
        "parameters": [
            {"name": "version", "in": "path", "required": True, "schema": {"type": "string", "example": "v26.0"}},
            {"name": "dataset", "in": "path", "required": True, "schema": {"type": "string", "example": "1234567890"}},
            {"name": "access_token", "in": "query", "schema": {"type": "string"}},
        ],
        "requestBody": {
            "required": True,
            "content": {kind: {"schema": body} for kind in ("application/json", FORM, MULTIPART)},
        },
        "responses": {"200": _answer("All of them are on disk.", RECEIVED), **_refusals()},
        "x-codeSamples": [{"lang": "Shell", "label": "curl", "source": _curl(endpoint)}],
    }


def _refusals() -> Part:
    """By status, each with the errors that come with it."""
    told: dict[str, list[str]] = {}
    for row in rows():
        told.setdefault(str(row.http), []).append(f"{_code(row)} {row.title}")
    example = {"error": {"message": "…", "type": "OAuthException", "code": 100, "fbtrace_id": "A1b2C3"}}
    return {status: _answer(f"Nothing was kept: {'; '.join(titles)}.", example) for status, titles in told.items()}


def _code(row: Row) -> str:
    return f"{row.code}/{row.subcode}" if row.subcode else str(row.code)


def _answer(description: str, example: Part) -> Part:
    return {"description": description, "content": {"application/json": {"example": example}}}


def _curl(endpoint: str) -> str:
    event = (
        '{"event_name": "Lead", "event_time": \'$(date +%s)\', "event_id": "lead_78", "action_source": "website", '
        '"user_data": {"em": "ada@example.com"}}'
    )
    return f"curl \"{endpoint}/v26.0/1234567890/events?access_token=$TANDEM_KEY\" \\\n  -F 'data=[{event}]'"
