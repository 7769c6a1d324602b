"""A small judge of messages against contracts/wire.schema.json. It knows the schema's own few words, and no others."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SCHEMA: dict[str, Any] = json.loads(
    (Path(__file__).parents[3] / "contracts" / "wire.schema.json").read_text(encoding="utf-8")
)
KNOWN = {"$ref", "$schema", "$id", "$defs", "title", "description", "type", "required", "additionalProperties"}
KNOWN |= {"properties", "const", "enum", "items", "maxItems", "minLength", "maxLength"}
TYPES: dict[str, type] = {"object": dict, "array": list, "string": str, "integer": int}


def complaints(value: Any, node: dict[str, Any] = SCHEMA, at: str = "message") -> Iterator[str]:
    """What the schema says against a value, one line each."""
    if unknown := node.keys() - KNOWN:
        raise NotImplementedError(f"The judge does not know {sorted(unknown)}: teach it.")
    if "$ref" in node:
        yield from complaints(value, SCHEMA["$defs"][node["$ref"].rpartition("/")[2]], at)
        return
    if "const" in node and value != node["const"]:
        yield f"{at} is not {node['const']!r}"
    if "enum" in node and value not in node["enum"]:
        yield f"{at} is none of {node['enum']}"
    if "type" in node and (not isinstance(value, TYPES[node["type"]]) or isinstance(value, bool)):
        yield f"{at} is no {node['type']}"
        return
    if isinstance(value, str) and not node.get("minLength", 0) <= len(value) <= node.get("maxLength", len(value)):
        yield f"{at} has {len(value)} characters"
    yield from _in_list(value, node, at) if isinstance(value, list) else ()
    yield from _in_object(value, node, at) if isinstance(value, dict) else ()


def _in_list(value: list[Any], node: dict[str, Any], at: str) -> Iterator[str]:
    if len(value) > node.get("maxItems", len(value)):
        yield f"{at} has {len(value)} items"
    for index, item in enumerate(value):
        yield from complaints(item, node["items"], f"{at}[{index}]")


def _in_object(value: dict[str, Any], node: dict[str, Any], at: str) -> Iterator[str]:
    properties = node.get("properties", {})
    yield from (f"{at}.{name} is missing" for name in node.get("required", []) if name not in value)
    for name, field in value.items():
        if name in properties:
            yield from complaints(field, properties[name], f"{at}.{name}")
        elif node.get("additionalProperties") is False:
            yield f"{at}.{name} is not in the contract"
        elif isinstance(others := node.get("additionalProperties"), dict):
            yield from complaints(field, others, f"{at}.{name}")
