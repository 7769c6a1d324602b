"""
A contact was deleted for good, as privacy laws give people a right to. HubSpot names the contact's number and nothing
else, and by then cannot be asked who it was. Source: https://developers.hubspot.com/docs/api/webhooks, "Privacy-
compliant contact deletes".
"""

from __future__ import annotations

from typing import Any

import msgspec

from tandem.event.errors import Refused
from tandem.sources.contract import Delivery, PrivacyRequest
from tandem.sources.hubspot.message import Change, Document
from tandem.sources.hubspot.options import OUR_NUMBER
from tandem.sources.mapped.rule import Rule


def forgotten(change: Change, rule: Rule | None, delivery: Delivery) -> PrivacyRequest:
    """
    `rule`: how the mapping makes `user_data.external_id`. Where that is of the contact's number, the person can be
    found by it; else nobody is named, and the request is for somebody to see to.
    """
    number = str(change.object_id)
    known, another = (_told_as(each, change, rule) if rule else "" for each in (number, f"{number}0"))
    return PrivacyRequest(
        wish="erase",
        number=number,
        received_at=delivery.received_at,
        identifiers={"external_id": known} if known != another else {},
    )


def _told_as(number: str, change: Change, rule: Rule) -> str:
    """What the mapping would have told of a contact with that number."""
    event = msgspec.structs.replace(change, object_id=number)
    document: Any = msgspec.to_builtins(Document(object="contact", event=event, contact={"hs_object_id": number}))
    try:
        return str(rule.value(document, OUR_NUMBER) or "")
    except Refused:
        return ""
