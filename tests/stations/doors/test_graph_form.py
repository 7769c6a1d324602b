"""Nested values in a form: what PHP makes of them is what we make of them."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.doors.graph_form import DEPTH, json_of
from tandem.event.errors import Refused
from tandem.event.outcome import Reason

Pairs = list[tuple[str, str]]


def http_build_query(value: Any, name: str) -> Pairs:
    """As PHP's manual describes it: the keys of every level in brackets, a list's being its numbers."""
    if isinstance(value, str):
        return [(name, value)]
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    return [pair for key, each in inner for pair in http_build_query(each, f"{name}[{key}]")]


def read(pairs: Pairs, field: str = "data") -> Any:
    return json.loads(bytes(json_of(field, pairs)) or b"null")


words = st.text(st.characters(codec="utf-8", exclude_characters="[]"), min_size=1, max_size=6)
names = words.filter(lambda word: not word.isdecimal())
events = st.recursive(
    words,
    lambda inner: st.lists(inner, min_size=1, max_size=3) | st.dictionaries(names, inner, min_size=1, max_size=3),
    max_leaves=8,
).filter(lambda value: not isinstance(value, str))


@given(events)
def test_what_php_writes_is_read_as_it_was(value: Any) -> None:
    """Lists and names, however nested; an empty list leaves no trace in a form."""
    assert read(http_build_query(value, "data")) == value


def test_empty_brackets_append() -> None:
    """As a form on a page writes them: `em[]`, twice."""
    pairs = [("data[0][em][]", "a"), ("data[0][em][]", "b"), ("data[][em]", "c")]
    assert read(pairs) == [{"em": ["a", "b"]}, {"em": "c"}]


def test_one_text_is_the_json_it_is() -> None:
    assert read([("data", '[{"a": 1}]'), ("access_token", "k")]) == [{"a": 1}]


def test_other_fields_are_not_taken_for_it() -> None:
    """Neither one that begins alike nor one whose brackets do not close."""
    assert read([("database[0]", "x"), ("data[0", "x"), ("[data]", "x"), ("batch[0]", "y")], "batch") == ["y"]
    assert bytes(json_of("data", [("database[0]", "x"), ("data[0", "x"), ("[data]", "x")])) == b""


@pytest.mark.parametrize(
    "pairs",
    [
        [("data[0]", "x"), ("data[0][em]", "y")],
        [("data[0][em]", "y"), ("data[0]", "x")],
        [("data[1]", "x"), ("data[]", "y")],
        [("data" + "[a]" * (DEPTH + 1), "x")],
    ],
    ids=["a value, then names", "names, then a value", "numbered and not", "too deep"],
)
def test_what_would_lose_a_value_is_refused(pairs: Pairs) -> None:
    """PHP lets the later overwrite the earlier; an event must not vanish so."""
    with pytest.raises(Refused) as caught:
        json_of("data", pairs)
    assert caught.value.refusal.reason is Reason.MALFORMED


@given(st.lists(st.tuples(st.text("data[]0", max_size=24), words), max_size=8))
def test_no_form_whatever_is_our_fault(pairs: Pairs) -> None:
    """Read or refused; nothing else is raised."""
    with suppress(Refused):
        json_of("data", [(f"data{name}", value) for name, value in pairs])
