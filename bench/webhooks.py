"""
How many webhooks per second one core verifies and maps, and how many times the HMAC of their bytes that costs.

    .venv/bin/python -m bench.webhooks

`map`: signature, JSON, facts. `keep`: the same, and identity normalised and hashed, as the acceptor does it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
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

ROUNDS, REPEATS = 30, 100
"""Short turns in rotation: on a busy machine each work then has an undisturbed one, and the best counts."""

SECRET = b"a secret for the bench"
NOW = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)
MESSAGES = Path(__file__).parent.parent / "tests" / "support" / "shops"
SITE = Site(name="shop", dictionary=build({}))


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of source, and one message of it, signed."""

    kind: str
    webhook: Webhook

    def unit(self) -> object:
        return hmac.new(SECRET, self.webhook.body, hashlib.sha256).digest()

    def works(self) -> tuple[Callable[[], object], Callable[[], object]]:
        source = open_source(Settings(name="x", kind=self.kind), [Secret(SECRET.decode())])

        def mapped() -> list[Any]:
            return list(source.read(source.verify(self.webhook), SITE))

        return mapped, lambda: take_told(mapped(), "x", SITE)


def cases() -> list[Case]:
    shopify, woo, stripe = (_body(name) for name in ("shopify_order", "woocommerce_order", "stripe_session"))
    seconds = int(NOW.timestamp())
    signature = hmac.new(SECRET, f"{seconds}.".encode() + stripe, hashlib.sha256).hexdigest()
    return [
        _case("shopify", shopify, {"x-shopify-hmac-sha256": _base64(shopify), "x-shopify-topic": "orders/paid"}),
        _case("woocommerce", woo, {"x-wc-webhook-signature": _base64(woo), "x-wc-webhook-topic": "order.updated"}),
        _case("stripe", stripe, {"stripe-signature": f"t={seconds},v1={signature}"}),
    ]


def _case(kind: str, body: bytes, headers: dict[str, str]) -> Case:
    webhook = Webhook(method="POST", path="/hooks/x", query="", headers=headers, body=body, received_at=NOW)
    return Case(kind=kind, webhook=webhook)


def _body(name: str) -> bytes:
    return json.dumps(json.loads((MESSAGES / f"{name}.json").read_bytes())).encode()


def _base64(body: bytes) -> str:
    return base64.b64encode(hmac.new(SECRET, body, hashlib.sha256).digest()).decode()


def main() -> None:
    print(f"{'':<12} {'bytes':>6} {'map/s':>9} {'x hash':>7} {'keep/s':>9} {'x hash':>7}")
    for case in cases():
        mapped, kept = case.works()
        turns = [[timeit(work, number=REPEATS) / REPEATS for work in (case.unit, mapped, kept)] for _ in range(ROUNDS)]
        unit, read, keep = (min(column) for column in zip(*turns, strict=True))
        size = len(case.webhook.body)
        print(f"{case.kind:<12} {size:>6} {1 / read:>9,.0f} {read / unit:>7.0f} {1 / keep:>9,.0f} {keep / unit:>7.0f}")


if __name__ == "__main__":
    main()
