"""
What the doors read and write, as JSON Schema. Made from the records themselves, so that it cannot tell of a field that
is not there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

import msgspec

from tandem.doors.results import AcceptedResult, RefusedResult
from tandem.doors.visit_door import NotHere, VisitAsked, VisitTold
from tandem.event.errors import Refusal
from tandem.kit import contracts
from tandem.sources.backend import BackendEvent
from tandem.sources.graph import GraphEvent
from tandem.sources.tag import TagEvent, TagMessage

Part = dict[str, Any]
"""A part of an OpenAPI document."""

SCHEMAS = "#/components/schemas/"


class Turned(msgspec.Struct, frozen=True):
    """The whole request was refused. Mend it and send it again."""

    error: Refusal


class Fault(msgspec.Struct, frozen=True):
    reason: Literal["not_durable", "our_fault"]
    problem: str
    cure: str


class Unkept(msgspec.Struct, frozen=True):
    """Nothing is wrong with the request: it could not be kept. Send it again, with the same event_id."""

    error: Fault


def ref(name: str) -> Part:
    return {"$ref": SCHEMAS + name}


def components() -> Part:
    """`components` of the document."""
    events = [BackendEvent, GraphEvent, TagMessage, TagEvent]
    records = [*events, VisitAsked, VisitTold, NotHere, AcceptedResult, RefusedResult, Turned, Unkept]
    _, schemas = msgspec.json.schema_components(records, ref_template=SCHEMAS + "{name}")
    schemas["Results"] = _results()
    # The doors decode each event by itself, so that a bad one cannot spoil the message: msgspec sees raw bytes there.
    schemas["TagMessage"]["properties"]["events"]["items"] = ref("TagEvent")
    _describe(schemas, contracts.load("wire.schema.json")["$defs"].items())
    bearer = {"type": "http", "scheme": "bearer", "description": "A key of the site. `tandem key` makes one."}
    return {"schemas": schemas, "securitySchemes": {"bearer": bearer}}


def _results() -> Part:
    """`doors.results.Results`. By hand, because msgspec describes no union that it could not also read."""
    result = {"anyOf": [ref("AcceptedResult"), ref("RefusedResult")]}
    return {
        "title": "Results",
        "description": "One result for each event, in the order sent.",
        "type": "object",
        "properties": {
            "accepted": {"type": "integer"},
            "refused": {"type": "integer"},
            "results": {"type": "array", "items": result},
        },
        "required": ["accepted", "refused", "results"],
    }


def _describe(schemas: dict[str, Part], shared: Iterable[tuple[str, Mapping[str, Any]]]) -> None:
    """What the contract with the tag says of a field stands beside it here as well."""
    for name, definition in shared:
        fields = schemas.get(name, {}).get("properties", {})
        for field, told in definition.get("properties", {}).items():
            if field in fields and "description" in told:
                fields[field] = {**fields[field], "description": told["description"]}
