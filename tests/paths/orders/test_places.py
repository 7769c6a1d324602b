"""Sales that no browser saw: each reaches Meta as what it was, with the click that earned it, and is counted."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tandem.config.source import Source
from tests.support.clock import NOON, StandingClock
from tests.support.events import FBC, FBP
from tests.support.hooks import SECRET
from tests.support.shop_world import GRANTED, World, shop_world

pytestmark = pytest.mark.orders

CALLS = Source(name="calls", kind="orders", secrets=(SECRET,), action_source="phone_call")
STORE = Source(name="store", kind="orders", secrets=(SECRET,), action_source="physical_store")
STAGES: dict[str, Any] = {
    "event_name": {"path": "stage", "lookup": {"qualified": "LeadQualified", "won": "DealWon"}},
    "event_id": {"template": "deal_{deal}_{stage}"},
    "user_data.lead_id": "meta_lead_id",
    "user_data.em": "email",
    "custom_data.value": {"path": "amount", "as": "number"},
    "custom_data.currency": {"constant": "EUR"},
    "custom_data.event_source": {"constant": "crm"},
    "custom_data.lead_event_source": {"constant": "Our CRM"},
    "consent.ads": {"path": "optin", "lookup": {"yes": "granted", "no": "denied"}},
}
CRM = Source(
    name="crm",
    kind="json",
    secrets=(SECRET,),
    action_source="system_generated",
    options={"tells": "event", "proof": "bearer", "map": STAGES},
)
LEAD_ID = "12036304184730291"
"""15 to 17 digits."""


def only(world: World, event_name: str) -> dict[str, Any]:
    (told,) = [each for each in world.sent() if each["event_name"] == event_name]
    return told


async def test_a_sale_by_telephone_carries_the_click_that_earned_it(tmp_path: Path) -> None:
    """
    The page knew the number that rings up days later, and showed a code that the caller reads out. Who rings up is in
    no browser: none is lent to the call.
    """
    with shop_world(tmp_path, StandingClock(), sources=(CALLS,), truth="calls") as world:
        world.page("Lead", event_id="lead-1", custom_data={"visit_token": "K7"}, user_data={"ph": "+49 30 901820"})
        await world.later(days=2)
        world.till("paid", to="calls", user_data={"ph": "0049 30 901820"}, links={"visit": "K7"})
        assert await world.counted() == 1
        sale = only(world, "Purchase")
        assert (sale["action_source"], sale["user_data"]["fbc"], sale["user_data"]["fbp"]) == ("phone_call", FBC, FBP)
        assert not {"client_ip_address", "client_user_agent"} & sale["user_data"].keys()
        assert "event_source_url" not in sale


@pytest.mark.parametrize(("days", "counted"), [(30, 1), (61, 1), (63, 0)])
async def test_a_till_of_stone_may_tell_of_a_sale_for_62_days(tmp_path: Path, days: int, counted: int) -> None:
    """As `physical_store`: of a web site Meta would take it for a week."""
    with shop_world(tmp_path, StandingClock(), sources=(STORE,), truth="store") as world:
        sold = NOON
        world.clock.now += timedelta(days=days)
        world.till("paid", to="store", at=int(sold.timestamp()), consent=GRANTED)
        assert await world.counted() == counted
        assert [each["action_source"] for each in world.sent()] == ["physical_store"] * counted
        assert world.fates() == [
            ("order_1001", "delivered", None) if counted else ("order_1001", "refused", "too_late")
        ]


async def test_the_same_sale_of_a_web_site_is_too_late_after_a_week(tmp_path: Path) -> None:
    """What the source does not say is not guessed: an order is one of the web site."""
    with shop_world(tmp_path, StandingClock()) as world:
        world.clock.now += timedelta(days=30)
        world.till("paid", at=int(NOON.timestamp()), consent=GRANTED)
        assert await world.counted() == 0
        assert world.fates() == [("order_1001", "refused", "too_late")]


async def test_a_message_that_says_where_goes_before_the_settings(tmp_path: Path) -> None:
    """A till that takes orders by telephone too."""
    with shop_world(tmp_path, StandingClock(), sources=(STORE,), truth="store") as world:
        world.till("paid", to="store", action_source="phone_call", consent=GRANTED)
        assert await world.counted() == 1
        assert only(world, "Purchase")["action_source"] == "phone_call"


async def test_where_it_was_placed_stays_when_it_is_fetched_elsewhere(tmp_path: Path) -> None:
    """Ordered by telephone, paid and fetched in the shop: the telephone earned it."""
    with shop_world(tmp_path, StandingClock(), sources=(CALLS, STORE), truth="store") as world:
        world.till("created", to="store", action_source="phone_call", consent=GRANTED)
        await world.later(hours=3)
        world.till("paid", to="store")
        assert await world.counted() == 1
        assert only(world, "Purchase")["action_source"] == "phone_call"


async def test_a_charge_that_is_made_again_was_made_by_no_one(tmp_path: Path) -> None:
    """Meta calls auto-pay `system_generated`; the visitor's browser of a month ago had no part in it."""
    with shop_world(tmp_path, StandingClock(), renewals="Subscribe") as world:
        world.page("Lead", event_id="lead-1", custom_data={}, user_data={"em": "ada@example.com"})
        await world.later(days=3)
        world.till("renewed", order_id="1001-2", subscription="sub_1")
        assert await world.counted("Subscribe") == 1
        charge = only(world, "Subscribe")
        assert (charge["action_source"], charge["user_data"]["fbc"]) == ("system_generated", FBC)
        assert "client_user_agent" not in charge["user_data"]


async def test_a_deal_that_the_crm_calls_won_is_counted_with_its_lead_and_its_worth(tmp_path: Path) -> None:
    """Conversion Leads: every stage, `system_generated`, the lead's number at Meta, the value once it is won."""
    with shop_world(tmp_path, StandingClock(), sources=(CRM,)) as world:
        for stage, amount in (("qualified", None), ("won", "4000.50")):
            deal = {"deal": 5, "stage": stage, "amount": amount, "meta_lead_id": LEAD_ID, "optin": "yes"}
            for _ in range(2):
                body = json.dumps({**deal, "email": "ada@example.com"}).encode()
                assert world.hook("crm", body, {"authorization": f"Bearer {SECRET}"}) == 200
            await world.later(days=14)
        assert (await world.counted("LeadQualified"), await world.counted("DealWon")) == (1, 1)
        won, qualified = only(world, "DealWon"), only(world, "LeadQualified")
        assert (won["action_source"], won["user_data"]["lead_id"]) == ("system_generated", LEAD_ID)
        assert (won["custom_data"]["value"], won["custom_data"]["event_source"]) == (4000.5, "crm")
        assert ("value" in qualified["custom_data"], qualified["custom_data"]["event_source"]) == (False, "crm")
