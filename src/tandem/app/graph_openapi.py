"""The Graph-shaped door in OpenAPI: Meta's own shapes, so in outline; docs/graph-door.md tells the rest."""

from __future__ import annotations

import json

from tandem.app.doors_schemas import Part, ref
from tandem.config.schema import Limits
from tandem.doors.graph_batch import MOST
from tandem.doors.graph_body import FORM, MULTIPART
from tandem.doors.graph_reply import Row, rows
from tandem.web.openapi import DOORS

EDGE = "/{version}/{dataset}/events"
BATCH = "/{version}/"

VERSION: Part = {"name": "version", "in": "path", "required": True, "schema": {"type": "string", "example": "v26.0"}}
TOKEN: Part = {"name": "access_token", "in": "query", "schema": {"type": "string"}}

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
            "The elements of `data` may be strings that hold an event; a form may write it as `data[0][event_name]=…`. "
            "The version may be left out. One bad event refuses the whole request."
        ),
        "security": [{"bearer": []}],
        "parameters": [
            VERSION,
            {"name": "dataset", "in": "path", "required": True, "schema": {"type": "string", "example": "1234567890"}},
            TOKEN,
        ],
        "requestBody": _content(body),
        "responses": {"200": _answer("All of them are on disk.", RECEIVED), **_refusals()},
        "x-codeSamples": [{"lang": "Shell", "label": "curl", "source": _curl(endpoint)}],
    }


def graph_batch(endpoint: str) -> Part:
    call = {
        "type": "object",
        "properties": {
            "method": {"const": "POST"},
            "relative_url": {"type": "string", "example": "1234567890/events"},
            "body": {"type": "string", "description": "The request's own body: a form, or JSON."},
        },
        "required": ["method", "relative_url"],
    }
    body = {
        "type": "object",
        "properties": {
            "batch": {"type": "array", "items": call, "minItems": 1, "maxItems": MOST},
            "include_headers": {"type": "boolean", "default": True},
            "access_token": {"type": "string", "description": "A gateway key; a call may bring another."},
        },
        "required": ["batch"],
    }
    answers = [{"code": 200, "body": json.dumps(RECEIVED)}]
    return {
        "tags": [DOORS],
        "operationId": "postGraphBatch",
        "summary": "Send several requests as one, as to Meta",
        "description": "Each call is answered for itself, in its place. The version may be left out.",
        "security": [{"bearer": []}],
        "parameters": [VERSION, TOKEN],
        "requestBody": _content(body),
        "responses": {"200": _answer("What came of each call.", answers), **_refusals()},
        "x-codeSamples": [{"lang": "Shell", "label": "curl", "source": _curl_batch(endpoint)}],
    }


def _content(schema: Part) -> Part:
    return {"required": True, "content": {kind: {"schema": schema} for kind in ("application/json", FORM, MULTIPART)}}


def _refusals() -> Part:
    """By status, each with the errors that come with it."""
    told: dict[str, list[str]] = {}
    for row in rows():
        told.setdefault(str(row.http), []).append(f"{_code(row)} {row.title}")
    example = {"error": {"message": "…", "type": "OAuthException", "code": 100, "fbtrace_id": "A1b2C3"}}
    return {status: _answer(f"Nothing was kept: {'; '.join(titles)}.", example) for status, titles in told.items()}


def _code(row: Row) -> str:
    return f"{row.code}/{row.subcode}" if row.subcode else str(row.code)


def _answer(description: str, example: Part | list[Part]) -> Part:
    return {"description": description, "content": {"application/json": {"example": example}}}


def _curl(endpoint: str) -> str:
    event = (
        '{"event_name": "Lead", "event_time": \'$(date +%s)\', "event_id": "lead_78", "action_source": "website", '
        '"user_data": {"em": "ada@example.com"}}'
    )
    return f"curl \"{endpoint}/v26.0/1234567890/events?access_token=$TANDEM_KEY\" \\\n  -F 'data=[{event}]'"


def _curl_batch(endpoint: str) -> str:
    call = '{"method": "POST", "relative_url": "1234567890/events", "body": "data=…"}'
    return f"curl \"{endpoint}/v26.0/?access_token=$TANDEM_KEY\" \\\n  -F 'batch=[{call}]'"
