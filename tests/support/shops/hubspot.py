"""
A little HubSpot: it signs what it posts (digests by `openssl`), and answers for its CRM in the shapes of its
documentation ("CRM API: deals", "CRM API: contacts").
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.support.hooks import hmac_of
from tests.support.shops.web_crm import Answer, Asked, served

CLIENT_SECRET = "0e1a7b5c-client-secret-of-tests"
TOKEN = "pat-eu1-token-of-tests"
ADDRESS = "https://gw.example.com/hooks/hubspot"


def change(kind: str, number: int, at: datetime, **more: Any) -> dict[str, Any]:
    """One event of a subscription: `deal.propertyChange` and the like."""
    return {
        "eventId": 1,
        "subscriptionId": 12345,
        "portalId": 62515,
        "appId": 54321,
        "occurredAt": int(at.timestamp() * 1000),
        "subscriptionType": kind,
        "attemptNumber": 0,
        "objectId": number,
        "changeSource": "CRM_UI",
        "sourceId": "userId:6171",
        **more,
    }


def staged(number: int, stage: str, at: datetime, **more: Any) -> dict[str, Any]:
    """A deal came to that stage."""
    told = {"propertyName": "dealstage", "propertyValue": stage, **more}
    return change("deal.propertyChange", number, at, **told)


def signed(
    body: bytes, at: datetime, *, secret: str = CLIENT_SECRET, address: str = ADDRESS, method: str = "POST"
) -> dict[str, str]:
    """The headers with which HubSpot would send it at that moment."""
    sent_at = str(int(at.timestamp() * 1000))
    digest = hmac_of(f"{method}{address}".encode() + body + sent_at.encode(), secret.encode())
    return {"x-hubspot-signature-v3": base64.b64encode(digest).decode(), "x-hubspot-request-timestamp": sent_at}


class LittleHubSpot:
    """Deals and contacts by id, who belongs to whom, and what was asked. `broken` is answered instead of anything."""

    def __init__(self) -> None:
        self.deals: dict[str, dict[str, Any]] = {}
        self.contacts: dict[str, dict[str, Any]] = {}
        self.people_of: dict[str, list[str]] = {}
        self.asked: list[str] = []
        self.broken: Answer | None = None
        self.url = ""

    def answer(self, asked: Asked) -> Answer:
        self.asked.append(f"{asked.method} {asked.path}")
        if asked.headers.get("authorization") != f"Bearer {TOKEN}":
            return 401, {"status": "error", "message": "Authentication…", "category": "INVALID_AUTHENTICATION"}
        if self.broken:
            return self.broken
        parts = urlsplit(asked.path)
        if parts.path == "/crm/v3/objects/contacts/batch/read":
            return self._batch(json.loads(asked.body))
        kind, number = parts.path.removeprefix("/crm/v3/objects/").split("/")
        return self._one({"deals": self.deals, "contacts": self.contacts}[kind], number, parse_qs(parts.query))

    def _one(self, objects: Mapping[str, dict[str, Any]], number: str, query: dict[str, list[str]]) -> Answer:
        if number not in objects:
            return 404, {"status": "error", "message": "resource not found", "category": "OBJECT_NOT_FOUND"}
        told = _record(number, objects[number], query["properties"][0].split(","))
        people = self.people_of.get(number, [])
        if "contacts" in query.get("associations", []) and people:
            results = [{"id": each, "type": kind} for each in people for kind in ("deal_to_contact", "label")]
            told["associations"] = {"contacts": {"results": results}}
        return 200, told

    def _batch(self, asked: dict[str, Any]) -> Answer:
        """In an order of its own, as HubSpot does not promise any."""
        ids = sorted(each["id"] for each in asked["inputs"])
        found = [_record(each, self.contacts[each], asked["properties"]) for each in ids if each in self.contacts]
        return 200, {"status": "COMPLETE", "results": found}


def _record(number: str, properties: Mapping[str, Any], wanted: list[str]) -> dict[str, Any]:
    """What is not set is null; three properties come unasked."""
    always = {"hs_object_id": number, "createdate": properties.get("createdate"), "hs_lastmodifieddate": None}
    told = {**always, **{name: properties.get(name) for name in wanted}}
    moment = f"{datetime(2026, 11, 1, tzinfo=UTC):%Y-%m-%dT%H:%M:%S}.000Z"
    return {"id": number, "properties": told, "createdAt": moment, "updatedAt": moment, "archived": False}


@contextmanager
def little_hubspot() -> Iterator[LittleHubSpot]:
    crm = LittleHubSpot()
    with served(crm.answer) as crm.url:
        yield crm
