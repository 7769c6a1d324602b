"""Salesforce, asked: which question is put, page by page, and what its answers mean."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tandem.app.asking import asking
from tandem.config.source import Source as Settings
from tandem.kit.secret import Secret
from tandem.kit.wire import AiohttpWire
from tandem.sources.arrival import Arrived
from tandem.sources.asking.contract import Access, Ask, Denied, Later, Page
from tandem.sources.contract import Delivery
from tandem.sources.salesforce.pull import FromSalesforce
from tandem.sources.salesforce.source import Salesforce
from tests.support.clock import NOON
from tests.support.events import site
from tests.support.shops.salesforce import KEYS, LittleSalesforce, in_json, little_salesforce

DEALS: dict[str, Any] = {
    "object": "Opportunity",
    "map": {
        "event_name": {"path": "StageName", "lookup": {"Qualification": "LeadQualified", "Closed Won": "DealWon"}},
        "event_id": {"template": "deal_{Id}_{StageName}"},
        "event_time": {"path": "LastStageChangeDate", "as": "iso8601"},
        "action_source": {"constant": "system_generated"},
        "user_data.em": "OpportunityContactRoles.records[0].Contact.Email",
        "user_data.ph": "OpportunityContactRoles.records[0].Contact.Phone",
        "user_data.lead_id": "Meta_Lead_Id__c",
        "custom_data.value": {"path": "Amount", "as": "number"},
        "custom_data.currency": "CurrencyIsoCode",
    },
}
WON: dict[str, Any] = {
    "Id": "0065f000001opty1AAA",
    "StageName": "Closed Won",
    "LastStageChangeDate": "2026-11-22T11:30:00.000+0000",
    "Amount": 4000.0,
    "CurrencyIsoCode": "EUR",
    "Meta_Lead_Id__c": "123456789012345",
    "OpportunityContactRoles": {
        "totalSize": 1,
        "done": True,
        "records": [{"Contact": {"Email": "ada@example.com", "Phone": None}}],
    },
}


@pytest.fixture
def crm() -> Iterator[LittleSalesforce]:
    with little_salesforce() as opened:
        yield opened


@pytest.fixture
async def ask() -> AsyncIterator[Ask]:
    async with AiohttpWire(proxies=False) as wire:
        yield asking(wire, pace=0)


async def pages(crm: LittleSalesforce, ask: Ask, since: datetime, token: str = KEYS, **options: Any) -> list[Page]:
    access = Access(url=crm.url, token=Secret(token), options={**DEALS, **options})
    return [page async for page in FromSalesforce().pages(access, since, ask)]


async def test_every_page_is_asked_for_and_the_oldest_change_comes_first(crm: LittleSalesforce, ask: Ask) -> None:
    """And each page says how far it has come, so that a crash begins there."""
    for number in range(5):
        crm.change(NOON - timedelta(minutes=number), **{**WON, "Id": f"006{number}"})
    crm.change(NOON - timedelta(hours=2), **{**WON, "Id": "0069"})
    found = await pages(crm, ask, NOON - timedelta(hours=1))
    assert [len(page.rows) for page in found] == [2, 2, 1]
    assert [page.upto for page in found] == [NOON - timedelta(minutes=minute) for minute in (3, 1, 0)]


async def test_the_question_names_what_the_mapping_looks_at_and_nothing_else(crm: LittleSalesforce, ask: Ask) -> None:
    """Who the deal is about comes with it, the primary contact first."""
    await pages(crm, ask, NOON, where="IsWon = true")
    assert crm.queries == [
        "SELECT Id, SystemModstamp, StageName, LastStageChangeDate, Meta_Lead_Id__c, Amount, CurrencyIsoCode,"
        " (SELECT Contact.Email, Contact.Phone FROM OpportunityContactRoles ORDER BY IsPrimary DESC LIMIT 1)"
        " FROM Opportunity WHERE SystemModstamp >= 2026-11-22T12:00:00Z AND (IsWon = true)"
        " ORDER BY SystemModstamp ASC, Id ASC"
    ]


def test_a_record_is_an_event_of_its_stage() -> None:
    """Read as what an outbound message says of it would be."""
    source = Salesforce(Settings(name="crm", kind="salesforce", options=DEALS), [Secret("x")])
    body = in_json({"attributes": {"type": "Opportunity"}, **WON})
    (event,) = source.read(Delivery(id="1", topic="", body=body, received_at=NOON, is_asked=True), site())
    assert isinstance(event, Arrived)
    assert (event.event_name, event.event_id) == ("DealWon", "deal_0065f000001opty1AAA_Closed Won")
    assert event.event_time == datetime(2026, 11, 22, 11, 30, tzinfo=UTC)
    assert event.user_data == {"em": "ada@example.com", "lead_id": "123456789012345"}
    assert (event.custom_data["value"], event.custom_data["currency"]) == (Decimal("4000.0"), "EUR")


async def test_wrong_keys_are_for_somebody_to_mend(crm: LittleSalesforce, ask: Ask) -> None:
    """In words that hold no key."""
    with pytest.raises(Denied, match=r"it gave no token \(invalid_client_id\)"):
        await pages(crm, ask, NOON, token="wrong:wrong")


async def test_a_field_that_is_not_there_is_named(crm: LittleSalesforce, ask: Ask) -> None:
    said = "No such column 'Meta_Lead_Id__c' on entity 'Opportunity'."
    crm.broken = (400, [{"message": said, "errorCode": "INVALID_FIELD"}])
    with pytest.raises(Denied, match=r"INVALID_FIELD.*Meta_Lead_Id__c"):
        await pages(crm, ask, NOON)


async def test_requests_that_are_used_up_come_back_by_themselves(crm: LittleSalesforce, ask: Ask) -> None:
    crm.broken = (403, [{"message": "TotalRequests Limit exceeded.", "errorCode": "REQUEST_LIMIT_EXCEEDED"}])
    with pytest.raises(Later) as caught:
        await pages(crm, ask, NOON)
    assert caught.value.after == timedelta(hours=1)


async def test_the_token_goes_to_no_other_host_than_the_owner_wrote(crm: LittleSalesforce, ask: Ask) -> None:
    """Where the organisation says that it lives elsewhere, the owner is told."""
    crm.instance = "https://elsewhere.example"
    with pytest.raises(Denied, match="write that as url"):
        await pages(crm, ask, NOON)
    assert crm.queries == []


@pytest.mark.parametrize("path", ["Amount) FROM User", "records[0].Email", "A.records[0].B.records[1].C"])
def test_what_is_no_field_is_refused_when_the_gateway_starts(path: str) -> None:
    options = {**DEALS, "map": {**DEALS["map"], "user_data.fn": path}}
    with pytest.raises(ValueError, match=r"no field of Salesforce|is no path"):
        Salesforce(Settings(name="crm", kind="salesforce", options=options), [Secret("x")])


def test_a_source_that_neither_hears_nor_asks_is_refused() -> None:
    with pytest.raises(ValueError, match="organization"):
        Salesforce(Settings(name="crm", kind="salesforce", options={"map": DEALS["map"]}), [Secret("x")])
