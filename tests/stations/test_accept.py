"""Path 1: what is accepted is on disk, hashed and within consent; what is refused costs nobody else."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest

from tandem import accept
from tandem.accept import Receipt
from tandem.event import entry
from tandem.event.entry import ConsentChanged, PixelSeen, Taken
from tandem.event.errors import NotDurable, Refusal, Refused
from tandem.event.model import Event
from tandem.event.outcome import Reason
from tandem.event.site import Site
from tandem.journal.memory import MemoryJournal
from tandem.sources import tag
from tests.support.clock import NOON
from tests.support.events import FBP, arrival, sha256, site

EMAIL = "ada.lovelace@example.com"
PHONE = "+4915112345678"
LEAD = {"event_name": "Lead", "event_id": "lead-1", "user_data": {"em": EMAIL, "ph": PHONE}}


class FullDisk:
    """A journal that can promise nothing."""

    async def append(self, bodies: Sequence[bytes]) -> None:
        raise NotDurable("the journal cannot be written: the disk is full")

    async def forget(self, through: int, appended_before: int) -> int:
        return 0


async def from_backend(sent: Any, journal: MemoryJournal, at: Site | None = None) -> list[Receipt]:
    return await accept.from_backend(json.dumps(sent).encode(), arrival(), at or site(), journal, 1_000)


async def from_tag(journal: MemoryJournal, *, gpc: bool = False, **parts: Any) -> list[Receipt]:
    message = tag.read(json.dumps({"v": 1, "consent": {"ads": "granted"}, **parts}).encode())
    request = arrival(source="tag", client_ip_address="203.0.113.9", client_user_agent="Mozilla/5.0", gpc=gpc)
    shop = site(private_addresses=True)
    heard = tag.with_ids(accept.from_browser(message.consent, request, shop), message.visit)
    return await accept.from_tag(message, heard, shop, journal)


def kept(journal: MemoryJournal) -> list[entry.Entry]:
    return [entry.decode(record.body) for record in journal.after(0, 1_000)]


def events(journal: MemoryJournal) -> list[Event]:
    return [told.event for told in kept(journal) if isinstance(told, Taken)]


async def test_an_accepted_event_is_in_the_journal_as_its_receipt_says() -> None:
    journal = MemoryJournal()
    receipts = await from_backend(LEAD, journal)
    assert kept(journal) == receipts
    assert events(journal)[0].event_id == "lead-1"


async def test_no_readable_identity_reaches_the_journal() -> None:
    """`printf ada.lovelace@example.com | sha256sum` is there instead."""
    journal = MemoryJournal()
    leaky = {
        **LEAD,
        "event_source_url": f"https://www.example.com/thanks?email={EMAIL}&x=1",
        "custom_data": {"note": f"call {EMAIL}", "contents": [{"id": EMAIL}], EMAIL: 1, "phone": PHONE},
    }
    await from_backend([LEAD, leaky], journal)
    written = b"".join(record.body for record in journal.after(0, 9))
    assert b"lovelace" not in written
    assert PHONE[1:].encode() not in written
    assert events(journal)[0].person.em == ("e814ff3dc480a94c7ce9334062ec4733c75a002f4bcec0197f62ffea64059e2f",)


async def test_one_bad_event_in_a_list_costs_nobody_elses() -> None:
    """Every event gets a receipt of its own, in the order they were sent."""
    journal = MemoryJournal()
    sent = [
        LEAD,
        {"event_name": "purchase"},
        7,
        None,
        {**LEAD, "event_id": "lead-2", "custom_data": {"a": [[[[[[[[[1]]]]]]]]]}},
        {**LEAD, "event_id": "lead-3"},
    ]
    receipts = await from_backend(sent, journal)
    assert [isinstance(receipt, Taken) for receipt in receipts] == [True, False, False, False, False, True]
    assert [event.event_id for event in events(journal)] == ["lead-1", "lead-3"]


@pytest.mark.parametrize(
    "body",
    [
        b'{"event_name":"Lead","event_id":"x","custom_data":{"a":1e99999999999999999999999}}',
        b'{"event_name":"Lead","event_id":"x","custom_data":{"a":"\xff"}}',
        b'{"event_name":"Lead","event_id":' + b"9" * 5000 + b"}",
    ],
    ids=["endless exponent", "no UTF-8", "endless integer"],
)
async def test_what_cannot_be_kept_costs_its_sender_this_event_and_not_the_list(body: bytes) -> None:
    journal = MemoryJournal()
    good = json.dumps(LEAD).encode()
    receipts = await accept.from_backend(b"[" + body + b"," + good + b"]", arrival(), site(), journal, 10)
    assert isinstance(receipts[0], Refusal)
    assert [event.event_id for event in events(journal)] == ["lead-1"]


async def test_half_a_character_costs_neither_its_event_nor_the_list() -> None:
    """A shop cuts a title inside an emoji; what is not kept readable anyway is dropped as unusable."""
    journal = MemoryJournal()
    body = rb'[{"event_name":"Lead","event_id":"1","user_data":{"em":"\udfff"},"custom_data":{"a":"b\ud83d"}}]'
    await accept.from_backend(body, arrival(), site(), journal, 10)
    (event,) = events(journal)
    assert event.custom_data == {"a": "b\ufffd"}
    assert [unusable.key for unusable in event.dropped] == ["em"]


async def test_a_list_that_cannot_be_read_is_refused_and_nothing_is_kept() -> None:
    journal = MemoryJournal()
    with pytest.raises(Refused, match="not valid JSON"):
        await accept.from_backend(b"[{},", arrival(), site(), journal, 10)
    assert journal.after(0, 1) == []


async def test_without_a_journal_there_is_no_yes() -> None:
    with pytest.raises(NotDurable):
        await accept.from_backend(json.dumps(LEAD).encode(), arrival(), site(), FullDisk(), 10)


async def test_after_a_refusal_the_order_is_kept_without_its_visitor() -> None:
    journal = MemoryJournal()
    data = {"value": "49.90", "currency": "EUR", "order_id": "7"}
    sent = {
        "event_name": "Purchase",
        "custom_data": data,
        "user_data": {"em": EMAIL, "client_ip_address": "203.0.113.9", "client_user_agent": "Mozilla/5.0"},
        "event_source_url": "https://www.example.com/thanks",
        "consent": {"ads": "denied"},
    }
    await from_backend(sent, journal)
    (event,) = events(journal)
    assert (event.event_id, str(event.custom_data["value"])) == ("order_7", "49.90")
    assert event.person.keys() == ()
    assert (event.client_ip_address, event.client_user_agent, event.event_source_url) == (None, None, None)


async def test_global_privacy_control_takes_the_visitor_out_and_stops_what_waits() -> None:
    journal = MemoryJournal()
    lead = {"event_name": "Lead", "event_id": "1", "event_time": 1_795_348_800_000, "user_data": {"em": EMAIL}}
    await from_tag(journal, gpc=True, visit={"fbp": FBP}, events=[lead])
    taken, changed = kept(journal)
    assert isinstance(taken, Taken)
    assert (taken.event.grants.ads, taken.event.grants.signal, taken.event.person.keys()) == ("denied", "gpc", ())
    assert isinstance(changed, ConsentChanged)
    assert changed.visitor == sha256(FBP)


async def test_a_message_without_events_still_brings_its_reports() -> None:
    journal = MemoryJournal()
    report = {"event_name": "Lead", "event_id": "1", "state": "blocked"}
    assert await from_tag(journal, pixel=[report]) == []
    assert kept(journal) == [PixelSeen(site="shop", event_name="Lead", event_id="1", state="blocked", received_at=NOON)]


async def test_reports_are_kept_also_when_every_event_beside_them_is_refused() -> None:
    journal = MemoryJournal()
    report = {"event_name": "Lead", "event_id": "1", "state": "loaded"}
    (receipt,) = await from_tag(journal, events=[{}], pixel=[report])
    assert isinstance(receipt, Refusal)
    assert receipt.reason is Reason.MISSING_FIELD
    assert len(kept(journal)) == 1


async def test_values_that_cannot_be_used_are_named_and_the_event_lives() -> None:
    """An event is not lost for one bad phone number."""
    journal = MemoryJournal()
    (receipt,) = await from_backend({**LEAD, "user_data": {"em": "no address", "external_id": "42"}}, journal)
    assert isinstance(receipt, Taken)
    assert [unusable.key for unusable in receipt.event.dropped] == ["em"]
    assert receipt.event.person.keys() == ("external_id",)


@pytest.mark.parametrize("agent", [f"Robot/1.0 ({EMAIL})", EMAIL])
async def test_an_address_in_the_browsers_name_is_left_out(agent: str) -> None:
    journal = MemoryJournal()
    await from_backend({**LEAD, "user_data": {"em": EMAIL, "client_user_agent": agent}}, journal)
    assert events(journal)[0].client_user_agent is None


async def test_a_browsers_name_is_cut_at_a_thousand_characters() -> None:
    journal = MemoryJournal()
    await from_backend({**LEAD, "user_data": {"em": EMAIL, "client_user_agent": "Mozilla " * 900}}, journal)
    assert len(events(journal)[0].client_user_agent or "") == 1_000
