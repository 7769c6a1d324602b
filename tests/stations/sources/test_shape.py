"""Every complaint of the decoder becomes a field, a problem and a cure, and repeats nothing of what was sent."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.event.errors import Refusal, Refused
from tandem.event.outcome import Reason
from tandem.sources.backend import BackendEvent
from tandem.sources.shape import DOCS, Reader


class Inner(msgspec.Struct, forbid_unknown_fields=True):
    ads: Literal["granted", "denied"] = "denied"
    count: Annotated[int, msgspec.Meta(ge=0, lt=10)] = 0


class Outer(msgspec.Struct, forbid_unknown_fields=True):
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=5)]
    inner: Inner = msgspec.field(default_factory=Inner)
    items: Annotated[list[Inner], msgspec.Meta(max_length=2)] = []
    data: dict[str, Any] = {}


READER = Reader(Outer)
INVALID, MISSING = Reason.INVALID_FIELD, Reason.MISSING_FIELD
UNKNOWN_CURE = f"Move it into custom_data, or check its spelling. {DOCS}"


def refusal_of(body: bytes, reader: Reader[Any] = READER) -> Refusal:
    with pytest.raises(Refused) as caught:
        reader.read(body)
    return caught.value.refusal


@pytest.mark.parametrize("name", ["ada@example.com", "Ada Lovelace", "ada%40example.com", "x" * 65, "ä"])
def test_an_unknown_field_whose_name_is_no_word_is_not_repeated(name: str) -> None:
    """A sender that mixes up names and values puts a person there, and answers end in logs."""
    refusal = refusal_of(json.dumps({"name": "a", "inner": {name: 1}}).encode())
    assert (refusal.field, refusal.problem) == ("inner.(a name that is none)", "is not a known field")


@pytest.mark.parametrize(
    ("body", "reason", "field", "problem", "cure"),
    [
        ("{}", MISSING, "name", "is missing", f"Add it. {DOCS}"),
        ('{"name":5}', INVALID, "name", "has the wrong type: expected str, got int", DOCS),
        ('{"name":null}', INVALID, "name", "has the wrong type: expected str, got null", DOCS),
        ('{"name":""}', INVALID, "name", "is out of bounds: expected str of length >= 1", DOCS),
        ('{"name":"secret"}', INVALID, "name", "is out of bounds: expected str of length <= 5", DOCS),
        ('{"name":"a","secret":1}', INVALID, "secret", "is not a known field", UNKNOWN_CURE),
        ('{"name":"a","inner":{"x":1}}', INVALID, "inner.x", "is not a known field", UNKNOWN_CURE),
        ('{"name":"a","inner":{"ads":"secret"}}', INVALID, "inner.ads", "is none of the values it may have", DOCS),
        ('{"name":"a","inner":{"count":10}}', INVALID, "inner.count", "is out of bounds: expected int <= 9", DOCS),
        ('{"name":"a","inner":{"count":-1}}', INVALID, "inner.count", "is out of bounds: expected int >= 0", DOCS),
        ('{"name":"a","items":[{},7]}', INVALID, "items[1]", "has the wrong type: expected object, got int", DOCS),
        ('{"name":"a","items":[{},{},{}]}', INVALID, "items", "is out of bounds: expected array of length <= 2", DOCS),
        ('{"name":"a","data":[]}', INVALID, "data", "has the wrong type: expected object, got array", DOCS),
        ("[]", INVALID, "body", "has the wrong type: expected object, got array", DOCS),
        ("null", INVALID, "body", "has the wrong type: expected object, got null", DOCS),
    ],
)
def test_each_complaint_names_the_field_and_the_problem(
    body: str, reason: Reason, field: str, problem: str, cure: str
) -> None:
    assert refusal_of(body.encode()) == Refusal(reason, field, problem, cure)


@pytest.mark.parametrize(
    "body",
    [b"", b" ", b"{", b"nope", b'{"name":"a"} x', b'{"name":NaN}', b"\xff", b'{"name":"\xff"}'],
)
def test_what_is_not_json_is_said_to_be_no_json(body: bytes) -> None:
    refusal = refusal_of(body)
    assert (refusal.reason, refusal.field) == (Reason.MALFORMED, "body")
    assert refusal.problem.startswith("is not valid JSON (")
    assert refusal.cure == "Send one JSON document in UTF-8."


@pytest.mark.parametrize("brackets", [b"[", b'{"a":'])
def test_a_body_nested_without_end_is_refused_and_does_not_exhaust_the_stack(brackets: bytes) -> None:
    refusal = refusal_of(b'{"name":"a","data":{"a":' + brackets * 100_000)
    assert (refusal.reason, refusal.problem) == (Reason.TOO_DEEP, "is nested too deep")


@pytest.mark.parametrize("number", [b"1e99999999999999999999999", b"9" * 5000])
def test_a_number_beyond_all_bounds_is_refused(number: bytes) -> None:
    """No exception of the decimal arithmetic, no integer of thousands of digits gets further."""
    assert refusal_of(b'{"name":"a","data":{"a":%s}}' % number).reason is Reason.INVALID_FIELD


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        (r"a\ud83d", "a\ufffd"),
        (r"\uD83D\uDEB2 \uDEB2", "\U0001f6b2 \ufffd"),
        (r"\ud83dx\ude00", "\ufffdx\ufffd"),
        (r"\ud83d\ud83d\ude00", "\ufffd\U0001f600"),
        (r"\\ud83d \ud83d", "\\ud83d \ufffd"),
    ],
)
def test_half_a_character_costs_no_event(sent: str, read: str) -> None:
    """A page cuts its title inside an emoji: the half becomes the replacement character, the rest stays."""
    body = f'{{"name":"a","data":{{"title":"{sent}"}}}}'
    assert READER.read(body.encode()).data["title"] == read


def test_a_fraction_keeps_its_digits() -> None:
    assert str(READER.read(b'{"name":"a","data":{"value":49.90}}').data["value"]) == "49.90"


def test_of_a_field_sent_twice_the_last_one_counts() -> None:
    """As in every JSON reader of a browser."""
    assert READER.read(b'{"name":"a","name":"b"}').name == "b"


PLANTED = "ada@example.com"
FIELDS = ["event_time", "event_id", "action_source", "event_source_url", "custom_data", "consent"]
UNFIT = [[PLANTED], {"ads": PLANTED}, {"ads": "granted", "at": PLANTED}, {"signal": PLANTED * 9}, PLANTED * 900]


@given(st.dictionaries(st.sampled_from(FIELDS), st.sampled_from(UNFIT)))
def test_no_refusal_repeats_a_value_of_the_sender(sent: dict[str, Any]) -> None:
    """What is refused is answered, counted and shown; an address that was in it is none of these."""
    refusal = refusal_of(msgspec.json.encode({**sent, "event_name": [PLANTED]}), Reader(BackendEvent))
    assert PLANTED not in str(refusal)
