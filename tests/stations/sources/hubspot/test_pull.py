"""Deals of HubSpot that changed, asked for: what webhooks lost is told as they would have told it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest

from tandem.app.asking import asking
from tandem.config.source import Source as Settings
from tandem.kit.secret import Secret
from tandem.kit.wire import AiohttpWire
from tandem.sources.arrival import Arrived
from tandem.sources.asking.contract import Access, Ask, Denied, Page
from tandem.sources.contract import Delivery
from tandem.sources.hubspot.pull import DealsOfHubSpot
from tandem.sources.hubspot.source import HubSpot
from tests.support.clock import NOON
from tests.support.events import site
from tests.support.shops.hubspot import ADDRESS, TOKEN, LittleHubSpot, little_hubspot

OPTIONS: dict[str, Any] = {
    "address": ADDRESS,
    "map": {
        "event_name": {"path": "event.propertyValue", "lookup": {"closedwon": "DealWon"}},
        "event_id": {"template": "deal_{event.objectId}_{event.propertyValue}"},
        "event_time": {"path": "event.occurredAt", "as": "milliseconds"},
        "user_data.em": "contact.email",
        "custom_data.value": {"path": "deal.amount", "as": "number"},
        "custom_data.currency": {"constant": "EUR"},
    },
}


@pytest.fixture
def crm() -> Iterator[LittleHubSpot]:
    with little_hubspot() as opened:
        yield opened


@pytest.fixture
async def ask() -> AsyncIterator[Ask]:
    async with AiohttpWire(proxies=False) as wire:
        yield asking(wire, pace=0)


def deal(crm: LittleHubSpot, number: int, changed_at: datetime, stage: str = "closedwon", **more: Any) -> None:
    changed = {"hs_lastmodifieddate": changed_at.isoformat(), "dealstage": stage, "amount": "10.50"}
    crm.deals[str(number)] = {**changed, **more}


async def pages(crm: LittleHubSpot, ask: Ask, since: datetime, token: str = TOKEN, **limits: int) -> list[Page]:
    access = Access(url=crm.url, token=Secret(token), options=OPTIONS)
    return [page async for page in DealsOfHubSpot(**limits).pages(access, since, ask)]


async def test_a_deal_is_told_as_its_webhook_would_have_told_it(crm: LittleHubSpot, ask: Ask) -> None:
    """The same id, so that both count once; the moment when it came to the stage, not when somebody touched it."""
    won_at = NOON - timedelta(days=2)
    deal(crm, 512, NOON, hs_v2_date_entered_current_stage=won_at.isoformat())
    crm.contacts["77"] = {"email": "ada@example.com"}
    crm.people_of["512"] = ["77"]
    (page,) = await pages(crm, ask, NOON - timedelta(hours=1))
    source = HubSpot(Settings(name="hubspot", kind="hubspot", token="x", options=OPTIONS), [Secret("x")])
    delivery = Delivery(id="1", topic="", body=page.rows[0].body, received_at=NOON, is_asked=True)
    (told,) = source.read(delivery, site())
    assert isinstance(told, Arrived)
    assert (told.event_id, told.event_time) == ("deal_512_closedwon", won_at)
    assert told.user_data == {"em": "ada@example.com"}


async def test_only_deals_of_interest_are_looked_up(crm: LittleHubSpot, ask: Ask) -> None:
    """And those before the moment are not found at all."""
    deal(crm, 1, NOON, "presentationscheduled")
    deal(crm, 2, NOON - timedelta(hours=2))
    deal(crm, 3, NOON)
    (page,) = await pages(crm, ask, NOON - timedelta(hours=1))
    assert [msgspec.json.decode(row.body)["event"]["objectId"] for row in page.rows] == ["3"]
    assert sum("/deals/1?" in asked or "/deals/2?" in asked for asked in crm.asked) == 0


async def test_every_deal_is_found_though_one_search_leads_only_so_far(crm: LittleHubSpot, ask: Ask) -> None:
    """A new search begins where the last one ended; each page says how far it has come."""
    crm.reach = 60
    for number in range(90):
        deal(crm, number, NOON + timedelta(seconds=number), "presentationscheduled")
    found = await pages(crm, ask, NOON, reach=60)
    assert [page.upto for page in found] == [NOON + timedelta(seconds=second) for second in (19, 39, 59, 78, 89)]


async def test_a_deal_that_is_gone_meanwhile_costs_no_other(crm: LittleHubSpot, ask: Ask) -> None:
    deal(crm, 1, NOON)
    deal(crm, 2, NOON)
    crm.gone = {"1"}
    (page,) = await pages(crm, ask, NOON)
    assert [msgspec.json.decode(row.body)["event"]["objectId"] for row in page.rows] == ["2"]


async def test_a_wrong_token_is_for_somebody_to_mend(crm: LittleHubSpot, ask: Ask) -> None:
    with pytest.raises(Denied, match="INVALID_AUTHENTICATION"):
        await pages(crm, ask, NOON, token="pat-wrong")
