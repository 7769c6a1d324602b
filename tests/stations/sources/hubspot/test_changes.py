"""What an app of HubSpot's is told, what of it is to be looked up, and what a look-up finds."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from tandem.app.asking import asking
from tandem.config.source import Source as Settings
from tandem.event.errors import Refused
from tandem.kit.secret import Secret
from tandem.kit.wire import AiohttpWire
from tandem.sources.arrival import Arrived
from tandem.sources.asking.contract import Access, Ask, Denied, Later, Missing, Row
from tandem.sources.contract import Delivery, Named, OrderTelling, Telling
from tandem.sources.hubspot.lookup import FromHubSpot
from tandem.sources.hubspot.source import HubSpot
from tests.support.clock import NOON
from tests.support.events import site
from tests.support.shops.hubspot import ADDRESS, TOKEN, LittleHubSpot, change, little_hubspot, staged

STAGES: dict[str, Any] = {
    "event_name": {
        "path": "event.propertyValue",
        "lookup": {"qualifiedtobuy": "LeadQualified", "closedwon": "DealWon"},
    },
    "event_id": {"template": "deal_{event.objectId}_{event.propertyValue}"},
    "event_time": {"path": "event.occurredAt", "as": "milliseconds"},
    "action_source": {"constant": "system_generated"},
    "user_data.em": "contact.email",
    "user_data.fbc": "contact.fbc",
    "user_data.lead_id": "contact.meta_lead_id",
    "custom_data.value": {"path": "deal.amount", "as": "number"},
    "custom_data.currency": "deal.deal_currency_code",
}
WON = staged(512, "closedwon", NOON)
DEAL = {"amount": "4000.50", "deal_currency_code": "EUR", "dealstage": "closedwon", "createdate": None}
ADA = {
    "email": "ada@example.com",
    "meta_lead_id": "123456789012345",
    "hs_facebook_click_id": "IwAR2F4dbP0l7Mn1IawQ",
    "createdate": "2026-11-01T09:30:00.500Z",
}


def hubspot(*, token: str = "env:HUBSPOT_TOKEN", **options: Any) -> HubSpot:
    given = {"address": ADDRESS, "map": STAGES, **options}
    return HubSpot(Settings(name="hubspot", kind="hubspot", token=token, options=given), [Secret("x")])


def read(source: HubSpot, told: Any, *, is_asked: bool = False) -> Sequence[Telling]:
    body = told if isinstance(told, bytes) else json.dumps(told).encode()
    return source.read(Delivery(id="1", topic="", body=body, received_at=NOON, is_asked=is_asked), site())


def named(*changes: dict[str, Any], **options: Any) -> list[Named]:
    found = read(hubspot(**options), list(changes))
    assert all(isinstance(each, Named) for each in found)
    return [each for each in found if isinstance(each, Named)]


def event(row: Row, **options: Any) -> Arrived:
    (only,) = read(hubspot(**options), row.body, is_asked=True)
    assert isinstance(only, Arrived)
    return only


@pytest.fixture
def crm() -> Iterator[LittleHubSpot]:
    with little_hubspot() as opened:
        opened.deals["512"] = DEAL
        opened.contacts["77"] = ADA
        opened.people_of["512"] = ["77"]
        yield opened


@pytest.fixture
async def ask() -> AsyncIterator[Ask]:
    async with AiohttpWire(proxies=False) as wire:
        yield asking(wire, pace=0)


async def found(crm: LittleHubSpot, ask: Ask, told: dict[str, Any] = WON, token: str = TOKEN, **options: Any) -> Row:
    (only,) = named(told, **options)
    access = Access(url=crm.url, token=Secret(token), options={"address": ADDRESS, "map": STAGES, **options})
    return await FromHubSpot().find(only.told, access, ask)


def test_a_stage_that_the_mapping_knows_is_to_be_looked_up() -> None:
    (only,) = named(WON)
    assert only.key == f"62515/deal/512/dealstage/{int(NOON.timestamp() * 1000)}"


def test_what_the_message_itself_shows_to_be_of_no_interest_is_not_looked_up() -> None:
    """Another stage, a company, a meeting: no question is put for them."""
    others = [
        staged(1, "presentationscheduled", NOON),
        change("company.creation", 3, NOON),
        change("object.propertyChange", 5, NOON, objectTypeId="0-5", propertyName="x", propertyValue="closedwon"),
    ]
    assert named(*others) == []
    only_new = [{"path": "event.subscriptionType", "is": ["deal.creation"]}]
    assert named(WON, **{"skip-unless": only_new}) == []


def test_a_subscription_of_the_newer_kind_is_the_same_deal() -> None:
    """`object.propertyChange` names the type of the object by a number: 0-3 is a deal."""
    newer = {**WON, "subscriptionType": "object.propertyChange", "objectTypeId": "0-3"}
    assert [each.key for each in named(newer)] == [each.key for each in named(WON)]


def test_a_change_that_is_told_again_is_one_question() -> None:
    """Neither its number nor the attempt tells two changes apart."""
    again = {**WON, "eventId": 2, "attemptNumber": 3}
    assert len(named(WON, again)) == 1


def test_a_value_that_may_be_anybodys_address_is_kept_nowhere() -> None:
    """Of a property's values only those that the mapping knows by name are written down."""
    contact = change("contact.propertyChange", 77, NOON, propertyName="email", propertyValue="ada@example.com")
    mapped = {**STAGES, "event_name": {"constant": "Contact"}, "event_id": {"template": "c_{event.objectId}"}}
    (only,) = named(contact, map=mapped)
    assert "ada" not in only.told + only.key
    assert "closedwon" in named(WON)[0].told


async def test_a_deal_is_told_with_the_person_it_is_about(crm: LittleHubSpot, ask: Ask) -> None:
    """Amount and currency of the deal, address, lead and click of the contact; the stage and moment of the change."""
    told = event(await found(crm, ask))
    assert (told.event_name, told.event_id, told.event_time) == ("DealWon", "deal_512_closedwon", NOON)
    assert (told.custom_data["value"], told.custom_data["currency"]) == (Decimal("4000.50"), "EUR")
    created = int(datetime(2026, 11, 1, 9, 30, 0, 500_000, UTC).timestamp() * 1000)
    assert told.user_data == {
        "em": "ada@example.com",
        "fbc": f"fb.1.{created}.IwAR2F4dbP0l7Mn1IawQ",
        "lead_id": "123456789012345",
    }


async def test_nothing_is_asked_for_but_what_the_mapping_looks_at(crm: LittleHubSpot, ask: Ask) -> None:
    """The fewer properties leave the CRM the better."""
    await found(crm, ask)
    assert crm.asked == [
        "GET /crm/v3/objects/deals/512?properties=amount,deal_currency_code&associations=contacts",
        "POST /crm/v3/objects/contacts/batch/read",
    ]


async def test_of_several_people_the_first_who_can_be_reached_is_told(crm: LittleHubSpot, ask: Ask) -> None:
    crm.contacts |= {"80": {"email": None}, "79": {"email": "bob@example.com"}, "78": {"email": "eve@example.com"}}
    crm.people_of["512"] = ["80", "404", "79", "78"]
    assert event(await found(crm, ask)).user_data["em"] == "bob@example.com"


async def test_a_deal_without_anybody_is_told_all_the_same(crm: LittleHubSpot, ask: Ask) -> None:
    crm.people_of.clear()
    told = event(await found(crm, ask))
    assert (told.user_data, told.custom_data["value"]) == ({}, Decimal("4000.50"))


async def test_a_contact_is_looked_up_by_itself(crm: LittleHubSpot, ask: Ask) -> None:
    """A new lead, without any deal."""
    mapped = {
        "event_name": {"path": "event.subscriptionType", "lookup": {"contact.creation": "Lead"}},
        "event_id": {"template": "contact_{event.objectId}"},
        "user_data.em": "contact.email",
    }
    told = event(await found(crm, ask, change("contact.creation", 77, NOON), map=mapped), map=mapped)
    assert (told.event_name, told.event_id, told.user_data) == ("Lead", "contact_77", {"em": "ada@example.com"})
    assert crm.asked == ["GET /crm/v3/objects/contacts/77?properties=email"]


async def test_a_deal_can_be_an_order(crm: LittleHubSpot, ask: Ask) -> None:
    """Facts of its life, worth what the deal is worth."""
    mapped = {
        "kind": {"path": "event.propertyValue", "lookup": {"closedwon": "paid", "closedlost": "cancelled"}},
        "order_id": {"template": "deal-{event.objectId}"},
        "at": {"path": "event.occurredAt", "as": "milliseconds"},
        "totals.gross": {"path": "deal.amount", "as": "number"},
        "totals.currency": "deal.deal_currency_code",
        "user_data.em": "contact.email",
    }
    row = await found(crm, ask, map=mapped, tells="order")
    (fact,) = read(hubspot(map=mapped, tells="order"), row.body, is_asked=True)
    assert isinstance(fact, OrderTelling)
    assert (fact.kind, fact.order_id, fact.user_data) == ("paid", "deal-512", {"em": "ada@example.com"})


def test_what_could_not_be_looked_up_is_told_without_the_person() -> None:
    """The stage counts; what it was worth is not known."""
    (only,) = named(WON)
    told = event(FromHubSpot().bare(only.told))
    assert (told.event_name, told.event_id, told.user_data) == ("DealWon", "deal_512_closedwon", {})


def test_without_a_token_the_message_tells_what_it_can() -> None:
    (only,) = read(hubspot(token=""), [WON])
    assert isinstance(only, Arrived)
    assert only.event_id == "deal_512_closedwon"


@pytest.mark.parametrize(
    ("answer", "kind", "said"),
    [
        ((403, {"category": "MISSING_SCOPES", "message": "of ada@example.com"}), Denied, r"403 \(MISSING_SCOPES\)"),
        ((429, {"category": "RATE_LIMITS"}), Later, "429"),
        ((502, {}), Later, "502"),
        ((200, {"message": "of ada@example.com"}), Denied, "no object of a CRM"),
    ],
)
async def test_what_hubspot_says_instead_is_told_apart(
    crm: LittleHubSpot, ask: Ask, answer: tuple[int, Any], kind: type[Exception], said: str
) -> None:
    """For somebody to mend, or over by itself; in words that repeat nothing of the CRM's."""
    crm.broken = answer
    with pytest.raises(kind, match=said) as caught:
        await found(crm, ask)
    assert "ada" not in str(caught.value)


async def test_a_deal_that_is_not_there_is_missing_and_a_wrong_token_is_somebodys(crm: LittleHubSpot, ask: Ask) -> None:
    with pytest.raises(Missing):
        await found(crm, ask, staged(404, "closedwon", NOON))
    with pytest.raises(Denied, match="INVALID_AUTHENTICATION"):
        await found(crm, ask, token="pat-wrong")


@pytest.mark.parametrize("body", [b"", b"[", b"[1]", b'{"object": "deal"}', b'[{"objectId": 1}]', b'"x"'])
def test_no_message_breaks_it(body: bytes) -> None:
    with pytest.raises(Refused):
        read(hubspot(), body)
