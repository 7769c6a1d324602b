"""The journal's second form: small, the same when read, and beside the first for good."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.event import entry, packed
from tandem.event.click import Click
from tandem.event.entry import ConsentChanged, Heard, LookupOwed, OrderTold, PixelSeen, Refusals, Taken
from tandem.event.extras import Attribution, Envelope, Extras
from tandem.event.model import Event, Grants
from tandem.event.order import Line, OrderFact, Totals
from tandem.event.outcome import Reason
from tandem.event.packed_person import NAMES
from tandem.event.person import Person, Unusable
from tests.support.clock import NOON
from tests.support.events import FBC, FBP, event, sha256

FILES = Path(__file__).with_name("entries")
LATER = datetime(2026, 11, 22, 12, 0, 3, 250001, tzinfo=UTC)
ADA = sha256("ada@example.com")
PHONE = sha256("49301234567")

PURCHASE = Taken(
    event=Event(
        site="shop",
        event_name="Purchase",
        event_id="order_1001",
        event_time=NOON,
        received_at=LATER,
        source="tag",
        event_source_url="https://www.example.com/thanks",
        referrer_url="https://www.example.com/",
        custom_data={
            "value": Decimal("49.90"),
            "currency": "EUR",
            "order_id": "1001",
            "contents": [{"id": "Grün", "quantity": 2}],
        },
        extras=Extras(
            data_processing_options=("LDU",), attribution_data=Attribution(attribution_share=Decimal("0.50"))
        ),
        envelope=Envelope(test_event_code="TEST1"),
        person=Person(em=(ADA, sha256("ada@example.org")), em_google=(ADA,), ph=(PHONE,), fbp=FBP, anon_id="anon-7"),
        clicks={"gclid": Click("Cj0K", NOON)},
        client_ip_address="203.0.113.9",
        client_user_agent="Mozilla/5.0",
        grants=Grants("granted", "manual", NOON, (1, 1000)),
        region="US-CA",
        pixel="loaded",
        dropped=(Unusable("ph", "is no phone number", "Send it with its country code."),),
    ),
    asked="shopify",
)
PAID = OrderTold(
    fact=OrderFact(
        site="shop",
        order_id="1001",
        source="woo",
        kind="paid",
        at=NOON,
        received_at=LATER,
        delivery_id="d1",
        key="p1",
        amount=Decimal("49.90"),
        totals=Totals(currency="EUR", gross=Decimal("49.90"), tax=Decimal("7.97")),
        lines=(Line(id="sku-1", quantity=2, price=Decimal("24.95")),),
        is_test=True,
        customer="new",
        subscription="sub_1",
        action_source="website",
        person=Person(em=(ADA,), ph=(PHONE,)),
        client_ip_address="203.0.113.9",
        client_user_agent="Mozilla/5.0",
        event_source_url="https://www.example.com/",
        links=("checkout:" + sha256("c1"),),
        grants=Grants("granted", "shop", NOON),
        dropped=(Unusable("zp", "is too long", "Send the postal code alone."),),
    ),
    asked="woo",
)
OTHERS = (
    LookupOwed(site="shop", source="leads", key="444", told='{"leadgen_id":"444"}', received_at=LATER),
    PixelSeen(site="shop", event_name="Lead", event_id="1", state="blocked", received_at=LATER),
    ConsentChanged(site="shop", visitor=sha256(FBP), grants=Grants("denied", "manual", NOON), received_at=LATER),
    Refusals(
        site="shop",
        source="tag",
        reason=Reason.MALFORMED,
        field="body",
        problem="is bad",
        cure="Mend it.",
        count=3,
        received_at=LATER,
    ),
    Heard(site="shop", source="woo", count=12, received_at=LATER),
)
WRITTEN = (PURCHASE, PAID, *OTHERS)
"""What both files hold, entry by entry; each was written by the version whose form it is in."""


def test_a_journal_of_the_first_form_is_read_to_the_last_field() -> None:
    """An upgrade finds a day of entries as JSON, each with names and hexadecimal hashes."""
    bodies = (FILES / "first_form.jsonl").read_bytes().splitlines()
    assert tuple(entry.decode(body) for body in bodies) == WRITTEN


def test_a_journal_of_the_second_form_is_read_to_the_last_field() -> None:
    """The places in it are a promise: what moves a field breaks this."""
    lines = (FILES / "second_form.hex").read_text().split()
    assert tuple(entry.decode(bytes.fromhex(line)) for line in lines) == (PURCHASE, PAID)


@pytest.mark.parametrize("told", [PURCHASE, PAID], ids=["event", "order"])
def test_events_and_facts_are_written_in_the_second_form(told: Taken | OrderTold) -> None:
    """Whose hashes lie there as 32 bytes, and nowhere as digits."""
    body = entry.encode(told)
    assert entry.decode(body) == told
    assert bytes.fromhex(ADA) in body
    assert ADA.encode() not in body
    assert len(body) < 0.7 * len(entry.to_json(told))


EVENT_PARTS = (*packed.Happened.__struct_fields__, *packed.PackedEvent.__struct_fields__)
FACT_PARTS = (*packed.Told.__struct_fields__, *packed.PackedFact.__struct_fields__)


@pytest.mark.parametrize(
    ("whole", "parts", "own"),
    [(Event, EVENT_PARTS, {"happened", "asked"}), (OrderFact, FACT_PARTS, {"told", "asked"})],
    ids=["event", "order"],
)
def test_no_field_of_an_event_or_a_fact_is_left_out(
    whole: type[Event | OrderFact], parts: tuple[str, ...], own: set[str]
) -> None:
    """A field that is added later has to be given a place in the second form, too."""
    assert set(whole.__struct_fields__) == set(parts) - own


def test_what_is_hashed_of_a_person_has_a_letter() -> None:
    """In the order of the record, which is how it is taken apart."""
    hashed = [field.name for field in msgspec.structs.fields(Person) if field.default == ()]
    assert list(NAMES.values()) == hashed == list(Person.__struct_fields__[: len(hashed)])


HASHES = st.lists(st.binary(min_size=32, max_size=32).map(bytes.hex), max_size=2).map(tuple)
MARKED = st.builds(lambda digest, mark: (digest + mark,), st.just(ADA), st.sampled_from(["", ".AQ", ".AQQCAQMC"]))
FURTHER = st.fixed_dictionaries({}, optional={"fbp": st.just(FBP), "fbc": st.just(FBC), "madid": st.text()})
PERSONS = st.builds(
    lambda hashes, further: Person(**hashes, **further),
    st.dictionaries(st.sampled_from(sorted(NAMES.values())), st.one_of(HASHES, MARKED)),
    FURTHER,
)


@given(PERSONS)
def test_whoever_it_was_is_read_as_written(person: Person) -> None:
    """One hash of a kind or two, forms of an address alike or not, with and without the mark of Meta's library."""
    told = Taken(event=event(person=person))
    body = entry.encode(told)
    assert body[:1] >= packed.FIRST
    assert entry.decode(body) == told


def test_a_form_of_an_address_that_equals_the_first_takes_no_room() -> None:
    alone = entry.encode(Taken(event=event(person=Person(em=(ADA,)))))
    alike = Person(em=(ADA,), em_google=(ADA,), em_microsoft=(ADA,), em_reddit=(ADA,))
    assert len(entry.encode(Taken(event=event(person=alike)))) == len(alone)


UNUSUAL: dict[str, Any] = {
    "no hash": event(person=Person(em=("not a hash",))),
    "white space": event(person=Person(em=(ADA[:-2] + "  ",))),
    "a number beyond 64 bits": event(extras=Extras(attribution_data=Attribution(ad_id=2**70))),
}


@pytest.mark.parametrize("unusual", UNUSUAL.values(), ids=list(UNUSUAL))
def test_what_has_no_place_in_the_second_form_is_kept_in_the_first(unusual: Event) -> None:
    """Small is good, whole is better."""
    body = entry.encode(Taken(event=unusual))
    assert body[:1] == b"{"
    assert entry.decode(body) == Taken(event=unusual)


def test_an_entry_of_a_later_version_with_more_places_is_read() -> None:
    """After a downgrade: what it says that this version does not know is passed over."""
    fields = msgspec.msgpack.decode(entry.encode(PURCHASE))
    fields[1].append("a field of the future")
    fields.append({"another": 1})
    assert entry.decode(msgspec.msgpack.encode(fields)) == PURCHASE


@given(st.binary(), st.data())
def test_a_damaged_entry_is_refused_as_such(noise: bytes, data: st.DataObject) -> None:
    """Whatever is in it: `DecodeError`, which settling sets aside and an erasure empties, and no other fault."""
    whole = entry.encode(PURCHASE)
    at = data.draw(st.integers(0, len(whole) - 1))
    with contextlib.suppress(msgspec.DecodeError):
        entry.decode(whole[:at] + noise + whole[at + len(noise) :])
