"""One OpenAPI document for everything Tandem answers: the gateway's doors, and the dashboard's own API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from litestar import Request
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Tag

DOORS = "Gateway"
DASHBOARD = "Dashboard"

Document = Mapping[str, Any]
"""A part of an OpenAPI document: `paths` and `components.schemas`."""


class WithDoors(JsonRenderPlugin):
    """The dashboard's document with the doors in front. They are on another port: each path names its server."""

    def __init__(self, doors: Document) -> None:
        super().__init__()
        self._doors = doors

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        return self.render_json(request, joined(self._doors, openapi_schema))


def joined(doors: Document, own: Document) -> dict[str, Any]:
    """
    Both documents as one. A record that both name is described by the doors, which say more of it. Raises `ValueError`
    when two different records have one name.
    """
    theirs, ours = doors.get("components", {}), own.get("components", {})
    door_schemas, own_schemas = theirs.get("schemas", {}), ours.get("schemas", {})
    for name in door_schemas.keys() & own_schemas.keys():
        if _outline(door_schemas[name]) != _outline(own_schemas[name]):
            raise ValueError(f"two schemas are called {name}")
    return {
        **own,
        "paths": {**doors.get("paths", {}), **own.get("paths", {})},
        "components": {**ours, **theirs, "schemas": {**own_schemas, **door_schemas}},
    }


def _outline(schema: Document) -> tuple[list[str], list[str]]:
    return sorted(schema.get("properties", ())), sorted(schema.get("enum", ()))


def config(version: str, doors: Document) -> OpenAPIConfig:
    return OpenAPIConfig(
        title="Tandem",
        version=version,
        description="Every event travels two paths, carries one event_id, counts once.",
        tags=[
            Tag(DOORS, "The doors that take events, on the gateway's public port."),
            Tag(DASHBOARD, "What the dashboard shows, on the dashboard's own port; and replays."),
        ],
        use_handler_docstrings=True,
        render_plugins=[WithDoors(doors)],
    )
