"""What the tests send to the emulator, and how: by hand, over HTTP, without any of the gateway's code."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from tandem.emulator.testing import MetaEmulator

NOW = 1_795_305_600.0
"""2026-11-22 00:00 UTC. Independent source: `date -u -d 2026-11-22 +%s`."""

DATASET = "1234567890"
TOKEN = "EAAB-token-of-a-test-ZDZD"
EMAIL_HASH = "62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f"
"""SHA-256 of john_smith@gmail.com, as printed in Meta's documentation of customer information."""


class HandClock:
    """Stands still until it is moved."""

    def __init__(self, at: float = NOW) -> None:
        self.at = at

    def __call__(self) -> float:
        return self.at


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    body: bytes
    headers: dict[str, str]

    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def codes(self) -> tuple[int, int, int | None]:
        """HTTP status, code, subcode."""
        error = self.json()["error"]
        return self.status, error["code"], error.get("error_subcode")


def purchase(**changes: Any) -> dict[str, Any]:
    """A server event with which nothing is wrong; fields set to None are left out."""
    event = {
        "event_name": "Purchase",
        "event_time": int(NOW),
        "event_id": "order_1",
        "action_source": "website",
        "event_source_url": "https://shop.example/thank-you",
        "user_data": {"em": [EMAIL_HASH], "client_user_agent": "Mozilla/5.0", "client_ip_address": "2001:db8::7"},
        "custom_data": {"value": 49.9, "currency": "EUR"},
    } | changes
    return {name: value for name, value in event.items() if value is not None}


def ask(url: str, body: bytes | None = None, method: str | None = None, **headers: str) -> Answer:
    """One request, whatever it answers. Header names are written with underscores."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        with urlopen(Request(url, body, named, method=method), timeout=10) as response:
            return Answer(response.status, response.read(), dict(response.headers))
    except HTTPError as refusal:
        return Answer(refusal.code, refusal.read(), dict(refusal.headers))


def send(
    meta: MetaEmulator, *events: Any, version: str = "v26.0", dataset: str = DATASET, token: str = TOKEN
) -> Answer:
    """A JSON batch with its token in the header."""
    body = json.dumps({"data": list(events)}).encode()
    headers = {"Content_Type": "application/json", "Authorization": f"Bearer {token}"}
    return ask(f"{meta.url}/{version}/{dataset}/events", body, **headers)


def pixel(meta: MetaEmulator, name: str = "Purchase", eid: str | None = "order_1", **params: str) -> Answer:
    """A browser event, as the Pixel's image request."""
    query = {"id": DATASET, "ev": name, "dl": "https://shop.example/thank-you"} | params
    query |= {"eid": eid} if eid else {}
    return ask(f"{meta.url}/tr/?{urlencode(query)}")
