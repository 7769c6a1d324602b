"""
Nested values in a form, as PHP writes them: `data[0][user_data][em][]=…` (http_build_query, Guzzle, WordPress).

Source: https://www.php.net/manual/en/function.http-build-query.php and https://www.php.net/manual/en/faq.html.php.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import msgspec

from tandem.event.errors import Refused
from tandem.event.outcome import Reason

Pairs = list[tuple[str, str]]
"""Names and values, in the order of the form. A name may come again."""

Tree = dict[str, Any]
"""Texts by name, or further trees."""

DEPTH = 12
"""Names within names; Meta's deepest field has six."""

BOTH = "gives one name both a value and names of its own"

_BRACKETED = re.compile(r"(?P<field>[^\[\]]+)(?P<steps>(?:\[[^\[\]]*\])+)")
_STEP = re.compile(r"\[([^\[\]]*)\]")


def json_of(field: str, pairs: Pairs) -> msgspec.Raw:
    """The JSON of one field, written as one text or with brackets; empty when the form has neither. `Refused`."""
    tree: Tree = {}
    for steps, value in _steps(field, pairs):
        _plant(tree, steps, value)
    if tree:
        return msgspec.Raw(msgspec.json.encode(_shaped(tree)))
    return msgspec.Raw(dict(pairs).get(field, "").encode())


def _steps(field: str, pairs: Pairs) -> Iterable[tuple[list[str], str]]:
    """The names within brackets, of the values that belong to `field`."""
    for name, value in pairs:
        found = _BRACKETED.fullmatch(name)
        if found and found["field"] == field:
            yield _STEP.findall(found["steps"]), value


def _plant(tree: Tree, steps: list[str], value: str) -> None:
    if len(steps) > DEPTH:
        raise _malformed("is nested too deep")
    *above, last = steps
    for step in above:
        tree = tree.setdefault(step or _next(tree), {})
        if not isinstance(tree, dict):
            raise _malformed(BOTH)
    name = last or _next(tree)
    if isinstance(tree.get(name), dict):
        raise _malformed(BOTH)
    tree[name] = value


def _next(tree: Tree) -> str:
    """Empty brackets append."""
    name = str(len(tree))
    if name in tree:
        raise _malformed("numbers some elements of a list and not the others")
    return name


def _shaped(grown: Any) -> Any:
    """Where the names are the numbers from 0 on, it is a list."""
    if not isinstance(grown, dict):
        return grown
    inner = {name: _shaped(value) for name, value in grown.items()}
    numbers = [str(number) for number in range(len(inner))]
    return [inner[number] for number in numbers] if inner.keys() == set(numbers) else inner


def _malformed(problem: str) -> Refused:
    cure = "Write nested fields as http_build_query does, or send data as JSON."
    return Refused(Reason.MALFORMED, "body", problem, cure)
