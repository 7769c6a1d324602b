"""A contact that was deleted for good. Messages modelled on HubSpot's documentation of webhooks, privacy deletions."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from tandem.config.source import Source as Settings
from tandem.event.errors import Refusal, Refused
from tandem.kit.secret import Secret
from tandem.sources.arrival import Arrived
from tandem.sources.contract import Delivery, Named, PrivacyRequest, Telling, Webhook
from tandem.sources.hubspot.source import HubSpot
from tandem.upkeep.privacy import asked
from tests.support.clock import NOON
from tests.support.events import sha256, site
from tests.support.shops.hubspot import ADDRESS, CLIENT_SECRET, TOKEN, change, signed, staged

GONE = change("contact.privacyDeletion", 77, NOON)
STAGES: dict[str, Any] = {
    "event_name": {"path": "event.propertyValue", "lookup": {"closedwon": "DealWon"}},
    "event_id": {"template": "deal_{event.objectId}_{event.propertyValue}"},
    "user_data.em": "contact.email",
}
NUMBERED = {"template": "hubspot-{contact.hs_object_id}"}


def hubspot(external_id: Any = NUMBERED, *, token: str = TOKEN, **mapping: Any) -> HubSpot:
    told = {**STAGES, **({"user_data.external_id": external_id} if external_id else {}), **mapping}
    settings = Settings(name="crm", kind="hubspot", token=token, options={"address": ADDRESS, "map": told})
    return HubSpot(settings, [Secret(CLIENT_SECRET)])


def read(source: HubSpot, *told: dict[str, Any]) -> Sequence[Telling]:
    return source.read(Delivery(id="1", topic="", body=json.dumps(told).encode(), received_at=NOON), site())


def request(source: HubSpot) -> PrivacyRequest:
    (only,) = read(source, GONE)
    assert isinstance(only, PrivacyRequest)
    return only


@pytest.mark.parametrize("token", [TOKEN, ""])
def test_a_contact_that_was_deleted_for_good_is_to_be_forgotten(token: str) -> None:
    """Found by the number under which the mapping told of them (`printf hubspot-77 | sha256sum`)."""
    told = request(hubspot(token=token))
    assert (told.wish, told.number, told.identifiers) == ("erase", "77", {"external_id": "hubspot-77"})
    assert sha256("hubspot-77") in asked(told, "crm", site()).person.needles


@pytest.mark.parametrize("mapped", ["contact.hs_object_id", "event.objectId", {"path": "event.objectId", "as": "text"}])
def test_the_number_may_be_told_as_it_stands(mapped: Any) -> None:
    assert request(hubspot(mapped)).identifiers == {"external_id": "77"}


@pytest.mark.parametrize(
    "mapped", [None, "contact.customer_number", {"constant": "C-77"}, {"template": "{event.portalId}"}]
)
def test_a_number_that_no_event_carries_names_nobody(mapped: Any) -> None:
    """Nobody else is erased in the contact's place: what is the same for all contacts is no contact's."""
    told = request(hubspot(mapped))
    assert (told.number, told.identifiers) == ("77", {})
    assert asked(told, "crm", site()).person.needles == ()


def test_it_is_no_event_whatever_the_mapping_says_of_contacts() -> None:
    """A mapping that takes every change for a lead does not take this one; what stands beside it is told."""
    every = hubspot(event_name={"constant": "Lead"}, event_id={"template": "c_{event.objectId}"}, token="")
    assert [type(each) for each in read(every, GONE)] == [PrivacyRequest]
    beside = read(hubspot(), staged(512, "closedwon", NOON), GONE, GONE)
    assert [type(each) for each in beside] == [PrivacyRequest, Named]


def test_a_change_that_cannot_be_used_keeps_nobody_from_being_forgotten() -> None:
    """HubSpot posts up to a hundred changes in one message; one is of a clock that runs ahead."""
    timed = hubspot(event_time={"path": "event.occurredAt", "as": "milliseconds"}, token="")
    ahead = staged(511, "closedwon", NOON + timedelta(days=2))
    wish, refused, won = read(timed, ahead, GONE, staged(512, "closedwon", NOON))
    assert isinstance(wish, PrivacyRequest)
    assert isinstance(refused, Refusal)
    assert isinstance(won, Arrived)
    assert (refused.field, won.event_id) == ("event_time", "deal_512_closedwon")


def test_nobody_can_have_a_contact_forgotten_by_posting_an_old_message() -> None:
    body = json.dumps([GONE]).encode()
    old = Webhook(
        method="POST",
        path="/hooks/crm",
        query="",
        headers=signed(body, NOON),
        body=body,
        received_at=NOON.replace(hour=13),
    )
    with pytest.raises(Refused):
        hubspot().verify(old)
