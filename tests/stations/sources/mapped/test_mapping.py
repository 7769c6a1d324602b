"""Anybody's JSON becomes our words by a mapping in tandem.toml. Expected values are worked out by hand."""

from __future__ import annotations

import contextlib
import tomllib
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.accept import take_told
from tandem.config.source import Source as Settings
from tandem.event.entry import OrderTold
from tandem.event.errors import Refusal, Refused
from tandem.kit.secret import Secret
from tandem.sources.arrival import Arrived
from tandem.sources.contract import Delivery, OrderTelling, Webhook
from tandem.sources.mapped.mapping import Options, Translation
from tandem.sources.mapped.source import MappedSource
from tandem.sources.options import read_options
from tests.support.clock import NOON
from tests.support.events import site

TOML = """
skip-unless = [{ path = "type", is = ["order"] }]

[map]
order_id = { template = "{shop}-{order.number}" }
kind = { path = "order.status", lookup = { bezahlt = "paid", storniert = "cancelled" } }
at = { path = "order.when", as = "date", format = "%d.%m.%Y %H:%M", zone = "Europe/Berlin" }
key = "order.payments[0].id"
"totals.gross" = { path = "order.total", as = "decimal_comma" }
"totals.tax" = { path = "order.tax_cents", as = "minor_units" }
"totals.currency" = { constant = "EUR" }
"user_data.em" = "customer.mail"
"links.checkout" = "order.token"
"""

MESSAGE = {
    "type": "order",
    "shop": "de",
    "customer": {"mail": " Ada@Example.com "},
    "order": {
        "number": "0042",
        "status": "bezahlt",
        "when": "22.11.2026 10:30",
        "total": "1.234,50",
        "tax_cents": 19711,
        "token": "c-77",
        "payments": [{"id": "p-1"}],
    },
}


def documents(message: Any, toml: str = TOML) -> list[dict[str, Any]]:
    return Translation(read_options(Options, tomllib.loads(toml))).documents(message)


def source(toml: str = TOML, **more: Any) -> MappedSource:
    options = {**tomllib.loads(toml), **more}
    return MappedSource(Settings(name="erp", kind="json", options=options), [Secret("the secret")])


def delivery(body: bytes) -> Delivery:
    return Delivery(id="1", topic="", body=body, received_at=NOON)


def test_their_words_become_ours() -> None:
    """Half past ten in Berlin is half past nine UTC in November; 1.234,50 is 1234.50; 19711 cents are 197.11."""
    assert documents(MESSAGE) == [
        {
            "order_id": "de-0042",
            "kind": "paid",
            "at": int(datetime(2026, 11, 22, 9, 30, tzinfo=UTC).timestamp()),
            "key": "p-1",
            "totals": {"gross": Decimal("1234.50"), "tax": Decimal("197.11"), "currency": "EUR"},
            "user_data": {"em": "Ada@Example.com"},
            "links": {"checkout": "c-77"},
        }
    ]


def test_a_fact_of_an_order_is_read_from_it() -> None:
    (told,) = source().read(
        delivery(b'{"type":"order","shop":"de","order":{"number":1,"status":"bezahlt","when":"01.11.2026 00:00"}}'),
        site(),
    )
    assert isinstance(told, OrderTelling)
    assert told.totals is None
    assert (told.order_id, told.kind, told.at) == ("de-1", "paid", datetime(2026, 10, 31, 23, 0, tzinfo=UTC))


@pytest.mark.parametrize("change", [{"type": "invoice"}, {"order": {**MESSAGE["order"], "status": "offen"}}])  # type: ignore[dict-item]
def test_what_we_do_not_follow_says_nothing_and_is_no_mistake(change: dict[str, Any]) -> None:
    assert documents({**MESSAGE, **change}) == []


def test_one_message_may_tell_of_several() -> None:
    toml = 'each = "data.rows"\n[map]\norder_id = "id"\nkind = { constant = "created" }\n'
    assert [each["order_id"] for each in documents({"data": {"rows": [{"id": "1"}, {"id": "2"}]}}, toml)] == ["1", "2"]
    assert documents({"data": None}, toml) == []


def test_of_several_one_that_cannot_be_used_costs_no_other() -> None:
    """A moment that is none, and a row without its number: the third is told, and both faults are named."""
    toml = 'each = "rows"\n[map]\norder_id = "id"\nkind = { constant = "paid" }\nat = { path = "t", as = "seconds" }\n'
    rows = b'{"rows": [{"id": "1", "t": "x"}, {"t": 1795348800}, {"id": "3", "t": 1795348800}]}'
    bad, worse, good = take_told(source(toml).read(delivery(rows), site()), "erp", site())
    assert isinstance(bad, Refusal)
    assert isinstance(worse, Refusal)
    assert (bad.field, worse.field) == ("at", "order_id")
    assert isinstance(good, OrderTold)
    assert good.fact.order_id == "3"


def test_where_nothing_can_be_used_the_message_is_refused() -> None:
    """So that its sender hears of it."""
    toml = 'each = "rows"\n[map]\norder_id = "id"\nkind = { constant = "paid" }\nat = { path = "t", as = "seconds" }\n'
    with pytest.raises(Refused, match="at t is not written as seconds"):
        source(toml).read(delivery(b'{"rows": [{"id": "1", "t": "x"}, {"t": 1}]}'), site())


def test_a_value_that_is_written_otherwise_is_refused_with_target_and_place() -> None:
    with pytest.raises(Refused, match=r"at order\.when is not written as date") as refused:
        documents({**MESSAGE, "order": {**MESSAGE["order"], "when": "yesterday"}})  # type: ignore[dict-item]
    assert refused.value.refusal.field == "at"


def test_what_is_missing_after_the_mapping_names_the_rule_to_mend() -> None:
    with pytest.raises(Refused, match=r"Mend map\.order_id in the options of this source"):
        source('[map]\nkind = { constant = "paid" }\nat = { path = "t", as = "seconds" }').read(
            delivery(b'{"t":1}'), site()
        )


def test_a_system_may_tell_events_instead_of_orders() -> None:
    toml = 'tells = "event"\n[map]\nevent_name = { constant = "Lead" }\nevent_id = "id"\n"user_data.em" = "mail"\n'
    (told,) = source(toml).read(delivery(b'{"id":"l-1","mail":"ada@example.com"}'), site())
    assert isinstance(told, Arrived)
    assert (told.event_name, told.event_id, told.source) == ("Lead", "l-1", "webhook")


@pytest.mark.parametrize(
    ("toml", "problem"),
    [
        ("[map]\nkind = { path = 'a', constant = 'b' }", "give one of path, constant, template"),
        ("[map]\nkind = 'a..b['", "is no path"),
        ("[map]\nat = { path = 'a', as = 'date' }", "needs a format"),
        ("[map]\nat = { path = 'a', as = 'roman' }", "as"),
        ("[mop]\nat = 'a'", "unknown field `mop`"),
    ],
)
def test_a_mapping_that_cannot_work_is_refused_at_the_start(toml: str, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        source(toml)


def test_a_tool_that_cannot_sign_shows_its_secret_and_another_is_refused() -> None:
    till = source(proof="bearer")
    told = {"method": "POST", "path": "/hooks/erp", "query": "", "body": b"{}", "received_at": NOON}
    assert till.verify(Webhook(headers={"authorization": "Bearer the secret"}, **told)).body == b"{}"  # type: ignore[arg-type]
    for shown in ("Bearer another", "Basic the secret", ""):
        with pytest.raises(Refused, match="holds none of the secrets"):
            till.verify(Webhook(headers={"authorization": shown}, **told))  # type: ignore[arg-type]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.sampled_from(["type", "order", "number", "status", "when"]), inner)
    ),
    max_leaves=12,
)


@given(JSON)
def test_no_message_breaks_a_mapping(message: Any) -> None:
    """It is translated, says nothing, or is refused."""
    with contextlib.suppress(Refused):
        assert isinstance(documents(message), list)
