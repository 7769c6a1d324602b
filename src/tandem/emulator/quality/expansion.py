"""
Field expansion, as Graph writes it: `fields=web{event_name,event_match_quality{composite_score}}`.

A field without braces is answered whole. Source: https://developers.facebook.com/docs/graph-api/guides/field-expansion
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tandem.emulator.received import Refused

Tree = dict[str, "Tree"]

TOKEN = re.compile(r"\s*([A-Za-z_][A-Za-z0-9_]*|[{},]|\S)\s*")


def parse(text: str, shape: Tree) -> Tree:
    """
    The wanted fields; empty text wants all. `shape` is what there is.

    Raises `Refused` for a field that there is not, and for braces that do not fit.
    """
    tokens = iter([*TOKEN.findall(text), ""])
    return _fields(tokens, shape, end="") if text.strip() else {}


def _fields(tokens: Iterator[str], shape: Tree, end: str) -> Tree:
    wanted: Tree = {}
    name = next(tokens)
    while True:
        if not name.isidentifier():
            raise Refused("fields_malformed", problem=f"a field was expected, not {name or 'the end'}")
        if name not in shape:
            raise Refused("field_unknown", field=name)
        after = next(tokens)
        wanted[name] = _fields(tokens, shape[name], end="}") if after == "{" else {}
        after = next(tokens) if after == "{" else after
        if after == end:
            return wanted
        if after != ",":
            raise Refused("fields_malformed", problem=f"after {name} came {after or 'the end'}")
        name = next(tokens)


def only(value: Any, wanted: Tree) -> Any:
    """The wanted part of an answer; of a list, of each element."""
    if isinstance(value, list):
        return [only(item, wanted) for item in value]
    if not wanted or not isinstance(value, dict):
        return value
    return {name: only(value[name], below) for name, below in wanted.items() if name in value}
