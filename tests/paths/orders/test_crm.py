"""A CRM that is asked: stages of its deals, from the CRM's own API to Meta's counter, and nobody types a command."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tandem.emulator.testing import MetaEmulator
from tandem.sources.hubspot.lookup import CLICK
from tests.support.command import tandem
from tests.support.events import sha256
from tests.support.gateway import Gateway, running_gateway
from tests.support.shops.hubspot import CLIENT_SECRET, TOKEN, LittleHubSpot, little_hubspot, signed, staged
from tests.support.shops.salesforce import KEYS, LittleSalesforce, in_json, little_salesforce
from tests.support.waiting import eventually, stays

pytestmark = pytest.mark.orders

SALESFORCE = """
[[site.source]]
name = "crm"
kind = "salesforce"
secrets = ["a-secret-that-nobody-knows"]
url = "{url}"
token = "{token}"
poll-minutes = 0.01
[site.source.options]
object = "Opportunity"
[site.source.options.map]
event_name = {{ path = "StageName", lookup = {{ Qualification = "LeadQualified", "Closed Won" = "DealWon" }} }}
event_id = {{ template = "deal_{{Id}}_{{StageName}}" }}
event_time = {{ path = "LastStageChangeDate", as = "iso8601" }}
action_source = {{ constant = "system_generated" }}
"user_data.em" = "OpportunityContactRoles.records[0].Contact.Email"
"custom_data.value" = {{ path = "Amount", as = "number" }}
"custom_data.currency" = "CurrencyIsoCode"
[site.consent]
policy = "none"
"""
HUBSPOT = """
[[site.source]]
name = "hubspot"
kind = "hubspot"
secrets = ["{secret}"]
url = "{url}"
token = "{token}"
poll-minutes = {minutes}
[site.source.options]
address = "{address}"
[site.source.options.map]
event_name = {{ path = "event.propertyValue", lookup = {{ qualifiedtobuy = "LeadQualified", closedwon = "DealWon" }} }}
event_id = {{ template = "deal_{{event.objectId}}_{{event.propertyValue}}" }}
event_time = {{ path = "event.occurredAt", as = "milliseconds" }}
action_source = {{ constant = "system_generated" }}
"user_data.em" = "contact.email"
"user_data.fbc" = "contact.fbc"
"custom_data.value" = {{ path = "deal.amount", as = "number" }}
"custom_data.currency" = "deal.deal_currency_code"
[site.consent]
policy = "none"
"""
EVENTS = "[DealWon]\n[LeadQualified]\n"
ADA = "ada@example.com"
OUTSIDE = "https://gw.example.com/hooks/hubspot"


@pytest.fixture
def salesforce() -> Iterator[LittleSalesforce]:
    with little_salesforce() as opened:
        yield opened


@pytest.fixture
def gateway(tmp_path: Path, meta: MetaEmulator, salesforce: LittleSalesforce) -> Iterator[Gateway]:
    (tmp_path / "events.toml").write_text(EVENTS, encoding="utf-8")
    with running_gateway(tmp_path, meta.url, SALESFORCE.format(url=salesforce.url, token=KEYS)) as running:
        yield running


@pytest.fixture
def hubspot() -> Iterator[LittleHubSpot]:
    """One deal, Ada's, who came by an advertisement."""
    with little_hubspot() as crm:
        crm.deals["512"] = {"amount": "4000.50", "deal_currency_code": "EUR"}
        clicked = f"{datetime.now(UTC) - timedelta(days=9):%Y-%m-%dT%H:%M:%S}.000Z"
        crm.contacts["77"] = {"email": "Ada@Example.com ", CLICK: "IwAR2F4dbP0l7Mn1IawQ", "createdate": clicked}
        crm.people_of["512"] = ["77"]
        yield crm


@pytest.fixture
def told_gateway(
    request: pytest.FixtureRequest, tmp_path: Path, meta: MetaEmulator, hubspot: LittleHubSpot
) -> Iterator[Gateway]:
    """A test may say how often HubSpot is asked; else it is only heard."""
    (tmp_path / "events.toml").write_text(EVENTS, encoding="utf-8")
    told = {"url": hubspot.url, "token": TOKEN, "secret": CLIENT_SECRET, "address": OUTSIDE}
    more = HUBSPOT.format(**told, minutes=getattr(request, "param", 0))
    with running_gateway(tmp_path, meta.url, more) as running:
        yield running


def posted(gateway: Gateway, *changes: dict[str, Any], spoilt: bytes = b"") -> int:
    """As HubSpot posts it, by an address that a proxy hides from the gateway; `spoilt` is added on the way."""
    body = json.dumps(changes).encode()
    headers = signed(body, datetime.now(UTC), address=OUTSIDE)
    try:
        with urlopen(Request(f"{gateway.url}/hooks/hubspot", body + spoilt, headers), timeout=10) as answer:
            return int(answer.status)
    except HTTPError as refused:
        return refused.code


def assert_nowhere(gateway: Gateway, text: str) -> None:
    for path in (each for each in gateway.folder.rglob("*") if each.is_file()):
        assert text.encode() not in path.read_bytes().lower(), path


def reach(salesforce: LittleSalesforce, stage: str, deal: str = "0065f000001opty1AAA") -> None:
    """A deal comes to that stage just now."""
    now = datetime.now(UTC)
    salesforce.change(
        now,
        Id=deal,
        StageName=stage,
        LastStageChangeDate=f"{now - timedelta(minutes=1):%Y-%m-%dT%H:%M:%S}.000+0000",
        Amount=4000.0,
        CurrencyIsoCode="EUR",
        OpportunityContactRoles={"records": [{"Contact": {"Email": "Ada@Example.com "}}]},
    )


async def test_each_stage_of_a_deal_counts_once_however_often_it_is_asked_for(
    gateway: Gateway, meta: MetaEmulator, salesforce: LittleSalesforce
) -> None:
    """With the person's address hashed, and never readable in any file."""
    reach(salesforce, "Qualification")
    await eventually(lambda: meta.counted("LeadQualified"), lambda count: count == 1)
    reach(salesforce, "Negotiation")
    reach(salesforce, "Closed Won", deal="0065f000001opty2AAA")
    reach(salesforce, "Closed Won")
    await eventually(lambda: meta.counted("DealWon"), lambda count: count == 2)
    asked = len(salesforce.queries)
    await eventually(lambda: len(salesforce.queries), lambda now: now > asked + 1)
    assert await stays(lambda: meta.counted("DealWon"), 2, seconds=1)
    won = meta.received(event_name="DealWon")[0]["raw"]
    assert won["user_data"]["em"] == [sha256(ADA)]
    assert (won["action_source"], float(won["custom_data"]["value"])) == ("system_generated", 4000.0)
    assert_nowhere(gateway, ADA)


async def test_a_deal_that_hubspot_only_names_is_told_with_its_person_and_counts_once(
    told_gateway: Gateway, meta: MetaEmulator, hubspot: LittleHubSpot
) -> None:
    """Named three times, looked up with the app's token, and sent with the hashed address and the click behind it."""
    won = staged(512, "closedwon", datetime.now(UTC) - timedelta(seconds=5))
    assert posted(told_gateway, won, spoilt=b" ") == 401
    for attempt in range(3):
        again = {**won, "attemptNumber": attempt}
        assert posted(told_gateway, staged(9, "presentationscheduled", datetime.now(UTC)), again) == 200
    await eventually(lambda: meta.counted("DealWon"), lambda count: count == 1)
    (sent,) = meta.received(event_name="DealWon")
    assert sent["raw"]["event_id"] == "deal_512_closedwon"
    assert sent["raw"]["user_data"]["em"] == [sha256(ADA)]
    assert sent["raw"]["user_data"]["fbc"].endswith(".IwAR2F4dbP0l7Mn1IawQ")
    assert float(sent["raw"]["custom_data"]["value"]) == 4000.5
    assert await stays(lambda: meta.counted("DealWon"), 1, seconds=1)
    assert all("/512" in asked or "contacts" in asked for asked in hubspot.asked)
    assert_nowhere(told_gateway, ADA)


async def test_while_hubspot_does_not_answer_the_deal_waits_and_a_killed_worker_forgets_it_not(
    told_gateway: Gateway, meta: MetaEmulator, hubspot: LittleHubSpot
) -> None:
    hubspot.broken = (503, {"status": "error"})
    assert posted(told_gateway, staged(512, "closedwon", datetime.now(UTC))) == 200
    await eventually(lambda: len(hubspot.asked), bool)
    told_gateway.kill("worker")
    hubspot.broken = None
    await eventually(lambda: meta.counted("DealWon"), lambda count: count == 1, patience=40)
    assert meta.received(event_name="DealWon")[0]["raw"]["user_data"]["em"] == [sha256(ADA)]


@pytest.mark.parametrize("told_gateway", [0.01], indirect=True)
async def test_a_deal_whose_webhooks_were_lost_counts_once_and_so_does_one_that_both_tell(
    told_gateway: Gateway, meta: MetaEmulator, hubspot: LittleHubSpot
) -> None:
    """HubSpot is asked for deals that changed, and nobody types a command."""
    now = datetime.now(UTC)
    state = {"dealstage": "closedwon", "hs_lastmodifieddate": now.isoformat()}
    hubspot.people_of["600"] = ["77"]
    hubspot.deals["600"] = {"amount": "10.00", "deal_currency_code": "EUR", **state}
    await eventually(lambda: meta.counted("DealWon"), lambda count: count == 1)
    assert posted(told_gateway, staged(600, "closedwon", now)) == 200
    searched = hubspot.searches
    await eventually(lambda: hubspot.searches, lambda count: count > searched + 1)
    assert await stays(lambda: meta.counted("DealWon"), 1, seconds=1)


def test_a_record_can_be_looked_at_without_recording_anything(
    gateway: Gateway, salesforce: LittleSalesforce, tmp_path: Path
) -> None:
    """`tandem source test`, with a record as Salesforce's API answers it; no value is shown."""
    gateway.stop()
    reach(salesforce, "Closed Won")
    (tmp_path / "deal.json").write_bytes(in_json(salesforce.records[0]))
    shown = tandem(tmp_path, "source", "test", "crm", str(tmp_path / "deal.json"))
    assert "DealWon: deal_0065f000001opty1AAA_Closed Won" in shown.stdout
    assert "identity  em" in shown.stdout
    assert "example.com" not in shown.stdout.lower() + shown.stderr.lower()
