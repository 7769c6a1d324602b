"""Traffic as a shop and its pages send it: whole HTTP requests, with a slot for the serial of each copy."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import msgspec

SERIAL = "{serial-of-request}"
"""The slot. A serial is exactly as long, so that Content-Length holds: six characters, a dash, twelve digits."""

ORIGIN = "https://shop.example"

Json = Mapping[str, Any]

_PAGE = (
    f"{ORIGIN}/checkout/thank-you?utm_source=facebook&utm_medium=paid&fbclid=IwAR2F4-dbP0l7Mn1IawQQGCINEz7PYXQvwjNwB"
)
_BROWSER = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148"
)
_VISIT = {"fbp": "fb.1.1760000000000.1098115397", "fbc": "fb.1.1760000000000.IwAR2F4-dbP0l7Mn1IawQQGCINEz7PYXQvwjNwB"}
_CUSTOMER = {
    "em": f"Ada.{SERIAL}@example.com",
    "ph": "+16505551212",
    "fn": "Ada",
    "ln": "Lovelace",
    "ct": "Menlo Park",
    "zp": "94025",
    "country": "US",
    "external_id": f"customer-{SERIAL}",
}
_ORDER = {
    "value": 129.9,
    "currency": "EUR",
    "order_id": "100042",
    "content_type": "product",
    "contents": [{"id": "sku-1", "quantity": 2, "item_price": 24.95}, {"id": "sku-7", "quantity": 1, "item_price": 80}],
    "num_items": 3,
}


def backend_event(number: int = 0) -> Json:
    """A purchase as a shop's server reports it: eight identity fields, the visitor's ids, address and browser."""
    return {
        "event_name": "Purchase",
        "event_time": int(time.time()),
        "event_id": f"{SERIAL}.{number:03d}",
        "action_source": "website",
        "event_source_url": _PAGE,
        "user_data": {
            **_CUSTOMER,
            **_VISIT,
            "client_ip_address": "93.184.216.34",
            "client_user_agent": _BROWSER,
        },
        "custom_data": _ORDER,
        "consent": {"ads": "granted", "signal": "banner"},
    }


def tag_message() -> Json:
    """The same purchase as the tag posts it from the page."""
    event = {
        "event_name": "Purchase",
        "event_id": f"{SERIAL}.tag",
        "event_time": int(time.time() * 1000),
        "event_source_url": _PAGE,
        "custom_data": _ORDER,
        "user_data": _CUSTOMER,
        "pixel": "loaded",
    }
    return {"v": 1, "tag": "bench", "consent": {"ads": "granted"}, "visit": _VISIT, "events": [event]}


def to_backend_door(content: object, key: str) -> bytes:
    """`content` as a request to /v1/events."""
    return _post("/v1/events", content, {"authorization": f"Bearer {key}", "content-type": "application/json"})


def to_tag_door(content: object) -> bytes:
    """`content` as a request to /e, as a browser sends it from another origin without preflight."""
    cookies = "; ".join(f"_{name}={value}" for name, value in _VISIT.items())
    headers = {"origin": ORIGIN, "user-agent": _BROWSER, "cookie": cookies, "content-type": "text/plain;charset=UTF-8"}
    return _post("/e", content, headers)


def closing(request: bytes) -> bytes:
    """The same request, asking that its connection be closed behind it."""
    return request.replace(b"\r\n\r\n", b"\r\nconnection: close\r\n\r\n", 1)


def known(request: bytes) -> bytes:
    """The same post of the tag by a visitor who has been here before, as a proxy on this machine hands it on."""
    twin = f"_tandem_visit={_VISIT['fbp']}!{_VISIT['fbc']}"
    others = "_ga=GA1.1.1098115397.1760000000; _gid=GA1.2.33.1760000000"
    proxied = request.replace(b"\r\n\r\n", b"\r\nx-forwarded-for: 93.184.216.34\r\n\r\n", 1)
    return proxied.replace(b"cookie: ", f"cookie: {others}; {twin}; ".encode(), 1)


def _post(path: str, content: object, headers: Mapping[str, str]) -> bytes:
    body = msgspec.json.encode(content)
    told = {"host": "gateway.example", "content-length": str(len(body)), **headers}
    lines = [f"POST {path} HTTP/1.1", *(f"{name}: {value}" for name, value in told.items())]
    return "\r\n".join([*lines, "", ""]).encode() + body
