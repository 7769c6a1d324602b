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
        self.reach = 10_000
        self.gone: set[str] = set()
        self.searches = 0
        self.url = ""

    def answer(self, asked: Asked) -> Answer:
        self.asked.append(f"{asked.method} {asked.path}")
        if asked.headers.get("authorization") != f"Bearer {TOKEN}":
            return 401, {"status": "error", "message": "Authentication…", "category": "INVALID_AUTHENTICATION"}
        if self.broken:
            return self.broken
        parts = urlsplit(asked.path)
        if parts.path == "/crm/v3/objects/deals/search":
            return self._search(json.loads(asked.body))
        if parts.path == "/crm/v3/objects/contacts/batch/read":
            return self._batch(json.loads(asked.body))
        kind, number = parts.path.removeprefix("/crm/v3/objects/").split("/")
        return self._one({"deals": self.deals, "contacts": self.contacts}[kind], number, parse_qs(parts.query))

    def _one(self, objects: Mapping[str, dict[str, Any]], number: str, query: dict[str, list[str]]) -> Answer:
        if number not in objects or number in self.gone:
            return 404, {"status": "error", "message": "resource not found", "category": "OBJECT_NOT_FOUND"}
        told = _record(number, objects[number], query["properties"][0].split(","))
        people = self.people_of.get(number, [])
        if "contacts" in query.get("associations", []) and people:
            results = [{"id": each, "type": kind} for each in people for kind in ("deal_to_contact", "label")]
            told["associations"] = {"contacts": {"results": results}}
        return 200, told

    def _search(self, asked: dict[str, Any]) -> Answer:
        """Deals by when they were changed; `reach` is how far one search leads."""
        self.searches += 1
        ((filtered,),) = [group["filters"] for group in asked["filterGroups"]]
        assert (filtered["propertyName"], filtered["operator"]) == ("hs_lastmodifieddate", "GTE")
        assert asked["sorts"] == [{"propertyName": "hs_lastmodifieddate", "direction": "ASCENDING"}]
        begin, since = int(asked.get("after", 0)), int(filtered["value"])
        if begin + asked["limit"] > self.reach:
            return 400, {"status": "error", "category": "VALIDATION_ERROR"}
        dated = {number: deal.get("hs_lastmodifieddate") for number, deal in self.deals.items()}
        found = [(_millis(changed), number) for number, changed in dated.items() if changed]
        later = sorted(each for each in found if each[0] >= since)
        chosen = [number for _, number in later[begin : begin + asked["limit"]]]
        page = [_record(number, self.deals[number], asked["properties"]) for number in chosen]
        end = begin + len(page)
        following = {"paging": {"next": {"after": str(end)}}} if end < len(later) else {}
        return 200, {"total": len(later), "results": page, **following}

    def _batch(self, asked: dict[str, Any]) -> Answer:
        """In an order of its own, as HubSpot does not promise any."""
        ids = sorted(each["id"] for each in asked["inputs"])
        found = [_record(each, self.contacts[each], asked["properties"]) for each in ids if each in self.contacts]
        return 200, {"status": "COMPLETE", "results": found}


def _millis(moment: str) -> int:
    return int(datetime.fromisoformat(moment).timestamp() * 1000)


def _record(number: str, properties: Mapping[str, Any], wanted: list[str]) -> dict[str, Any]:
    """What is not set is null; some properties come unasked."""
    always = {"hs_object_id": number, "createdate": properties.get("createdate")}
    told = {**always, **{name: properties.get(name) for name in wanted}}
    moment = f"{datetime(2026, 11, 1, tzinfo=UTC):%Y-%m-%dT%H:%M:%S}.000Z"
    return {"id": number, "properties": told, "createdAt": moment, "updatedAt": moment, "archived": False}


@contextmanager
def little_hubspot() -> Iterator[LittleHubSpot]:
    crm = LittleHubSpot()
    with served(crm.answer) as crm.url:
        yield crm
