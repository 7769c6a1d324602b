"""Meta Lead Ads and Salesforce: who they are, and what their messages mean. Modelled on their documentation."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.config.source import Source as Settings
from tandem.event.errors import Refused
from tandem.kit.secret import Secret
from tandem.sources.arrival import Arrived
from tandem.sources.contract import Source, Telling, Webhook
from tandem.sources.leadads.source import LeadAds
from tandem.sources.salesforce.source import Salesforce
from tests.support.clock import NOON
from tests.support.events import site
from tests.support.hooks import hmac_of

APP, VERIFY, TOKEN = "the-app-secret", "a-verify-token", "a-token-in-the-address"
ORGANIZATION = "00D5f000001abcdEAA"

LEADS: dict[str, Any] = {
    "object": "page",
    "entry": [
        {
            "id": "153125381133",
            "time": 1795348700,
            "changes": [
                {
                    "field": "leadgen",
                    "value": {
                        "leadgen_id": "123456789012345",
                        "form_id": "77",
                        "page_id": "1",
                        "created_time": 1795348500,
                    },
                },
                {"field": "feed", "value": {"item": "post"}},
            ],
        }
    ],
}

SOAP = """<?xml version="1.0" encoding="UTF-8"?>
<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
 <soapenv:Body>
  <notifications xmlns="http://soap.sforce.com/2005/09/outbound">
   <OrganizationId>{organization}</OrganizationId>
   <ActionId>04k5f000000abcdAAA</ActionId>
   <SessionId xsi:nil="true"/>
   <Notification>
    <Id>04l5f000000wxyzAAA</Id>
    <sObject xsi:type="sf:Opportunity" xmlns:sf="urn:sobject.enterprise.soap.sforce.com">
     <sf:Id>0065f000001opty1AAA</sf:Id>
     <sf:StageName>Closed Won</sf:StageName>
     <sf:Amount>4000.0</sf:Amount>
     <sf:CurrencyIsoCode>EUR</sf:CurrencyIsoCode>
     <sf:Email__c>ada@example.com</sf:Email__c>
     <sf:LastModifiedDate>2026-11-22T11:30:00.000Z</sf:LastModifiedDate>
    </sObject>
   </Notification>
  </notifications>
 </soapenv:Body>
</soapenv:Envelope>"""

STAGES: dict[str, Any] = {
    "event_name": {"path": "StageName", "lookup": {"Qualification": "LeadQualified", "Closed Won": "DealWon"}},
    "event_id": {"template": "deal_{Id}_{StageName}"},
    "event_time": {"path": "LastModifiedDate", "as": "iso8601"},
    "action_source": {"constant": "system_generated"},
    "user_data.em": "Email__c",
    "custom_data.value": {"path": "Amount", "as": "number"},
    "custom_data.currency": "CurrencyIsoCode",
    "custom_data.event_source": {"constant": "crm"},
    "custom_data.lead_event_source": {"constant": "Salesforce"},
}


def lead_ads(**options: Any) -> LeadAds:
    return LeadAds(Settings(name="leads", kind="lead-ads", options=options), [Secret(APP), Secret(VERIFY)])


def salesforce(**options: Any) -> Salesforce:
    given = {"organization": ORGANIZATION, "map": STAGES, **options}
    return Salesforce(Settings(name="crm", kind="salesforce", options=given), [Secret("an older one"), Secret(TOKEN)])


def by_meta(body: bytes, secret: str = APP) -> Webhook:
    return called(body=body, headers={"x-hub-signature-256": "sha256=" + hmac_of(body, secret.encode()).hex()})


def called(method: str = "POST", query: str = "", body: bytes = b"", headers: dict[str, str] | None = None) -> Webhook:
    return Webhook(method=method, path="/hooks/x", query=query, headers=headers or {}, body=body, received_at=NOON)


def soap(organization: str = ORGANIZATION, text: str = SOAP) -> bytes:
    return text.replace("{organization}", organization).encode()


def told(source: Source, webhook: Webhook) -> Sequence[Telling]:
    return source.read(source.verify(webhook), site())


def the_event(source: Source, webhook: Webhook) -> Arrived:
    (only,) = told(source, webhook)
    assert isinstance(only, Arrived)
    return only


def test_a_lead_of_a_form_at_meta_is_told_by_its_own_id() -> None:
    """Nothing of the person is in the message; Meta matches a lead by its id."""
    event = the_event(lead_ads(), by_meta(json.dumps(LEADS).encode()))
    assert (event.event_name, event.event_id, event.action_source) == (
        "Lead",
        "lead_123456789012345",
        "system_generated",
    )
    assert event.user_data == {"lead_id": "123456789012345"}
    assert event.event_time == datetime.fromtimestamp(1795348500, UTC)
    assert (event.custom_data["event_source"], event.custom_data["lead_event_source"]) == ("crm", "Meta Lead Ads")
    assert event.grants.ads == "unknown"


def test_a_form_that_asked_for_consent_says_so() -> None:
    assert the_event(lead_ads(consent="granted"), by_meta(json.dumps(LEADS).encode())).grants.ads == "granted"


def test_meta_is_answered_its_question_for_the_right_token_alone() -> None:
    asked = "hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token="
    reply = lead_ads().answer(called("GET", asked + VERIFY))
    assert reply is not None
    assert (reply.status, reply.body) == (200, b"1158201444")
    for wrong in ("", "guessed"):
        with pytest.raises(Refused, match="is none of the secrets"):
            lead_ads().answer(called("GET", asked + wrong))


def test_a_deal_that_was_won_is_an_event_with_its_worth() -> None:
    event = the_event(salesforce(), called(query=f"token={TOKEN}", body=soap()))
    assert (event.event_name, event.event_id) == ("DealWon", "deal_0065f000001opty1AAA_Closed Won")
    assert (event.custom_data["value"], event.custom_data["currency"]) == (Decimal("4000.0"), "EUR")
    assert event.event_time == datetime(2026, 11, 22, 11, 30, tzinfo=UTC)
    assert event.user_data == {"em": "ada@example.com"}


def test_a_stage_that_nobody_follows_says_nothing_and_is_acknowledged() -> None:
    other = soap(text=SOAP.replace("Closed Won", "Negotiation"))
    assert told(salesforce(), called(query=f"token={TOKEN}", body=other)) == []
    assert b"<Ack>true</Ack>" in salesforce().thanks.body


def test_the_short_and_the_long_form_of_an_organisation_are_one() -> None:
    assert told(salesforce(), called(query=f"token={TOKEN}", body=soap(ORGANIZATION[:15])))


def test_another_organisation_and_a_wrong_token_are_refused() -> None:
    with pytest.raises(Refused, match="is another organisation's"):
        told(salesforce(), called(query=f"token={TOKEN}", body=soap("00D5f000001zzzz")))
    with pytest.raises(Refused, match="is none of the secrets"):
        told(salesforce(), called(query="token=guessed", body=soap()))


def test_a_changed_byte_of_a_lead_is_refused() -> None:
    webhook = by_meta(json.dumps(LEADS).encode())
    with pytest.raises(Refused, match="fits none of the secrets"):
        lead_ads().verify(called(body=webhook.body + b" ", headers=dict(webhook.headers)))


def test_entities_cannot_blow_a_message_up() -> None:
    """A document type is refused before anything of it is expanded."""
    bomb = b'<!DOCTYPE a [<!ENTITY x "xxxxxxxxxx"><!ENTITY y "&x;&x;&x;&x;">]><a>&y;</a>'
    with pytest.raises(Refused, match="declares a document type"):
        salesforce().verify(called(query=f"token={TOKEN}", body=bomb))


@settings(max_examples=15, deadline=None)
@given(st.binary(max_size=300))
def test_no_body_breaks_them(body: bytes) -> None:
    for source, webhook in ((lead_ads(), by_meta(body)), (salesforce(), called(query=f"token={TOKEN}", body=body))):
        with pytest.raises(Refused):
            told(source, webhook)
