"""
How many webhooks per second one core verifies and maps, and how many times the HMAC of their bytes that costs.

    .venv/bin/python -m bench.webhooks

Processor time, so that others on the machine cost nothing. `map`: signature, JSON, facts. `keep`: the same, and
identity normalised and hashed, as the acceptor does it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from timeit import timeit
from typing import Any

import msgspec

from tandem.accept import take_told
from tandem.config.source import Source as Settings
from tandem.event.dictionary import build
from tandem.event.site import Site
from tandem.kit.secret import Secret
from tandem.sources.contract import Webhook
from tandem.sources.kinds import open_source
from tests.support.shops.paypal import NUMBER, PayPal

ROUNDS, REPEATS = 30, 100
"""Short turns in rotation: on a busy machine each work then has an undisturbed one, and the best counts."""

SECRET = b"a secret for the bench"
NOW = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)
MESSAGES = Path(__file__).parent.parent / "tests" / "support" / "shops"
HUBSPOT = {
    "address": "https://gw.example.com/hooks/x",
    "map": {
        "event_name": {"path": "event.propertyValue", "lookup": {"closedwon": "DealWon"}},
        "event_id": {"template": "deal_{event.objectId}_{event.propertyValue}"},
        "event_time": {"path": "event.occurredAt", "as": "milliseconds"},
        "action_source": {"constant": "system_generated"},
    },
}
SITE = Site(name="shop", dictionary=build({}))


TOLD = {
    "order_id": "0042", "kind": "paid", "at": int(NOW.timestamp()), "key": "payment-7", "amount": "49.90",
    "totals": {"currency": "EUR", "gross": "49.90", "tax": "7.97", "shipping": "4.90"},
    "lines": [{"id": "vase", "quantity": 1, "price": "45.00"}],
    "user_data": {"em": "ada@example.com", "ph": "+49 421 555 0142", "fn": "Ada", "ln": "Lovelace", "country": "DE"},
    "links": {"checkout": "c-77"}, "consent": {"ads": "granted", "signal": "tcf", "at": int(NOW.timestamp())},
}  # fmt: skip
"""docs/orders.md: one fact in Tandem's own words."""

MAPPED = {
    "order_id": "order_id", "kind": {"path": "kind", "lookup": {"paid": "paid"}}, "at": {"path": "at", "as": "seconds"},
    "totals.gross": {"path": "totals.gross", "as": "number"}, "totals.currency": {"constant": "EUR"},
    "user_data.em": "user_data.em", "user_data.ph": "user_data.ph", "user_data.fn": "user_data.fn",
    "user_data.ln": "user_data.ln", "user_data.country": "user_data.country", "links.checkout": "links.checkout",
}  # fmt: skip
"""The same by a mapping."""


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of source, and one message of it, signed."""

    kind: str
    webhook: Webhook
    secrets: tuple[str, ...] = (SECRET.decode(),)
    options: dict[str, Any] = {}

    def unit(self) -> object:
        return hmac.new(SECRET, self.webhook.body, hashlib.sha256).digest()

    def works(self) -> tuple[Callable[[], object], Callable[[], object]]:
        settings = Settings(name="x", kind=self.kind, options=self.options)
        source = open_source(settings, [Secret(secret) for secret in self.secrets])

        def mapped() -> list[Any]:
            return list(source.read(source.verify(self.webhook), SITE))

        return mapped, lambda: take_told(mapped(), "x", SITE)


def cases() -> list[Case]:
    return [*_shops(), *_own_words(), _paypal(), _hubspot()]


def _shops() -> list[Case]:
    shopify, woo, stripe = (_body(name) for name in ("shopify_order", "woocommerce_order", "stripe_session"))
    seconds = int(NOW.timestamp())
    signature = hmac.new(SECRET, f"{seconds}.".encode() + stripe, hashlib.sha256).hexdigest()
    return [
        _case("shopify", shopify, {"x-shopify-hmac-sha256": _base64(shopify), "x-shopify-topic": "orders/paid"}),
        _case("woocommerce", woo, {"x-wc-webhook-signature": _base64(woo), "x-wc-webhook-topic": "order.updated"}),
        _case("stripe", stripe, {"stripe-signature": f"t={seconds},v1={signature}"}),
    ]


def _own_words() -> list[Case]:
    """A shop of one's own, and any system by a mapping: both sign as Standard Webhooks."""
    body, seconds = json.dumps(TOLD).encode(), str(int(NOW.timestamp()))
    signature = "v1," + _base64(f"msg_1.{seconds}.".encode() + body)
    headers = {"webhook-id": "msg_1", "webhook-timestamp": seconds, "webhook-signature": signature}
    secret = ("whsec_" + base64.b64encode(SECRET).decode(),)
    return [_case("orders", body, headers, secret), _case("json", body, headers, secret, {"map": MAPPED})]


def _paypal() -> Case:
    """Its signature is RSA: the one that costs more than the message."""
    with TemporaryDirectory() as folder:
        account = PayPal(Path(folder))
        body = _body("paypal_capture")
        return _case("paypal", body, account.headers(body), (NUMBER, account.certificate))


def _hubspot() -> Case:
    """A deal that came to a stage; what the CRM knows of it is looked up later, by the worker."""
    sent_at = str(int(NOW.timestamp() * 1000))
    told = {"subscriptionType": "deal.propertyChange", "objectId": 512, "occurredAt": int(sent_at), "portalId": 62515}
    body = json.dumps([{**told, "propertyName": "dealstage", "propertyValue": "closedwon"}]).encode()
    signature = _base64(f"POST{HUBSPOT['address']}".encode() + body + sent_at.encode())
    headers = {"x-hubspot-signature-v3": signature, "x-hubspot-request-timestamp": sent_at}
    return _case("hubspot", body, headers, options=HUBSPOT)


def _case(
    kind: str,
    body: bytes,
    headers: dict[str, str],
    secrets: tuple[str, ...] = (SECRET.decode(),),
    options: dict[str, Any] | None = None,
) -> Case:
    webhook = Webhook(method="POST", path="/hooks/x", query="", headers=headers, body=body, received_at=NOW)
    return Case(kind=kind, webhook=webhook, secrets=secrets, options=options or {})


def _body(name: str) -> bytes:
    return json.dumps(json.loads((MESSAGES / f"{name}.json").read_bytes())).encode()


def _base64(body: bytes) -> str:
    return base64.b64encode(hmac.new(SECRET, body, hashlib.sha256).digest()).decode()


def _seconds(work: Callable[[], object]) -> float:
    return timeit(work, number=REPEATS, timer=process_time) / REPEATS


def main() -> None:
    print(f"{'':<12} {'bytes':>6} {'map/s':>9} {'x hash':>7} {'keep/s':>9} {'x hash':>7}")
    for case in cases():
        mapped, kept = case.works()
        turns = [[_seconds(work) for work in (case.unit, mapped, kept)] for _ in range(ROUNDS)]
        unit, read, keep = (min(column) for column in zip(*turns, strict=True))
        size = len(case.webhook.body)
        print(f"{case.kind:<12} {size:>6} {1 / read:>9,.0f} {read / unit:>7.0f} {1 / keep:>9,.0f} {keep / unit:>7.0f}")


if __name__ == "__main__":
    main()
